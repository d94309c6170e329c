package org.fugu.service.run;

import java.util.Comparator;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.machine.Machines;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Accepts runs: what was accepted is in the database and so in the queue, or in neither.
@Component
class Acceptance {
    private final Bundles bundles;
    private final Machines machines;
    private final Partitions partitions;
    private final RunOrders orders;
    private final Runs runs;
    private final IdempotencyKeys keys;
    private final AuditLog audit;
    private final QueueRoom room;
    private final Storage storage;
    private final RunSetMembers sets;

    Acceptance(
            Bundles bundles,
            Machines machines,
            Partitions partitions,
            RunOrders orders,
            Runs runs,
            IdempotencyKeys keys,
            AuditLog audit,
            QueueRoom room,
            Storage storage,
            RunSetMembers sets) {
        this.bundles = bundles;
        this.machines = machines;
        this.partitions = partitions;
        this.orders = orders;
        this.runs = runs;
        this.keys = keys;
        this.audit = audit;
        this.room = room;
        this.storage = storage;
        this.sets = sets;
    }

    /// @param upload the bundle, when it comes with the submission
    /// @return the run's identifier; the earlier one's when the key was used before for the same
    @Transactional
    public String accept(PlannedRun run, NewRun wanted, @Nullable String key, @Nullable Bundle upload) {
        var userId = run.order().userId();
        if (key == null) return accept(run, wanted.partition(), upload);
        return keys.replay(userId, key, wanted).orElseGet(() -> {
            var id = accept(run, wanted.partition(), upload);
            keys.remember(userId, key, wanted, id);
            return id;
        });
    }

    private String accept(PlannedRun run, @Nullable String partition, @Nullable Bundle upload) {
        var order = run.order();
        var userId = order.userId();
        storage.lock(userId);
        var use = storage.runs(userId);
        room.require(use);
        storage.requireRoomForRun(
                userId, use, order.inputs().limits().consoleBytes(), order.trace() != null, order.keepsDisk());
        if (upload != null) bundles.store(userId, upload);
        if (!bundles.has(userId, order.inputs().bundle())) throw Refusal.notFound("bundle");
        requirePlace(run);
        insert(run, partition);
        audit.record(Act.RUN_SUBMITTED, userId, order.id(), order.inputs().bundle());
        return order.id();
    }

    /// All runs of a set, or none.
    ///
    /// @param members at least one, of one user and one bundle
    /// @return the set's identifier; the earlier one's when the key was used before for the same
    @Transactional
    public String accept(List<PlannedRun> members, NewRunSet wanted, @Nullable String key) {
        var first = members.getFirst().order();
        if (key == null) return accept(members, wanted);
        return keys.replay(first.userId(), key, wanted).map(sets::of).orElseGet(() -> {
            var id = accept(members, wanted);
            keys.remember(first.userId(), key, wanted, first.id());
            return id;
        });
    }

    private String accept(List<PlannedRun> members, NewRunSet wanted) {
        var userId = members.getFirst().order().userId();
        storage.lock(userId);
        var use = storage.runs(userId);
        room.require(use, members.size());
        storage.requireRoomForRuns(
                userId,
                use,
                members.size(),
                members.stream()
                        .mapToLong(each -> each.order().inputs().limits().consoleBytes())
                        .sum());
        if (!bundles.has(userId, wanted.run().bundle())) throw Refusal.notFound("bundle");
        // Machines are locked in one order.
        members.stream()
                .sorted(Comparator.comparing(each -> each.machine().name()))
                .forEach(this::requirePlace);
        var set = Identifiers.fresh("rst_");
        sets.insert(set, userId, wanted.axes());
        boolean watched = wanted.axes().axes().varyStructure();
        for (int place = 0; place < members.size(); place++) {
            insert(members.get(place), wanted.run().partition());
            sets.insert(set, place, members.get(place), watched);
        }
        audit.record(Act.RUN_SET_SUBMITTED, userId, set, wanted.run().bundle());
        return set;
    }

    /// Finds out what has changed of the machine since the run was planned.
    private void requirePlace(PlannedRun run) {
        var mesh = run.order().inputs().mesh();
        Partitions.fitting(machines.refer(run.machine()), mesh.columns(), mesh.rows(), "/mesh", "/mesh");
    }

    private void insert(PlannedRun run, @Nullable String partition) {
        if (partition != null) partitions.hold(partition);
        orders.insert(run.order(), partition);
        runs.announce(run.order().id());
    }
}
