package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Ending;

/// Calls about capabilities, whatever they are for.
final class CapabilityCalls {
    private static final int RIGHTS_SHIFT = 8;
    private static final int COUNT_SHIFT = 32;
    private static final int CODE_SHIFT = 8;
    private static final int WAITING = 1;
    private static final int EXITED = 2;
    private static final int ENDED = 3;

    private CapabilityCalls() {}

    record Derive(Capability from, Rights rights) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            if (from.isBorrowed()) return caller.kernel().lending().derive(caller.environment(), from, rights);
            return new Invoked.Done(caller.capabilities().derive(from, rights).handle());
        }
    }

    record Inspect(Capability capability) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var named = capability.object().frames();
            long count = named == null ? 0 : named.count();
            if (capability.object() instanceof KernelObject.Environment(var name)) count = state(caller, name);
            if (capability.object() instanceof KernelObject.Slice(int position)) count = position;
            if (capability.object() instanceof KernelObject.Endpoint(var _, int badge)) count = badge;
            if (capability.object() instanceof KernelObject.Extent extent) count = extent.count();
            return new Invoked.Done(capability.object().kind().number()
                    | (long) capability.rights().bits() << RIGHTS_SHIFT
                    | count << COUNT_SHIFT);
        }
    }

    /// How an environment is, and behind that its exit code: 0 it has something to execute, 1 it waits to
    /// be entered or for another one, 2 it has exited, 3 it ended otherwise.
    private static long state(Caller caller, EnvironmentName name) {
        var environment = caller.kernel().processes().named(name);
        if (environment == null || !environment.end().hasStopped()) {
            return environment == null || environment.isReady() ? 0 : WAITING;
        }
        var verdict = environment.end().verdict();
        if (verdict == null || !(verdict.ending() instanceof Ending.Exited(int code))) return ENDED;
        return EXITED | (long) code << CODE_SHIFT;
    }

    /// @param name of a frame
    record Name(long name) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return new Invoked.Done(name);
        }
    }

    static Decoded derive(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        long bits = caller.argument(1);
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!Rights.areRights(bits)) return Refused.with(KernelError.BAD_ARGUMENT);
        var rights = new Rights((int) bits);
        if (!capability.allows(Right.DERIVE)) return Refused.with(KernelError.MISSING_RIGHT);
        if (!capability.rights().contains(rights)) return Refused.with(KernelError.MISSING_RIGHT);
        if (!caller.capabilities().hasRoom()) return Refused.with(KernelError.OUT_OF_SLOTS);
        if (!capability.mayHaveChildren()) return Refused.with(KernelError.TOO_DEEP);
        return new Derive(capability, rights);
    }

    static Decoded delete(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        return Removal.of(caller, capability, true);
    }

    static Decoded revoke(Caller caller) {
        if (caller.argument(1) != 0) return ReclaimCalls.ask(caller);
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!capability.allows(Right.DERIVE)) return Refused.with(KernelError.MISSING_RIGHT);
        return Removal.of(caller, capability, false);
    }

    static Decoded inspect(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        long page = caller.argument(1);
        if (page == 0) return new Inspect(capability);
        if (capability.object() instanceof KernelObject.Environment(var whom)) {
            return ReclaimCalls.inspect(caller, whom, page);
        }
        if (capability.object() instanceof KernelObject.Extent extent) {
            return ExtentCalls.inspect(caller, capability, extent, page);
        }
        var named = capability.object().frames();
        if (named == null) return Refused.with(KernelError.WRONG_OBJECT);
        if (page < 1 || page > named.count()) return Refused.with(KernelError.BAD_ARGUMENT);
        long name = caller.environment().frameName(named.physical((int) page - 1));
        return name < 0 ? Refused.with(KernelError.WRONG_OBJECT) : new Name(name);
    }
}
