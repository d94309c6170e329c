package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.environment.KernelRefusal;

/// The call cannot be carried out, and nothing has changed.
///
/// @param answer what the caller finds in `a0`
/// @param error why; calls of Linux have answers of their own
public record Refused(long answer, KernelError error) implements Decoded {
    static Refused with(KernelError error) {
        return new Refused(error.number(), error);
    }

    /// For the audit trail.
    KernelRefusal refusal(Caller caller) {
        long cycle = caller.node().time().clock();
        return new KernelRefusal(cycle, caller.number(), error, caller.argument(0), advice(caller));
    }

    /// What would be allowed. Where one of these errors is about a capability, the first argument
    /// names it.
    private long advice(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        if (error == KernelError.OUT_OF_FRAMES)
            return caller.environment().frames().longestRun();
        if (capability == null) return KernelRefusal.NO_ADVICE;
        if (error == KernelError.WRONG_OBJECT) return capability.object().kind().number();
        return error == KernelError.MISSING_RIGHT ? capability.rights().bits() : KernelRefusal.NO_ADVICE;
    }
}
