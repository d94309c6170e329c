package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.VirtualBuffer;
import org.fugu.exokernel.frame.Frames;

/// The call by which a library OS sets frames aside for messages that wait in its memory.
final class BufferCalls {
    private BufferCalls() {}

    /// Frames of the caller are for its messages from now on, and for nothing else.
    record Give(Capability capability, Frames.Run run) implements Ready {
        @Override
        public int units() {
            return run.count();
        }

        @Override
        public Invoked invoke(Caller caller) {
            caller.capabilities().delete(capability);
            for (int i = 0; i < run.count(); i++) caller.node().frames().clearFrame(run.first() + i);
            caller.environment().messages().give(run);
            return Invoked.Done.WELL;
        }
    }

    /// They are the caller's to allocate again.
    record TakeBack(int frames) implements Ready {
        @Override
        public int units() {
            return frames;
        }

        @Override
        public Invoked invoke(Caller caller) {
            var environment = caller.environment();
            environment.messages().takeBack(environment.frames(), frames);
            return Invoked.Done.WELL;
        }
    }

    static Decoded give(Caller caller) {
        var buffer = caller.environment().messages();
        if (caller.environment().maker() != null) return Refused.with(KernelError.NOT_READY);
        if (caller.argument(0) == 0) {
            long frames = caller.argument(1);
            boolean isThere = frames >= 1 && frames <= buffer.spare();
            return isThere ? new TakeBack((int) frames) : Refused.with(KernelError.BAD_ARGUMENT);
        }
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Allocation(var run))) {
            return Refused.with(KernelError.WRONG_OBJECT);
        }
        if (!capability.isOriginal()) return Refused.with(KernelError.MISSING_RIGHT);
        if (run.count() > VirtualBuffer.MOST_PAGES - buffer.reserve()) return Refused.with(KernelError.BAD_ARGUMENT);
        return isOfUseElsewhere(caller, capability, run) ? Refused.with(KernelError.IN_USE) : new Give(capability, run);
    }

    /// Whether anything else leads to the frames: a name, a binding, user DMA, or another node's cache.
    private static boolean isOfUseElsewhere(Caller caller, Capability capability, Frames.Run run) {
        if (!caller.capabilities().derivedFrom(capability).isEmpty()) return true;
        boolean isBound = !caller.environment()
                .bindings()
                .matching(binding -> binding.source() == capability)
                .isEmpty();
        if (isBound) return true;
        for (int i = 0; i < run.count(); i++) {
            long frame = run.physical(i);
            if (caller.node().frames().isInTransfer(frame)) return true;
            if (caller.kernel().binder().abroad().contains(frame)) return true;
        }
        return false;
    }
}
