package org.fugu.machine.kernel;

/// What a node's kernel does with memory.
public interface NodeFrames {
    /// The bytes of one of this node's own frames, allocated and zero when first touched.
    ///
    /// @param frame within this node
    byte[] localFrame(int frame);

    /// Fills a frame of this node with zeros and forgets its bytes.
    void clearFrame(int frame);

    /// The bytes of any physical frame, for copying system-call arguments in shared segments.
    ///
    /// In a timing run this is only exact for frames of this node; a call that would read another
    /// node's frame is refused by the kernel.
    byte[] frame(long physicalFrame);

    /// Whether this node's processor can use a frame: its own memory, and that of others only where
    /// the machine shares memory.
    boolean reaches(long physicalFrame);

    /// Stores eight bytes for another node's kernel, as a store of this node would: translations that
    /// follow from the line go, and so does a reservation of it.
    ///
    /// @param frame within this node
    /// @param offset in it, a multiple of eight
    void store(int frame, int offset, long value);

    /// Whether user DMA or the disk still has to read or write part of a frame of this node, which must not be
    /// taken away before.
    ///
    /// @param frame physical frame number
    boolean isInTransfer(long frame);
}
