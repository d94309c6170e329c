package org.fugu.exokernel.call;

/// What became of carrying a call out.
public sealed interface Invoked {
    /// The call is over.
    ///
    /// @param answer what the caller finds in `a0`
    record Done(long answer) implements Invoked {
        static final Done WELL = new Done(0);
    }

    /// The context waits in the kernel until others have answered, and then finds this in `a0`.
    record Pending(long answer) implements Invoked {
        static final Pending WELL = new Pending(0);
    }

    /// The call is over, and the context sleeps behind it until there is a message.
    record Asleep() implements Invoked {}

    /// The caller does not go on.
    record Gone() implements Invoked {}
}
