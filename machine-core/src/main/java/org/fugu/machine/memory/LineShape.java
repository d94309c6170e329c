package org.fugu.machine.memory;

/// How a machine's memory is cut into lines, the unit of caching and coherence; or into shorter ones,
/// of which only a cache without coherence knows. A line's number is its physical address divided by
/// its size, so it means something only together with the shape.
public final class LineShape {
    private static final int LEAST_BYTES = 4;
    private static final int MOST_BYTES = 128;

    private final int shift;

    /// @param bytes of a line: a power of two from 4 to 128
    /// @throws IllegalArgumentException for any other size
    public LineShape(int bytes) {
        if (bytes < LEAST_BYTES || bytes > MOST_BYTES || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(
                    "a line of " + bytes + " bytes: it must be 4, 8, 16, 32, 64 or 128 bytes long");
        }
        shift = Integer.numberOfTrailingZeros(bytes);
    }

    public int bytes() {
        return 1 << shift;
    }

    /// The binary logarithm of [#bytes].
    public int shift() {
        return shift;
    }

    /// The number of the line that holds a physical address. Hot.
    public long of(long address) {
        return address >>> shift;
    }

    /// The physical address of a line's first byte.
    public long address(long line) {
        return line << shift;
    }

    /// The node in whose memory a line is.
    public int home(long line) {
        return PhysicalAddress.home(address(line));
    }

    /// Lines of a frame.
    public int perFrame() {
        return 1 << perFrameShift();
    }

    /// The binary logarithm of [#perFrame].
    public int perFrameShift() {
        return PhysicalAddress.FRAME_SHIFT - shift;
    }

    /// Where in its frame a line is, from 0 to [#perFrame] − 1.
    public int withinFrame(long line) {
        return (int) line & perFrame() - 1;
    }

    /// By how much to shift a line's number to get its home.
    public int homeShift() {
        return PhysicalAddress.HOME_SHIFT - shift;
    }
}
