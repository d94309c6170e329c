package org.fugu.machine.message;

import java.util.Arrays;

/// An output descriptor as a launch means it: a header, the other double-words, and at the end pairs
/// (virtual address, bytes) of bulk data. Its registers are an array; the immediate of the launch
/// says how many of them it is about: [2:0] double-words − 1, pairs included, [4:3] pairs.
final class OutputDescriptor {
    /// Registers of a descriptor.
    static final int WORDS = 8;

    // Of the header the receiver sees the user tag and the endpoint slot as they were sent; the rest is the hardware's.
    private static final long HEADER_KEPT = 0xffff_ffff_000f_0000L;

    private OutputDescriptor() {}

    private static int count(long immediate) {
        return (int) (immediate & 7) + 1;
    }

    /// Double-words that the receiver sees.
    static int words(long immediate) {
        return count(immediate) - 2 * ((int) (immediate >>> 3) & 3);
    }

    /// Whether a launch can mean it: bulk data are of whole double-words, and not too many.
    static boolean isMeant(long[] output, long immediate) {
        return (immediate & ~0b1_1111L) == 0 && words(immediate) > 0 && isBulkMeant(output, immediate);
    }

    private static boolean isBulkMeant(long[] output, long immediate) {
        long bytes = 0;
        for (int i = words(immediate); i < count(immediate); i += 2) {
            if ((output[i] & 7) != 0 || (output[i + 1] & 7) != 0) return false;
            if (output[i + 1] < 0 || output[i + 1] > UserMessage.MOST_BULK_BYTES) return false;
            bytes += output[i + 1];
        }
        return bytes <= UserMessage.MOST_BULK_BYTES;
    }

    /// The rank it is for.
    static int rank(long[] output) {
        return (int) output[0] & 0xffff;
    }

    /// The number of its endpoint slot: 0 to 15.
    static int slot(long[] output) {
        return (int) (output[0] >>> 16) & 0xf;
    }

    /// Bytes of its bulk data.
    static int bulkBytes(long[] output, long immediate) {
        int bytes = 0;
        for (int i = words(immediate) + 1; i < count(immediate); i += 2) bytes += (int) output[i];
        return bytes;
    }

    /// The pairs (virtual address, bytes), one after the other.
    static long[] pieces(long[] output, long immediate) {
        return Arrays.copyOfRange(output, words(immediate), count(immediate));
    }

    /// The first double-word as the receiver sees it.
    ///
    /// @param sender the rank of the sender
    /// @param badge of the endpoint that it is sent through
    static long header(long[] output, int sender, int badge) {
        return output[0] & HEADER_KEPT | (long) badge << UserMessage.BADGE_SHIFT | sender;
    }
}
