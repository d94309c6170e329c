package org.fugu.exokernel.kernel;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.capability.Loans;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.schedule.Alarms;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// What of a node's hardware is bound by a capability, beside translations: endpoint slots, time
/// slices and alarms. The check is made once, when it is bound; from then on hardware or scheduler
/// use it without asking (Aegis' secure bindings, SOSP 1995, section 3.2). A binding goes with its
/// capability.
final class SecureBindings implements OccasionalState {
    private static final int MOST = JobIdentity.MOST * Identity.MOST * UnitState.SLOTS;

    private final PrivilegedNode node;
    private final Environments environments;
    private final References references;
    private final ProcessTable processes;
    private final TreeMap<Slot, Capability> endpoints = new TreeMap<>();
    private final TreeMap<Position, Capability> slices = new TreeMap<>();
    private final Alarms alarms;
    private final TreeMap<EnvironmentName, Capability> timers = new TreeMap<>();

    private record Slot(EnvironmentName owner, int slot) implements Comparable<Slot> {
        @Override
        public int compareTo(Slot other) {
            int order = owner.compareTo(other.owner);
            return order != 0 ? order : Integer.compare(slot, other.slot);
        }
    }

    private record Position(int job, int position) implements Comparable<Position> {
        @Override
        public int compareTo(Position other) {
            int order = Integer.compare(job, other.job);
            return order != 0 ? order : Integer.compare(position, other.position);
        }
    }

    SecureBindings(PrivilegedNode node, Environments environments, Loans loans, ProcessTable processes, Alarms alarms) {
        this.node = node;
        this.environments = environments;
        this.processes = processes;
        this.alarms = alarms;
        references = new References(environments, loans);
    }

    /// @param capability for an endpoint whose receiver is on this node, or null for none
    void endpoint(Environment owner, int slot, @Nullable Capability capability) {
        var at = new Slot(owner.identity().name(), slot);
        if (capability == null) {
            endpoints.remove(at);
            owner.program().unbind(node, slot);
            return;
        }
        var endpoint = (KernelObject.Endpoint) capability.object();
        var receiver = environments.named(endpoint.of().job(), endpoint.of().number());
        if (receiver == null) throw new IllegalStateException("nobody receives there");
        endpoints.put(at, capability);
        owner.program().bind(node, slot, receiver.job(), endpoint.badge());
    }

    /// The endpoint slots that an environment has bound, in their order.
    List<Integer> slots(Environment owner) {
        var name = owner.identity().name();
        return endpoints.keySet().stream()
                .filter(at -> at.owner.equals(name))
                .map(Slot::slot)
                .toList();
    }

    /// Unbinds a slot that is bound.
    ///
    /// @return what it was bound to
    KernelObject.Endpoint take(Environment owner, int slot) {
        var capability = endpoints.get(new Slot(owner.identity().name(), slot));
        if (capability == null) throw new IllegalStateException("slot " + slot + " is not bound");
        endpoint(owner, slot, null);
        return (KernelObject.Endpoint) capability.object();
    }

    /// A position of the time of a job's rank has been taken.
    ///
    /// @param capability for that position, or null if it is held by who has the whole processor
    void slice(int job, int position, @Nullable Capability capability) {
        var at = new Position(job, position);
        if (capability == null) slices.remove(at);
        else slices.put(at, capability);
    }

    /// An environment has set its alarm.
    ///
    /// @param capability for the timer, or null for no alarm
    void alarm(Environment owner, @Nullable Capability capability) {
        var name = owner.identity().name();
        if (capability == null) timers.remove(name);
        else timers.put(name, capability);
    }

    /// What was bound by capabilities that are gone is nobody's.
    void release() {
        if (isBinding()) {
            endpoints.entrySet().removeIf(each -> {
                var at = each.getKey();
                return each.getValue().isGone() && unbind(at.owner, at.slot);
            });
            slices.entrySet().removeIf(each -> {
                var at = each.getKey();
                return each.getValue().isGone() && processes.free(at.job, at.position);
            });
            timers.entrySet().removeIf(each -> each.getValue().isGone() && cancel(each.getKey()));
        }
    }

    /// Whether [#release] would find something.
    boolean isReleasing() {
        return isBinding() && (isAnyGone(endpoints) || isAnyGone(slices) || isAnyGone(timers));
    }

    private static boolean isAnyGone(Map<?, Capability> bound) {
        return bound.values().stream().anyMatch(Capability::isGone);
    }

    private boolean cancel(EnvironmentName name) {
        var owner = environments.named(name.job(), name.number());
        if (owner != null) alarms.set(owner, 0);
        return true;
    }

    private boolean unbind(EnvironmentName name, int slot) {
        var owner = environments.named(name.job(), name.number());
        if (owner != null) owner.program().unbind(node, slot);
        return true;
    }

    @Override
    public String name() {
        return "bindings";
    }

    @Override
    public boolean isUsed() {
        return isBinding() || alarms.isUsed();
    }

    private boolean isBinding() {
        return !endpoints.isEmpty() || !slices.isEmpty() || !timers.isEmpty();
    }

    @Override
    public void save(StateWriter out) {
        out.add(endpoints.size());
        endpoints.forEach((at, capability) -> {
            out.add(at.owner.word()).add(at.slot);
            references.save(capability, out);
        });
        out.add(slices.size());
        slices.forEach((at, capability) -> {
            out.add(at.job).add(at.position);
            references.save(capability, out);
        });
        out.add(timers.size());
        timers.forEach((owner, capability) -> {
            out.add(owner.word());
            references.save(capability, out);
        });
        alarms.save(out);
    }

    /// The slots themselves are in the message unit's state, and the slices in the scheduler's.
    @Override
    public void restore(StateReader in) {
        endpoints.clear();
        slices.clear();
        timers.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            var slot = new Slot(EnvironmentName.restored(in), in.nextInt(0, UnitState.SLOTS - 1));
            var capability = references.restored(in);
            if (!(capability.object() instanceof KernelObject.Endpoint)) throw bad();
            endpoints.put(slot, capability);
        }
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            int job = in.nextInt(0, JobIdentity.MOST - 1);
            var position = new Position(job, in.nextInt(0, KernelObject.Slice.POSITIONS - 1));
            var capability = references.restored(in);
            if (!(capability.object() instanceof KernelObject.Slice)) throw bad();
            slices.put(position, capability);
        }
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            var owner = EnvironmentName.restored(in);
            var capability = references.restored(in);
            if (!(capability.object() instanceof KernelObject.Timer)) throw bad();
            timers.put(owner, capability);
        }
        alarms.restore(in);
    }

    private static BadSnapshotException bad() {
        return new BadSnapshotException("the snapshot binds hardware to a capability for something else");
    }
}
