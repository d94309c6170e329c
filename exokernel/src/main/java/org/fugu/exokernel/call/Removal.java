package org.fugu.exokernel.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.environment.Bindings;

/// Removes what was derived from a capability, and on request itself; bindings go with what they
/// were made from, and an allocation with its last name.
///
/// @param itself whether the capability goes too
/// @param capabilities how many go
/// @param bindings all that go
public record Removal(Capability capability, boolean itself, int capabilities, List<Bindings.Binding> bindings)
        implements Ready {
    /// Names and bindings that one primitive takes away, so that it ends within 4,000 cycles.
    public static final int MOST_AT_ONCE = 300;

    /// @return ready, or refused while user DMA still has to move part of a frame that would be
    ///     given back
    static Decoded of(Caller caller, Capability capability, boolean itself) {
        if (itself && capability.isOriginal() && isInTransfer(caller, capability)) {
            return Refused.with(KernelError.IN_USE);
        }
        var going = new ArrayList<>(caller.capabilities().derivedFrom(capability));
        if (itself) going.add(capability);
        var sources = new HashSet<>(going); // asked, never iterated
        var bindings = caller.environment().bindings().matching(binding -> sources.contains(binding.source()));
        boolean isOwn = going.stream().allMatch(each -> each.table() == caller.capabilities() && !each.isBorrowed());
        boolean atOnce = isOwn && !capability.isBorrowed() && going.size() + bindings.size() <= MOST_AT_ONCE;
        return atOnce ? new Removal(capability, itself, going.size(), bindings) : new InBatches(capability, itself);
    }

    /// What other environments have a part in, or takes longer than one primitive may.
    record InBatches(Capability capability, boolean itself) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            return caller.kernel().lending().remove(caller.environment(), capability, itself);
        }
    }

    private static boolean isInTransfer(Caller caller, Capability capability) {
        if (!(capability.object() instanceof KernelObject.Allocation(var run))) return false;
        for (int i = 0; i < run.count(); i++) if (caller.node().frames().isInTransfer(run.physical(i))) return true;
        return false;
    }

    @Override
    public int units() {
        return capabilities + bindings.size();
    }

    /// The names are gone at once; frames are given back when no node has a translation of them.
    @Override
    public Invoked invoke(Caller caller) {
        var environment = caller.environment();
        var binder = caller.kernel().binder();
        binder.drop(environment, bindings);
        boolean gone = binder.revoke(bindings);
        if (itself) caller.capabilities().delete(capability);
        else caller.capabilities().revoke(capability);
        if (itself && capability.isOriginal() && capability.object() instanceof KernelObject.Allocation(var run)) {
            if (gone) binder.giveBack(environment, run);
            else environment.awaited().leave(run);
        }
        return gone ? Invoked.Done.WELL : Invoked.Pending.WELL;
    }
}
