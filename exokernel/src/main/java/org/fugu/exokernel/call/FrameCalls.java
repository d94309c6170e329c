package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;

/// Calls about frames of the caller's node.
final class FrameCalls {
    private static final int MOST_RUN_FRAMES = 1024;

    private FrameCalls() {}

    /// @param first the frame that it begins with, or [FramePool#NONE] for any
    record Allocate(int count, int first) implements Ready {
        @Override
        public int units() {
            return count;
        }

        @Override
        public Invoked invoke(Caller caller) {
            var pool = caller.environment().frames();
            int from = first;
            if (first == FramePool.NONE) from = pool.allocate(count);
            else pool.take(first, count);
            var run = new Frames.Run(caller.node().id(), from, count);
            var capability = caller.capabilities().grant(new KernelObject.Allocation(run), Rights.FRAME_OWNER);
            return new Invoked.Done(capability.handle());
        }
    }

    static Decoded allocate(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        long count = caller.argument(1);
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Memory)) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.allows(Right.ALLOCATE)) return Refused.with(KernelError.MISSING_RIGHT);
        if (count < 1 || count > MOST_RUN_FRAMES) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!caller.capabilities().hasRoom()) return Refused.with(KernelError.OUT_OF_SLOTS);
        long name = caller.argument(2);
        if (name != 0) return allocateNamed(caller, name - 1, (int) count);
        if (!caller.environment().frames().hasRun((int) count)) return Refused.with(KernelError.OUT_OF_FRAMES);
        return new Allocate((int) count, FramePool.NONE);
    }

    /// @param name of the first
    private static Decoded allocateNamed(Caller caller, long name, int count) {
        int first = caller.environment().frameNamed(name, count);
        if (first < 0) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!caller.environment().frames().isFree(first, count)) return Refused.with(KernelError.IN_USE);
        return new Allocate(count, first);
    }

    static Decoded free(Caller caller) {
        return free(caller, caller.argument(0));
    }

    static Decoded free(Caller caller, long handle) {
        var capability = caller.capabilities().find(handle);
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        boolean allocated = capability.object() instanceof KernelObject.Allocation;
        boolean lent = capability.object() instanceof KernelObject.Lent;
        if (!allocated && !lent) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.isOriginal()) return Refused.with(KernelError.MISSING_RIGHT);
        return Removal.of(caller, capability, true);
    }
}
