package org.fugu.machine.coherence;

import org.fugu.machine.network.Traffic;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A message of the coherence protocol, as a home keeps one that has to wait. On its way it is only
/// its parts.
///
/// @param line physical line number
/// @param node who sent it
public record CoherenceMessage(Kind kind, long line, int node) {
    /// What the shortest carries: an address.
    public static final int LEAST_BYTES = 4;

    /// The first four go from a cache to a home, the others back.
    public enum Kind {
        /// Asks to read.
        GET_SHARED,
        /// Asks to write.
        GET_MODIFIED,
        /// Gives back a line that was writable.
        PUT_MODIFIED,
        /// Says that an invalidation or downgrade was done, or found nothing to do.
        ACKNOWLEDGE,
        GRANT_SHARED,
        GRANT_MODIFIED,
        /// Orders a cache to drop a line.
        INVALIDATE,
        /// Orders the owner to keep a line for reading only.
        DOWNGRADE;

        private static final Kind[] KINDS = values();

        /// @throws org.fugu.machine.state.BadSnapshotException if there is no such kind
        static Kind restored(StateReader in) {
            return of(in.nextInt(0, KINDS.length - 1));
        }

        /// The kind with an ordinal.
        public static Kind of(int ordinal) {
            return KINDS[ordinal];
        }

        /// Whether it asks for a line.
        public boolean isRequest() {
            return this == GET_SHARED || this == GET_MODIFIED;
        }

        public Traffic traffic() {
            return ordinal() <= ACKNOWLEDGE.ordinal() ? Traffic.REQUEST : Traffic.REPLY;
        }

        /// Bytes besides the packet's header: the address, and the line where data travel. An owner's
        /// acknowledgement carries the line; that of a reader does not, but the model charges both
        /// alike.
        ///
        /// @param lineBytes of a line
        public int contentBytes(int lineBytes) {
            return switch (this) {
                case GET_SHARED, GET_MODIFIED, INVALIDATE, DOWNGRADE, ACKNOWLEDGE -> LEAST_BYTES;
                case PUT_MODIFIED, GRANT_SHARED, GRANT_MODIFIED -> LEAST_BYTES + lineBytes;
            };
        }
    }

    private static final int MOST_NODES = 1 << 16;

    void save(StateWriter out) {
        out.add(kind.ordinal()).add(line).add(node);
    }

    static CoherenceMessage restored(StateReader in) {
        return new CoherenceMessage(Kind.restored(in), in.next(), in.nextInt(0, MOST_NODES));
    }
}
