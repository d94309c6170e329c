package org.fugu.exokernel.frame;

/// The kernel's words of which one stands for each frame, on a line of its own at the frame's home,
/// above all frames that can be allocated. Every translation of the frame follows from its word;
/// writing the word takes them all away.
///
/// @param framesPerNode frames of each node that can be allocated
public record BindWords(int framesPerNode) {
    private static final int FRAME_SHIFT = 12;
    private static final int WORD_BYTES = 16;

    /// The physical address of a frame's word.
    public long of(long physicalFrame) {
        long home = (long) Frames.homeOf(physicalFrame) << Frames.HOME_SHIFT;
        return (home + framesPerNode << FRAME_SHIFT) + (long) Frames.withinHome(physicalFrame) * WORD_BYTES;
    }
}
