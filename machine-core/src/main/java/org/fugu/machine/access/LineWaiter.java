package org.fugu.machine.access;

/// Something of a node that waits for lines: contexts, the kernel, user DMA.
public interface LineWaiter {
    /// A line has come. Whoever waits for it makes its access now, whatever orders for the line come
    /// next.
    void lineCame(long now, long line);

    /// The node no longer hears of writes to a line, or has written to it.
    default void lineLost(long line) {}
}
