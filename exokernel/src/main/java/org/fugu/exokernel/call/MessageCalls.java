package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.machine.message.UnitState;
import org.jspecify.annotations.Nullable;

/// Calls about messages. All else about them is the message unit's.
final class MessageCalls {
    private MessageCalls() {}

    /// The context waits for a message, or for the end of a transfer of the disk; unless a handler has woken
    /// it already.
    record Wait() implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            var environment = caller.environment();
            boolean isAwake = environment.handlers().takeWake()
                    || caller.kernel().transfers().takeEnded(environment);
            return isAwake ? Invoked.Done.WELL : new Invoked.Asleep();
        }
    }

    /// What is sent through a slot goes to the group that a capability is for, and nowhere if that is null.
    record Bind(int slot, @Nullable Capability endpoint) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().bindEndpoint(caller.environment(), slot, endpoint);
            return Invoked.Done.WELL;
        }
    }

    static Decoded waiting() {
        return new Wait();
    }

    static Decoded bind(Caller caller) {
        long slot = caller.argument(1);
        var environment = caller.environment();
        boolean isOwnGroup =
                environment.maker() == null && slot == environment.job().slot();
        if (slot < 0 || slot >= UnitState.SLOTS || isOwnGroup) return Refused.with(KernelError.BAD_ARGUMENT);
        if (caller.argument(0) == 0) return new Bind((int) slot, null);
        var capability = caller.capabilities().find(caller.argument(0));
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (!(capability.object() instanceof KernelObject.Endpoint(var of, int _))) {
            return Refused.with(KernelError.WRONG_OBJECT);
        }
        if (!capability.allows(Right.WRITE)) return Refused.with(KernelError.MISSING_RIGHT);
        var receiver = caller.kernel().processes().named(of);
        boolean isThere = receiver != null && !receiver.end().hasStopped();
        return isThere ? new Bind((int) slot, capability) : Refused.with(KernelError.NOT_READY);
    }
}
