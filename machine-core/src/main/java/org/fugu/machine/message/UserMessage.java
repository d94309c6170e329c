package org.fugu.machine.message;

import org.fugu.machine.network.Payload;

/// A user message on its way or in a queue.
///
/// @param group identifier that the sending hardware stamped on it
/// @param words one to eight double-words; the first already in the receiver's form: source rank
///     [15:0], endpoint slot [19:16], user tag [63:32]
public record UserMessage(int group, long[] words) implements Payload {
    @Override
    public long fingerprint() {
        long mixed = group;
        for (long word : words) mixed = Long.rotateLeft(mixed * 0x9e3779b97f4a7c15L ^ word, 23);
        return mixed;
    }
}
