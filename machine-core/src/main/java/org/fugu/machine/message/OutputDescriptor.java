package org.fugu.machine.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An output descriptor as a launch means it: a header, the other double-words, and at the end pairs
/// (virtual address, bytes) of bulk data.
///
/// @param output the descriptor's registers
/// @param count how many of them the launch is about, pairs included: 1 to 8
/// @param pairs of bulk data among them
record OutputDescriptor(long[] output, int count, int pairs) {
    /// Registers of a descriptor.
    static final int WORDS = 8;

    // Of the header the receiver sees the user tag and the endpoint slot as they were sent; the rest is the hardware's.
    private static final long HEADER_KEPT = 0xffff_ffff_000f_0000L;

    /// @param immediate what the launch writes: [2:0] double-words − 1, [4:3] pairs at the end of them
    static OutputDescriptor of(long[] output, long immediate) {
        return new OutputDescriptor(output, (int) (immediate & 7) + 1, (int) (immediate >>> 3) & 3);
    }

    /// The same if a launch can mean it: bulk data are of whole double-words, and not too many.
    static @Nullable OutputDescriptor checked(long[] output, long immediate) {
        var descriptor = of(output, immediate);
        boolean meant = (immediate & ~0b1_1111L) == 0 && descriptor.words() > 0;
        return meant && descriptor.hasBulk() ? descriptor : null;
    }

    private boolean hasBulk() {
        long bytes = 0;
        for (int i = words(); i < count; i += 2) {
            if ((output[i] & 7) != 0 || (output[i + 1] & 7) != 0) return false;
            if (output[i + 1] < 0 || output[i + 1] > UserMessage.MOST_BULK_BYTES) return false;
            bytes += output[i + 1];
        }
        return bytes <= UserMessage.MOST_BULK_BYTES;
    }

    /// Double-words that the receiver sees.
    private int words() {
        return count - 2 * pairs;
    }

    /// The rank it is for.
    int rank() {
        return (int) output[0] & 0xffff;
    }

    /// The number of its endpoint slot: 0 to 15.
    int slot() {
        return (int) (output[0] >>> 16) & 0xf;
    }

    /// The pairs (virtual address, bytes), one after the other.
    long[] pieces() {
        return Arrays.copyOfRange(output, words(), count);
    }

    /// @param group of the endpoint
    /// @param sender the rank of the sender
    UserMessage message(int group, int sender, byte[] bulk) {
        var words = Arrays.copyOf(output, words());
        words[0] = output[0] & HEADER_KEPT | sender;
        return new UserMessage(group, words, bulk);
    }
}
