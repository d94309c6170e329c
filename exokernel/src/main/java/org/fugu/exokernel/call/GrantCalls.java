package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.JobIdentity;
import org.jspecify.annotations.Nullable;

/// Calls by which capabilities travel: a ticket for one environment, which that one accepts once.
final class GrantCalls {
    /// In the argument that names an environment: a rank of the caller's own job follows.
    private static final long RANK = 1L << 32;

    /// In the same place: a capability for an environment follows.
    private static final long MADE = 1L << 33;

    /// In the same place, and in that of a ticket: a job that shares the caller's node follows.
    private static final long NEIGHBOUR = 1L << 62;

    private GrantCalls() {}

    record Grant(Capability capability, Rights rights, EnvironmentName to) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return caller.kernel().lending().grant(caller.environment(), capability, rights, to);
        }
    }

    record Accept(long ticket) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return caller.kernel().lending().accept(caller.environment(), ticket);
        }
    }

    static Decoded grant(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        long bits = caller.argument(1);
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        if (capability.object().grantable() == null) return Refused.with(KernelError.WRONG_OBJECT);
        if (!Rights.areRights(bits)) return Refused.with(KernelError.BAD_ARGUMENT);
        var rights = new Rights((int) bits);
        if (!capability.allows(Right.DERIVE) || !capability.rights().contains(rights)) {
            return Refused.with(KernelError.MISSING_RIGHT);
        }
        var to = named(caller, caller.argument(2));
        if (to == null) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!reaches(
                capability.object().reach(), caller.environment().identity().name(), to)) {
            return Refused.with(KernelError.WRONG_OBJECT);
        }
        if (capability.isBorrowed()) return new Grant(capability, rights, to); // its home looks at the rest
        if (!capability.mayHaveChildren()) return Refused.with(KernelError.TOO_DEEP);
        if (!caller.kernel().lending().mayOffer(caller.environment())) return Refused.with(KernelError.OUT_OF_SLOTS);
        return new Grant(capability, rights, to);
    }

    private static boolean reaches(KernelObject.Reach reach, EnvironmentName from, EnvironmentName to) {
        boolean isHere = to.node().equals(from.node());
        return switch (reach) {
            case RANK -> isHere && to.job() == from.job();
            case NODE -> isHere;
            case MACHINE -> true;
        };
    }

    private static boolean isNeighbour(long word) {
        return word >= NEIGHBOUR && word < NEIGHBOUR + JobIdentity.MOST;
    }

    /// The environment that an argument names, or null.
    static @Nullable EnvironmentName named(Caller caller, long word) {
        var job = caller.environment().job();
        if (isNeighbour(word)) return new EnvironmentName(caller.node().id(), (int) (word - NEIGHBOUR), 0);
        long rank = word - RANK;
        if (rank >= 0 && rank < job.ranks()) {
            return new EnvironmentName(job.nodes().get((int) rank), job.number(), 0);
        }
        if (word >= MADE && word < MADE + Integer.MAX_VALUE) {
            var made = caller.capabilities().find(word - MADE);
            return made != null && made.object() instanceof KernelObject.Environment(var name) ? name : null;
        }
        if (!EnvironmentName.isName(word)) return null;
        var name = EnvironmentName.of(word);
        return caller.kernel().lending().isKernel(name.node()) ? name : null;
    }

    static Decoded accept(Caller caller) {
        long word = caller.argument(0);
        var lending = caller.kernel().lending();
        long ticket = isNeighbour(word) ? lending.ticketFrom((int) (word - NEIGHBOUR), caller.environment()) : word;
        boolean isThere = ticket != 0 || word == 0;
        if (!isThere || !lending.mayAccept(caller.environment(), ticket)) {
            return Refused.with(KernelError.BAD_TICKET);
        }
        if (!caller.capabilities().hasRoom()) return Refused.with(KernelError.OUT_OF_SLOTS);
        return new Accept(ticket);
    }
}
