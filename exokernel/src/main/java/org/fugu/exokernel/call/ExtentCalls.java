package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.frame.Frames;

/// Calls about extents of the node's disk.
final class ExtentCalls {
    // What `cap_inspect` is asked about an extent.
    private static final int FIRST_BLOCK = 1;
    private static final int UNDER_WAY = 2;
    private static final int BLOCK_BYTES = 3;

    private ExtentCalls() {}

    /// Blocks go from the disk to frames, or back. The call is over when the controller knows of it.
    record Transfer(Capability extent, int block, int blocks, Capability frames, int page, int pages, boolean writes)
            implements Ready {
        @Override
        public int units() {
            return pages;
        }

        @Override
        public Invoked invoke(Caller caller) {
            var transfers = caller.kernel().transfers();
            return new Invoked.Done(transfers.begin(caller.environment(), extent, block, blocks, frames, page, writes));
        }
    }

    /// A number that is the answer.
    record Answer(long value) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return new Invoked.Done(value);
        }
    }

    static Decoded inspect(Caller caller, Capability capability, KernelObject.Extent extent, long what) {
        if (what == FIRST_BLOCK) return new Answer(extent.first());
        if (what == BLOCK_BYTES) return new Answer(caller.kernel().transfers().blockBytes());
        if (what != UNDER_WAY) return Refused.with(KernelError.BAD_ARGUMENT);
        return new Answer(caller.kernel().transfers().underWay(caller.environment(), capability));
    }

    static Decoded transfer(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        var memory = caller.capabilities().find(caller.argument(3));
        if (capability == null || memory == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Extent extent)) {
            return Refused.with(KernelError.WRONG_OBJECT);
        }
        if (!(memory.object().frames() instanceof Frames.Run run) || !isHere(caller, memory, run)) {
            return Refused.with(KernelError.WRONG_OBJECT);
        }
        long way = caller.argument(5);
        if (way != 0 && way != 1) return Refused.with(KernelError.BAD_ARGUMENT);
        boolean writes = way == 1;
        boolean mayMove = capability.allows(writes ? Right.WRITE : Right.READ)
                && memory.allows(writes ? Right.READ : Right.WRITE);
        if (!mayMove) return Refused.with(KernelError.MISSING_RIGHT);
        long block = caller.argument(1);
        long blocks = caller.argument(2);
        if (blocks < 1 || blocks > Transfers.MOST_BLOCKS || extent.part(block, blocks) == null) {
            return Refused.with(KernelError.BAD_ARGUMENT);
        }
        long page = caller.argument(4);
        int pages = Math.ceilDiv((int) blocks * caller.kernel().transfers().blockBytes(), AddressSpace.PAGE_BYTES);
        if (page < 0 || page > run.count() - pages) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!caller.kernel().transfers().mayBegin(caller.environment())) return Refused.with(KernelError.NOT_READY);
        return new Transfer(capability, (int) block, (int) blocks, memory, (int) page, pages, writes);
    }

    /// The disk reaches memory of its own node alone.
    private static boolean isHere(Caller caller, Capability memory, Frames.Run run) {
        return !memory.isBorrowed() && run.home().equals(caller.node().id());
    }
}
