package org.fugu.exokernel.call;

/// Calls about messages. All else about them is the message unit's.
final class MessageCalls {
    private MessageCalls() {}

    /// The context waits for a message.
    record Wait() implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return new Invoked.Asleep();
        }
    }

    static Decoded waiting() {
        return new Wait();
    }
}
