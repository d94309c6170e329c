package org.fugu.exokernel.filter;

import org.jspecify.annotations.Nullable;

/// One comparison of a filter: whether bytes of a message, read as a number with its lowest byte first, are a value
/// under a mask.
///
/// @param offset of the first byte in the message, 0 to 63
/// @param bytes 1, 2, 4 or 8, all in one double-word
/// @param mask the bits that are compared, at least one
/// @param value what they have to be, and 0 elsewhere
public record Atom(int offset, int bytes, long mask, long value) {
    private static final int LARGEST = Long.BYTES;

    /// What is wrong with it, or null.
    FilterFlaw.@Nullable Kind flaw() {
        if (Integer.bitCount(bytes) != 1 || bytes < 1 || bytes > LARGEST) return FilterFlaw.Kind.WIDTH;
        if (offset < 0 || offset >= Pattern.BYTES || offset % LARGEST + bytes > LARGEST) return FilterFlaw.Kind.BOUNDS;
        if (mask == 0 || (mask & ~(-1L >>> Long.SIZE - Byte.SIZE * bytes)) != 0) return FilterFlaw.Kind.MASK;
        return (value & ~mask) != 0 ? FilterFlaw.Kind.VALUE : null;
    }

    int word() {
        return offset / LARGEST;
    }

    /// By how many bits its bytes are away from the low end of their double-word.
    int shift() {
        return offset % LARGEST * Byte.SIZE;
    }
}
