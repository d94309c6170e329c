package org.fugu.machine.coherence;

import org.fugu.machine.network.Payload;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A message of the coherence protocol.
///
/// @param line physical line number
/// @param node whose cache asks or answers; for messages to a cache, the home
public record CoherenceMessage(Kind kind, long line, int node) implements Payload {
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
        DOWNGRADE
    }

    private static final int ADDRESS_BYTES = 4;

    public Traffic traffic() {
        return kind.ordinal() <= Kind.ACKNOWLEDGE.ordinal() ? Traffic.REQUEST : Traffic.REPLY;
    }

    /// Bytes besides the packet's header: the address, and the line where data travel. An owner's
    /// acknowledgement carries the line; that of a reader does not, but the model charges both
    /// alike.
    ///
    /// @param lineBytes of a line
    public int contentBytes(int lineBytes) {
        return switch (kind) {
            case GET_SHARED, GET_MODIFIED, INVALIDATE, DOWNGRADE, ACKNOWLEDGE -> ADDRESS_BYTES;
            case PUT_MODIFIED, GRANT_SHARED, GRANT_MODIFIED -> ADDRESS_BYTES + lineBytes;
        };
    }

    /// See [Payload#tag].
    public static final int TAG = 1;

    private static final Kind[] KINDS = Kind.values();
    private static final int MOST_NODES = 1 << 16;

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public void save(StateWriter out) {
        out.add(kind.ordinal()).add(line).add(node);
    }

    public static CoherenceMessage restored(StateReader in) {
        return new CoherenceMessage(KINDS[in.nextInt(0, KINDS.length - 1)], in.next(), in.nextInt(0, MOST_NODES));
    }

    @Override
    public long fingerprint() {
        return line << 4 | kind.ordinal();
    }
}
