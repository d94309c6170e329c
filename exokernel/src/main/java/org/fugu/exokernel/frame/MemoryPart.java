package org.fugu.exokernel.frame;

/// A part of each node's memory that is one job's: its frames, and behind them the bind words of
/// those frames.
///
/// @param first of its frames
/// @param frames how many there are
public record MemoryPart(int first, int frames) {
    private static final int FRAME_SHIFT = 12;
    private static final int WORD_BYTES = 16;

    public MemoryPart {
        if (first < 0 || frames < 1 || (long) first + frames > FramePool.MOST_FRAMES) {
            throw new IllegalArgumentException(frames + " frames from " + first);
        }
    }

    /// The frame behind the part and its words.
    public long end() {
        long bytes = (long) frames * WORD_BYTES;
        return (long) first + frames + (bytes + (1 << FRAME_SHIFT) - 1 >> FRAME_SHIFT);
    }

    boolean has(int frame) {
        return frame >= first && frame - first < frames;
    }

    /// The physical address of a frame's word.
    long word(long physicalFrame) {
        long home = (long) Frames.homeOf(physicalFrame) << Frames.HOME_SHIFT;
        long words = home + first + frames << FRAME_SHIFT;
        return words + (long) (Frames.withinHome(physicalFrame) - first) * WORD_BYTES;
    }
}
