package org.fugu.machine.network;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
/// A packet of the second network: what one kernel part tells another.
///
/// @param words one to four

public record SystemPacket(long[] words) implements Payload {
    public SystemPacket {
        if (words.length < 1 || words.length * Long.BYTES > SystemNetwork.PACKET_BYTES) {
            throw new IllegalArgumentException(words.length + " words do not fit a packet of the system network");
        }
    }

    /// See [Payload#tag].
    public static final int TAG = 4;

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public void save(StateWriter out) {
        out.add(words);
    }

    public static SystemPacket restored(StateReader in) {
        return new SystemPacket(in.nextLongs(SystemNetwork.PACKET_BYTES / Long.BYTES));
    }

    public int bytes() {
        return words.length * Long.BYTES;
    }

    @Override
    public long fingerprint() {
        long mixed = words.length;
        for (long word : words) mixed = Long.rotateLeft(mixed * 0x9e3779b97f4a7c15L ^ word, 23);
        return mixed;
    }
}
