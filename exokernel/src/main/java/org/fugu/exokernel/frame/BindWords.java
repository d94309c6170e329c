package org.fugu.exokernel.frame;

import java.util.List;

/// The kernel's words of which one stands for each frame, on a line of its own at the frame's home,
/// above all frames of its part that can be allocated. Every translation of the frame follows from
/// its word; writing the word takes them all away.
///
/// @param parts of the nodes' memory, the same on every node whose frames can be named
public record BindWords(List<MemoryPart> parts) {
    public BindWords {
        parts = List.copyOf(parts);
    }

    /// Of memory that is in one part.
    ///
    /// @param framesPerNode frames of each node that can be allocated
    public BindWords(int framesPerNode) {
        this(List.of(new MemoryPart(0, framesPerNode)));
    }

    /// The physical address of a frame's word.
    public long of(long physicalFrame) {
        int frame = Frames.withinHome(physicalFrame);
        for (int i = 0; i < parts.size(); i++)
            if (parts.get(i).has(frame)) return parts.get(i).word(physicalFrame);
        throw new IllegalArgumentException("frame " + frame + " is of no part of the memory");
    }
}
