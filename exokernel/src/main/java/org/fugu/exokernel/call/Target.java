package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Environment;

/// The environment that a call is about.
sealed interface Target {
    record Found(Environment environment) implements Target {}

    record None(KernelError error) implements Target {}

    /// @param handle of a capability for an environment
    static Target of(Caller caller, long handle, Right right) {
        var capability = caller.capabilities().find(handle);
        if (capability == null) return new None(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Environment(var name))) {
            return new None(KernelError.WRONG_OBJECT);
        }
        if (!capability.allows(right)) return new None(KernelError.MISSING_RIGHT);
        var environment = caller.kernel().processes().named(name);
        return environment == null ? new None(KernelError.NOT_READY) : new Found(environment);
    }

    /// As [#orSelf]; a capability for the address space alone does as well.
    static Target mapped(Caller caller, long handle) {
        var capability = caller.capabilities().find(handle);
        if (capability == null || !(capability.object() instanceof KernelObject.AddressSpace(var of))) {
            return orSelf(caller, handle, Right.WRITE);
        }
        if (!capability.allows(Right.WRITE)) return new None(KernelError.MISSING_RIGHT);
        var environment = caller.kernel().processes().named(of);
        return environment == null ? new None(KernelError.NOT_READY) : new Found(environment);
    }

    /// @param handle or 0 for the caller itself
    static Target orSelf(Caller caller, long handle, Right right) {
        return handle == 0 ? new Found(caller.environment()) : of(caller, handle, right);
    }
}
