package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.environment.CapabilityEvent;
import org.jspecify.annotations.Nullable;

/// Tells the environment's log what calls do to capabilities. It looks on, and changes nothing.
///
/// @param event as far as it is known before the call is carried out
/// @param makes whether the answer is the handle of a new capability
/// @param travels whether the home of the object, if that is another node, decides
record CapabilityUse(CapabilityEvent event, boolean makes, boolean travels) {
    /// @return null for a call that gives and takes no capability
    static @Nullable CapabilityUse of(SystemCall call, Caller caller) {
        return switch (call) {
            case FRAME_ALLOCATE, ENVIRONMENT_MAKE, CAP_PART -> named(call, caller, true, false);
            case FRAME_FREE, CAP_DELETE, CAP_REVOKE, ENVIRONMENT_END -> named(call, caller, false, false);
            case CAP_DERIVE -> named(call, caller, true, true);
            case CAP_GRANT -> granted(caller);
            case CAP_ACCEPT -> new CapabilityUse(event(call, caller, null, 0, CapabilityEvent.NONE), true, true);
            default -> null;
        };
    }

    private static CapabilityUse named(SystemCall call, Caller caller, boolean makes, boolean travels) {
        var capability = caller.capabilities().find(caller.argument(0));
        int rights = capability == null ? 0 : capability.rights().bits();
        return new CapabilityUse(event(call, caller, capability, rights, CapabilityEvent.NONE), makes, travels);
    }

    private static CapabilityUse granted(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        int rights = (int) caller.argument(1);
        return new CapabilityUse(event(SystemCall.CAP_GRANT, caller, capability, rights, rank(caller)), false, true);
    }

    /// Who is granted something, if it is a rank of the caller's job that was loaded with it.
    private static int rank(Caller caller) {
        EnvironmentName to = GrantCalls.named(caller, caller.argument(2));
        var job = caller.environment().job();
        if (to == null || to.job() != job.number() || to.number() != 0) return CapabilityEvent.NONE;
        return job.nodes().indexOf(to.node());
    }

    private static CapabilityEvent event(
            SystemCall call, Caller caller, @Nullable Capability capability, int rights, int rank) {
        return new CapabilityEvent(
                caller.node().time().clock(),
                call,
                capability == null
                        ? CapabilityEvent.NONE
                        : capability.object().kind().number(),
                rights,
                capability == null ? CapabilityEvent.NONE : caller.argument(0),
                CapabilityEvent.NONE,
                rank);
    }

    /// The call is over.
    void done(Caller caller, long answer) {
        var made = makes ? caller.capabilities().find(answer) : null;
        if (made == null) {
            log(caller, event);
            return;
        }
        log(
                caller,
                new CapabilityEvent(
                        event.cycle(),
                        event.call(),
                        made.object().kind().number(),
                        made.rights().bits(),
                        event.handle(),
                        answer,
                        event.rank()));
    }

    /// The context waits until others have answered. What is taken away is gone for the caller at once.
    void waits(Caller caller) {
        if (travels) caller.environment().capabilityLog().asks(number(caller), event);
        else log(caller, event);
    }

    private static int number(Caller caller) {
        return caller.environment().identity().number();
    }

    private static void log(Caller caller, CapabilityEvent event) {
        caller.environment().capabilityLog().add(event);
    }
}
