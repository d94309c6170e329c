package org.fugu.exokernel.call;

import java.util.List;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.schedule.Slices;

/// Calls by which an environment is asked to give back what it has, and answers.
final class ReclaimCalls {
    /// So many frames can be asked for at a time, so that what is free goes within one primitive.
    static final int MOST_FRAMES = 256;

    private static final long OPEN = 1L << 32;

    private ReclaimCalls() {}

    record Ask(Environment whom, Reclaimable kind, int count, long cycles) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().reclaiming().ask(whom, kind, count, cycles);
            return Invoked.Done.WELL;
        }
    }

    /// The caller gives a slice or an endpoint slot up.
    record Give(Reclaimable kind, int index) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().reclaiming().given(caller.environment(), kind, index);
            return Invoked.Done.WELL;
        }
    }

    /// The caller has no preference.
    record Leave(Reclaimable kind) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().reclaiming().force(caller.environment(), kind);
            return Invoked.Done.WELL;
        }
    }

    record Inspect(Environment whom, Reclaimable kind) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var reclaims = whom.reclaims();
            return new Invoked.Done(reclaims.lacking(kind) | (reclaims.open(kind) == null ? 0 : OPEN));
        }
    }

    static Decoded ask(Caller caller) {
        return switch (Target.of(caller, caller.argument(0), Right.WRITE)) {
            case Target.None(var error) -> Refused.with(error);
            case Target.Found(var whom) -> ask(caller, whom);
        };
    }

    private static Decoded ask(Caller caller, Environment whom) {
        if (whom.end().hasStopped() || whom.maker() == null) return Refused.with(KernelError.NOT_READY);
        var kind = Reclaimable.numbered(caller.argument(1));
        if (kind == null) return Refused.with(KernelError.BAD_ARGUMENT);
        long count = caller.argument(2);
        long cycles = caller.argument(3);
        if (count < 1 || count > most(caller, whom, kind) || !Slices.isLength(cycles)) {
            return Refused.with(KernelError.BAD_ARGUMENT);
        }
        if (whom.reclaims().open(kind) != null) return Refused.with(KernelError.IN_USE);
        return new Ask(whom, kind, (int) count, cycles);
    }

    private static int most(Caller caller, Environment whom, Reclaimable kind) {
        return switch (kind) {
            case FRAMES -> Math.min(MOST_FRAMES, whom.frames().size());
            case SLICES, ENDPOINTS -> indices(caller, whom, kind).size();
            case MESSAGE_PAGES -> 0; // what was made has no messages
        };
    }

    static Decoded answer(Caller caller) {
        var kind = Reclaimable.numbered(caller.argument(0));
        if (kind == null) return Refused.with(KernelError.BAD_ARGUMENT);
        var request = caller.environment().reclaims().open(kind);
        if (request == null || request.isForced()) return Refused.with(KernelError.NOT_READY);
        if (caller.argument(1) == 0) return new Leave(kind);
        return switch (kind) {
            case FRAMES, MESSAGE_PAGES -> FrameCalls.free(caller, caller.argument(1));
            case SLICES, ENDPOINTS -> give(caller, kind, caller.argument(1) - 1);
        };
    }

    private static Decoded give(Caller caller, Reclaimable kind, long index) {
        for (int own : indices(caller, caller.environment(), kind)) {
            if (own == index) return new Give(kind, own);
        }
        return Refused.with(KernelError.BAD_ARGUMENT);
    }

    private static List<Integer> indices(Caller caller, Environment whom, Reclaimable kind) {
        return kind == Reclaimable.SLICES
                ? caller.kernel().processes().positions(whom)
                : caller.kernel().reclaiming().endpointSlots(whom);
    }

    /// @param number of a kind, as a guest says it
    static Decoded inspect(Caller caller, EnvironmentName name, long number) {
        var kind = Reclaimable.numbered(number);
        if (kind == null) return Refused.with(KernelError.BAD_ARGUMENT);
        var whom = caller.kernel().processes().named(name);
        return whom == null ? Refused.with(KernelError.WRONG_OBJECT) : new Inspect(whom, kind);
    }
}
