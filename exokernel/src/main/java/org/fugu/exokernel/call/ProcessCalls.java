package org.fugu.exokernel.call;

import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.ContextField;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.EnvironmentContexts;
import org.fugu.exokernel.environment.PageBits;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.schedule.Alarms;
import org.fugu.machine.cpu.RegisterImage;
import org.jspecify.annotations.Nullable;

/// Calls by which environments are made, set up and ended.
final class ProcessCalls {
    private static final int SP = 2;
    private static final int A0 = 10;

    private ProcessCalls() {}

    record Make(int frames, RegisterImage first) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return new Invoked.Done(caller.kernel().processes().make(caller.environment(), frames, first));
        }
    }

    record Set(Environment environment, ContextField field, long address) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var contexts = environment.contexts();
            switch (field) {
                case SAVE_AREA -> contexts.setSaveArea(address);
                case INTERRUPT -> contexts.setInterrupt(address);
                case PROTECTED_ENTRY -> contexts.setProtectedEntry(address);
                case REPOSSESSION -> environment.reclaims().setVector(address);
                case EXCEPTION, MAPPING, PAGE_BITS, ALARM, HANDLER ->
                    throw new IllegalStateException("these have records of their own");
            }
            return Invoked.Done.WELL;
        }
    }

    record Mark(Environment environment, PageBits bits) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            environment.contexts().setPageBits(bits);
            return Invoked.Done.WELL;
        }
    }

    record Map(Capability frames, Environment to, long firstPage, Rights rights) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var processes = caller.kernel().processes();
            return new Invoked.Done(processes.map(caller.environment(), frames, to, firstPage, rights));
        }
    }

    /// @param timer for which the environment is told, or null for no alarm
    record Wake(
            Environment environment, long cycle, @Nullable Capability timer) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().setAlarm(environment, cycle, timer);
            return Invoked.Done.WELL;
        }
    }

    record End(Environment environment) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().processes().end(environment);
            return caller.environment().end().hasStopped() ? new Invoked.Gone() : Invoked.Done.WELL;
        }
    }

    static Decoded make(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Memory)) return Refused.with(KernelError.WRONG_OBJECT);
        if (!capability.allows(Right.ALLOCATE)) return Refused.with(KernelError.MISSING_RIGHT);
        long frames = caller.argument(1);
        long address = caller.argument(2);
        if (frames < 1 || frames > FramePool.MOST_FRAMES) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!EnvironmentContexts.isEntry(address) || address == 0) return Refused.with(KernelError.BAD_ADDRESS);
        if (!caller.kernel().processes().mayMake(caller.environment())
                || !caller.capabilities().hasRoom()) {
            return Refused.with(KernelError.OUT_OF_SLOTS);
        }
        if (!caller.environment().frames().hasRun((int) frames)) return Refused.with(KernelError.OUT_OF_FRAMES);
        var first = new RegisterImage(address);
        first.x[SP] = caller.argument(3);
        first.x[A0] = caller.argument(4);
        first.x[A0 + 1] = caller.argument(5);
        return new Make((int) frames, first);
    }

    static Decoded set(Caller caller) {
        var field = ContextField.numbered(caller.argument(1));
        var target = field == ContextField.MAPPING
                ? Target.mapped(caller, caller.argument(0))
                : Target.orSelf(caller, caller.argument(0), Right.WRITE);
        return switch (target) {
            case Target.None(var error) -> Refused.with(error);
            case Target.Found(var environment) -> set(caller, environment, field);
        };
    }

    private static Decoded set(Caller caller, Environment environment, @Nullable ContextField field) {
        if (environment.end().hasStopped()) return Refused.with(KernelError.NOT_READY);
        if (field == null) return Refused.with(KernelError.BAD_ARGUMENT);
        long address = caller.argument(2);
        return switch (field) {
            case MAPPING -> map(caller, environment, address);
            case PAGE_BITS -> mark(caller, environment, address);
            case ALARM -> alarm(caller, environment, address);
            case HANDLER -> HandlerCalls.handler(caller, environment, address);
            case FILTER -> FilterCalls.filter(caller, environment, address);
            case EXCEPTION ->
                EnvironmentContexts.isEntry(address)
                        ? enter(environment, address)
                        : Refused.with(KernelError.BAD_ADDRESS);
            case INTERRUPT, PROTECTED_ENTRY ->
                EnvironmentContexts.isEntry(address)
                        ? new Set(environment, field, address)
                        : Refused.with(KernelError.BAD_ADDRESS);
            case REPOSSESSION ->
                address == 0 || RepossessionVector.isPossible(caller.node(), environment, address)
                        ? new Set(environment, field, address)
                        : Refused.with(KernelError.BAD_ADDRESS);
            case SAVE_AREA ->
                address == 0 || SaveArea.isPossible(caller.node(), environment, address)
                        ? new Set(environment, field, address)
                        : Refused.with(KernelError.BAD_ADDRESS);
        };
    }

    /// Where an environment's exceptions are forwarded to from now on.
    static Ready enter(Environment environment, long address) {
        boolean takesOver = environment.isBare() && address != 0;
        var lapsed = environment.bindings().matching(Bindings.Binding::isGuaranteed);
        return new EnvironmentCalls.Enter(environment, address, takesOver ? lapsed : List.of());
    }

    private static Decoded map(Caller caller, Environment to, long address) {
        var frames = caller.capabilities().find(caller.argument(3));
        long bits = caller.argument(4);
        if (frames == null) return Refused.with(KernelError.BAD_HANDLE);
        var object = frames.object().frames();
        boolean isHere = object != null && frames.object().grantable() != null && !frames.isBorrowed();
        if (object == null || !isHere) return Refused.with(KernelError.WRONG_OBJECT);
        if (!Rights.areAccessRights(bits)) return Refused.with(KernelError.BAD_ARGUMENT);
        var rights = new Rights((int) bits);
        if (!frames.allows(Right.DERIVE) || !frames.rights().contains(rights)) {
            return Refused.with(KernelError.MISSING_RIGHT);
        }
        long bytes = (long) object.count() << AddressSpace.PAGE_SHIFT;
        if (!AddressSpace.isMappable(address, bytes)) return Refused.with(KernelError.BAD_ADDRESS);
        long page = address >>> AddressSpace.PAGE_SHIFT;
        if (to.hasMapping(page, object.count())) return Refused.with(KernelError.IN_USE);
        boolean hasRoom = to.capabilities().hasRoom() && to.contexts().hasRoom() && frames.mayHaveChildren();
        return hasRoom ? new Map(frames, to, page, rights) : Refused.with(KernelError.OUT_OF_SLOTS);
    }

    private static Decoded mark(Caller caller, Environment environment, long address) {
        long first = caller.argument(3);
        long pages = caller.argument(4);
        if (address == 0) return new Mark(environment, PageBits.NONE);
        if (pages < 1 || pages > PageBits.MOST || !AddressSpace.isPageAligned(first)) {
            return Refused.with(KernelError.BAD_ARGUMENT);
        }
        if (!AddressSpace.isMappable(first, pages << AddressSpace.PAGE_SHIFT)) {
            return Refused.with(KernelError.BAD_ADDRESS);
        }
        var bits = new PageBits(address, first >>> AddressSpace.PAGE_SHIFT, (int) pages);
        if (!PageMarks.arePossible(caller.node(), environment, bits)) return Refused.with(KernelError.BAD_ADDRESS);
        // What is bound already could be stored to unseen.
        boolean anyBound = environment.bindings().any(bits.firstPage(), bits.pages());
        return anyBound ? Refused.with(KernelError.IN_USE) : new Mark(environment, bits);
    }

    private static Decoded alarm(Caller caller, Environment environment, long cycle) {
        if (cycle == 0) return new Wake(environment, 0, null);
        var timer = caller.capabilities().find(caller.argument(3));
        if (timer == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(timer.object() instanceof KernelObject.Timer)) return Refused.with(KernelError.WRONG_OBJECT);
        if (!timer.allows(Right.EXECUTE)) return Refused.with(KernelError.MISSING_RIGHT);
        if (cycle < 0 || cycle > Alarms.LAST_CYCLE) return Refused.with(KernelError.BAD_ARGUMENT);
        if (environment.contexts().interrupt() == 0) return Refused.with(KernelError.NOT_READY);
        return new Wake(environment, cycle, timer);
    }

    static Decoded end(Caller caller) {
        return switch (Target.of(caller, caller.argument(0), Right.WRITE)) {
            case Target.None(var error) -> Refused.with(error);
            case Target.Found(var environment) -> end(environment);
        };
    }

    /// What a rank began with ends by itself.
    private static Decoded end(Environment environment) {
        if (environment.end().hasStopped()) return Refused.with(KernelError.NOT_READY);
        return environment.maker() == null ? Refused.with(KernelError.WRONG_OBJECT) : new End(environment);
    }
}
