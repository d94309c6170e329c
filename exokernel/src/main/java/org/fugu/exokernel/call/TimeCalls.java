package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.schedule.Slices;
import org.jspecify.annotations.Nullable;

/// Calls by which environments of a rank have the processor one after the other: time slices, directed
/// yield, and protected control transfer.
final class TimeCalls {
    private TimeCalls() {}

    /// @param slice the capability for that position alone, or null if the whole processor is the caller's
    record Take(
            Environment whose,
            int position,
            long cycles,
            @Nullable Capability slice) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().processes().take(whose, position, cycles, slice);
            return Invoked.Done.WELL;
        }
    }

    /// Added to whom a yield is for: the caller keeps only the registers that functions preserve.
    private static final long SPARES = 1L << 32;

    /// The caller goes on behind the call when it has the processor again.
    ///
    /// @param spares whether the other registers are 0 then
    record Yield(@Nullable Environment to, boolean spares) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            if (spares) caller.forgetUnpreserved();
            caller.kernel().processes().yield(caller.environment(), to, spares);
            return Invoked.Done.WELL;
        }
    }

    record EnterAndWait(Environment callee) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().processes().enter(caller, callee, true);
            return new Invoked.Gone();
        }
    }

    record Enter(Environment callee) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().processes().enter(caller, callee, false);
            return Invoked.Done.WELL;
        }
    }

    record Leave() implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().processes().leave(caller);
            return new Invoked.Gone();
        }
    }

    static Decoded take(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        var slice = capability.object() instanceof KernelObject.Slice own ? own : null;
        boolean isTime = slice != null || capability.object() instanceof KernelObject.Processor;
        if (!isTime) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.allows(Right.EXECUTE)) return Refused.with(KernelError.MISSING_RIGHT);
        long position = caller.argument(1);
        long cycles = caller.argument(2);
        boolean isSlice = position >= 0 && position < Slices.POSITIONS && (cycles == 0 || Slices.isLength(cycles));
        if (!isSlice || slice != null && slice.position() != position) return Refused.with(KernelError.BAD_ARGUMENT);
        return switch (Target.orSelf(caller, caller.argument(3), Right.EXECUTE)) {
            case Target.None(var error) -> Refused.with(error);
            case Target.Found(var whose) ->
                whose.end().hasStopped()
                        ? Refused.with(KernelError.NOT_READY)
                        : new Take(whose, (int) position, cycles, slice == null ? null : capability);
        };
    }

    static Decoded yield(Caller caller) {
        long argument = caller.argument(0);
        boolean spares = (argument & SPARES) != 0;
        long handle = argument & ~SPARES;
        if (handle == 0) return new Yield(null, spares);
        return switch (Target.of(caller, handle, Right.EXECUTE)) {
            case Target.None(var error) -> Refused.with(error);
            case Target.Found(var to) -> to.isReady() ? new Yield(to, spares) : Refused.with(KernelError.NOT_READY);
        };
    }

    static Decoded enterAndWait(Caller caller) {
        if (!canLeave(caller)) return Refused.with(KernelError.NOT_READY);
        if (caller.argument(0) == 0) {
            boolean isAwaited = caller.environment().standing().caller() >= 0;
            boolean leavesOther = isAwaited || caller.kernel().processes().isOtherReady(caller.environment());
            return leavesOther ? new Leave() : Refused.with(KernelError.NOT_READY);
        }
        return switch (callee(caller)) {
            case Target.None(var error) -> Refused.with(error);
            case Target.Found(var callee) -> new EnterAndWait(callee);
        };
    }

    static Decoded enter(Caller caller) {
        if (caller.node().registers().liveContexts() != 1) return Refused.with(KernelError.NOT_READY);
        return switch (callee(caller)) {
            case Target.None(var error) -> Refused.with(error);
            case Target.Found(var callee) -> new Enter(callee);
        };
    }

    /// Whether the caller's registers can go: it is entered again at its protected entry.
    private static boolean canLeave(Caller caller) {
        boolean isAlone = caller.node().registers().liveContexts() == 1;
        return isAlone && caller.environment().contexts().protectedEntry() != 0;
    }

    private static Target callee(Caller caller) {
        var target = Target.of(caller, caller.argument(0), Right.EXECUTE);
        if (!(target instanceof Target.Found(var callee))) return target;
        boolean rests = !callee.end().hasStopped() && callee.standing().isResting();
        return rests && callee.contexts().protectedEntry() != 0 ? target : new Target.None(KernelError.NOT_READY);
    }
}
