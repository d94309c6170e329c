package org.fugu.machine.message;

import org.fugu.machine.network.Payload;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A user message on its way or in a queue.
///
/// @param group identifier that the sending hardware stamped on it
/// @param words one to eight double-words; the first already in the receiver's form: source rank
///     [15:0], endpoint slot [19:16], user tag [63:32]
public record UserMessage(int group, long[] words) implements Payload {
    /// See [Payload#tag].
    public static final int TAG = 2;

    private static final int MOST_WORDS = 8;

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public void save(StateWriter out) {
        out.add(group).add(words);
    }

    public static UserMessage restored(StateReader in) {
        return new UserMessage(in.nextInt(0, 0xffff), in.nextLongs(MOST_WORDS));
    }

    @Override
    public long fingerprint() {
        long mixed = group;
        for (long word : words) mixed = Long.rotateLeft(mixed * 0x9e3779b97f4a7c15L ^ word, 23);
        return mixed;
    }
}
