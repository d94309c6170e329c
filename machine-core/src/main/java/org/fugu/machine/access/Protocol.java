package org.fugu.machine.access;

import org.fugu.machine.coherence.CoherenceMessage.Kind;

/// A node's part in the protocol that keeps caches coherent, as far as events of the node bring
/// something about.
public sealed interface Protocol permits CoherentMemory, Protocol.Absent {
    /// A message of the protocol has arrived.
    ///
    /// @param from who sent it
    void accept(long now, Kind kind, long line, int from);

    /// The line that leaves when another one comes, or -1.
    long displacedBy(long line);

    /// A line was held long enough for its reservation.
    void releaseHeld(long now);

    /// The software of the protocol has done its work for a line.
    void handled(long now, long line);

    /// Lets somebody hear of each interrupt of the processor by the protocol, before it happens.
    void interrupts(Runnable listener);

    /// A node that has no part in any: nobody sends it such messages, and it holds no line.
    enum Absent implements Protocol {
        ABSENT;

        @Override
        public void accept(long now, Kind kind, long line, int from) {
            // There is nobody whom it could concern.
        }

        @Override
        public long displacedBy(long line) {
            return -1;
        }

        @Override
        public void releaseHeld(long now) {
            // Nothing is held.
        }

        @Override
        public void handled(long now, long line) {
            // There is no such software.
        }

        @Override
        public void interrupts(Runnable listener) {
            // There will be none.
        }
    }
}
