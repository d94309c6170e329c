package org.fugu.exokernel.call;

import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.environment.Environment;

/// What goes between the node's disk and memory.
public interface Transfers {
    /// Blocks of one transfer.
    int MOST_BLOCKS = 64;

    /// Transfers of a job on one node that have not ended, or whose end has not been told.
    int MOST = 16;

    /// Bytes of a block; 0 if there is no disk.
    int blockBytes();

    /// Whether a job may begin one more.
    boolean mayBegin(Environment environment);

    /// Begins one. It goes on as long as both capabilities are there.
    ///
    /// @param extent whose blocks are moved
    /// @param block the first, within the extent
    /// @param frames of this node
    /// @param page the first, within the frames
    /// @param writes whether the blocks go to the disk
    /// @return its number, from 1, of those of the environment
    long begin(
            Environment environment,
            Capability extent,
            int block,
            int blocks,
            Capability frames,
            int page,
            boolean writes);

    /// How many of an environment go on that are of an extent.
    int underWay(Environment environment, Capability extent);

    /// Whether one of an environment has ended since it was asked, or woken because of it. Asked once.
    boolean takeEnded(Environment environment);
}
