package org.fugu.service.run;

import org.fugu.bundle.Bundle;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Accepts a run: what was accepted is in the database and so in the queue, or in neither.
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

    Acceptance(
            Bundles bundles,
            Machines machines,
            Partitions partitions,
            RunOrders orders,
            Runs runs,
            IdempotencyKeys keys,
            AuditLog audit,
            QueueRoom room,
            Storage storage) {
        this.bundles = bundles;
        this.machines = machines;
        this.partitions = partitions;
        this.orders = orders;
        this.runs = runs;
        this.keys = keys;
        this.audit = audit;
        this.room = room;
        this.storage = storage;
    }

    /// @param machine as it was when the order was made; what changed since is found out here
    /// @param upload the bundle, when it comes with the submission
    /// @return the run's identifier; the earlier one's when the key was used before for the same
    @Transactional
    public String accept(
            RunOrder order, NamedMachine machine, NewRun wanted, @Nullable String key, @Nullable Bundle upload) {
        if (key == null) return accept(order, machine, wanted.partition(), upload);
        return keys.replay(order.userId(), key, wanted).orElseGet(() -> {
            var id = accept(order, machine, wanted.partition(), upload);
            keys.remember(order.userId(), key, wanted, id);
            return id;
        });
    }

    private String accept(RunOrder order, NamedMachine machine, @Nullable String partition, @Nullable Bundle upload) {
        var userId = order.userId();
        storage.lock(userId);
        room.require(userId);
        storage.requireRoomForRun(userId, order.inputs().limits().consoleBytes(), order.trace() != null);
        if (upload != null) bundles.store(userId, upload);
        if (bundles.find(userId, order.inputs().bundle()).isEmpty()) throw Refusal.notFound("bundle");
        var now = machines.refer(machine);
        var mesh = order.inputs().mesh();
        Partitions.fitting(now, mesh.columns(), mesh.rows(), "/mesh", "/mesh");
        if (partition != null) partitions.hold(partition);
        orders.insert(order, partition);
        runs.announce(order.id());
        audit.record(Act.RUN_SUBMITTED, userId, order.id(), order.inputs().bundle());
        return order.id();
    }
}
