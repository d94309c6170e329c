package org.fugu.machine.message;

import org.fugu.machine.network.Payload;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A user message on its way or in a queue.
///
/// @param group identifier that the sending hardware stamped on it
/// @param words one to eight double-words; the first already in the receiver's form: source rank
///     [15:0], endpoint slot [19:16], user tag [63:32]
/// @param bulk what user DMA took from the sender's memory, at most [#MOST_BULK_BYTES]; mostly
///     nothing
public record UserMessage(int group, long[] words, byte[] bulk) implements Payload {
    /// See [Payload#tag].
    public static final int TAG = 2;

    /// Bulk data of one message, in bytes.
    public static final int MOST_BULK_BYTES = 8192;

    private static final byte[] NOTHING = {};
    private static final int MOST_WORDS = 8;

    /// A message without bulk data.
    public UserMessage(int group, long... words) {
        this(group, words, NOTHING);
    }

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public void save(StateWriter out) {
        out.add(group).add(words).add(bulk.length).add(bulk);
    }

    public static UserMessage restored(StateReader in) {
        int group = in.nextInt(0, 0xffff);
        var words = in.nextLongs(MOST_WORDS);
        var bulk = new byte[in.nextInt(0, MOST_BULK_BYTES)];
        in.next(bulk);
        return new UserMessage(group, words, bulk);
    }

    @Override
    public long fingerprint() {
        long mixed = group;
        for (long word : words) mixed = mix(mixed, word);
        for (byte each : bulk) mixed = mix(mixed, each);
        return mixed;
    }

    private static long mix(long mixed, long value) {
        return Long.rotateLeft(mixed * 0x9e3779b97f4a7c15L ^ value, 23);
    }
}
