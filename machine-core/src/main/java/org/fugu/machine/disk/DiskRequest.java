package org.fugu.machine.disk;

import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Blocks that are to go from the disk to memory, or back.
///
/// @param number by which its end is told
/// @param first block
/// @param blocks 1 to [Disk#MOST_BLOCKS]
/// @param frames physical frames of this node that the blocks are in, one after the other from the
///     beginning of the first
/// @param writes whether they go to the disk
public record DiskRequest(long number, int first, int blocks, long[] frames, boolean writes) {
    public DiskRequest {
        frames = frames.clone();
    }

    /// The physical address of a byte of it.
    long address(int offset) {
        long frame = frames[offset / PhysicalAddress.FRAME_BYTES];
        return PhysicalAddress.ofFrame(frame) + offset % PhysicalAddress.FRAME_BYTES;
    }

    boolean isIn(long frame) {
        for (long each : frames) if (each == frame) return true;
        return false;
    }

    void save(StateWriter out) {
        out.add(number).add(first).add(blocks).add(writes).add(frames);
    }

    static DiskRequest restored(StateReader in, int most) {
        long number = in.next();
        int first = in.nextInt(0, most - 1);
        int blocks = in.nextInt(1, Math.min(Disk.MOST_BLOCKS, most - first));
        boolean writes = in.nextBoolean();
        return new DiskRequest(number, first, blocks, in.nextLongs(Disk.MOST_BLOCKS), writes);
    }
}
