package org.fugu.service.machine;

import java.util.List;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Making, changing and removing machines. The preset of a machine never changes: its figures are
/// what results were measured with.
@Component
class MachineAdministration {
    private final Machines machines;
    private final List<MachineUse> uses;
    private final Signal signal;
    private final AuditLog audit;

    MachineAdministration(Machines machines, List<MachineUse> uses, Signal signal, AuditLog audit) {
        this.machines = machines;
        this.uses = uses;
        this.signal = signal;
        this.audit = audit;
    }

    @Transactional
    public NamedMachine make(Account administrator, NewMachine wanted) {
        var made = machines.add(wanted.name(), preset(wanted.preset()), mesh(wanted.columns(), wanted.rows()));
        audit.record(
                Act.MACHINE_MADE,
                administrator.id(),
                made.name(),
                made.mesh() + " of " + made.preset().name());
        return made;
    }

    @Transactional
    public NamedMachine resize(Account administrator, String name, @Nullable String match, MachineChange wanted) {
        var machine = locked(name, match);
        var mesh = mesh(wanted.columns(), wanted.rows());
        requireUnused(machine, mesh);
        var changed = machines.resize(machine, mesh);
        audit.record(Act.MACHINE_CHANGED, administrator.id(), name, machine.mesh() + " to " + mesh);
        signal.work();
        return changed;
    }

    @Transactional
    public void remove(Account administrator, String name, @Nullable String match) {
        var machine = locked(name, match);
        requireUnused(machine, null);
        machines.retire(machine);
        audit.record(Act.MACHINE_REMOVED, administrator.id(), name, null);
    }

    private NamedMachine locked(String name, @Nullable String match) {
        if (match == null) {
            throw Refusal.of(
                    428,
                    "if-match-missing",
                    "send the ETag of GET /api/v1/machines/" + name + " in the header If-Match");
        }
        var machine = machines.lockForChange(name).orElseThrow(() -> Refusal.notFound("machine"));
        if (MachineTag.matches(match, machine)) return machine;
        throw Refusal.of(
                412, "machine-changed", "machine " + name + " was changed meanwhile; look at it and ask again");
    }

    private void requireUnused(NamedMachine machine, @Nullable MeshShape left) {
        var found =
                uses.stream().flatMap(use -> use.beyond(machine, left).stream()).toList();
        if (found.isEmpty()) return;
        throw Refusal.of(
                409,
                "machine-in-use",
                "machine " + machine.name() + " is in use: " + String.join(", ", found)
                        + "; wait until they have ended, or have them released and canceled");
    }

    private static Preset preset(String name) {
        try {
            return Preset.named(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "unknown-preset", "/preset", String.valueOf(e.getMessage()));
        }
    }

    private static MeshShape mesh(int columns, int rows) {
        try {
            return new MeshShape(columns, rows);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "mesh-impossible", "/columns", String.valueOf(e.getMessage()));
        }
    }
}
