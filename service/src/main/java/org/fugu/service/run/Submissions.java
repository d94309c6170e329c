package org.fugu.service.run;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.partition.Partition;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.FieldProblem;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Accepts runs. What was accepted is in the database and in the queue, or in neither.
@Component
class Submissions {
    private final Bundles bundles;
    private final Machines machines;
    private final Partitions partitions;
    private final RunOrders orders;
    private final Runs runs;
    private final IdempotencyKeys keys;
    private final SchedulerClient scheduler;
    private final AuditLog audit;
    private final JdbcClient database;
    private final RunSettings settings;
    private final HostMemory memory;

    Submissions(
            Bundles bundles,
            Machines machines,
            Partitions partitions,
            RunOrders orders,
            Runs runs,
            IdempotencyKeys keys,
            SchedulerClient scheduler,
            AuditLog audit,
            JdbcClient database,
            RunSettings settings,
            HostMemory memory) {
        this.bundles = bundles;
        this.machines = machines;
        this.partitions = partitions;
        this.orders = orders;
        this.runs = runs;
        this.keys = keys;
        this.scheduler = scheduler;
        this.audit = audit;
        this.database = database;
        this.settings = settings;
        this.memory = memory;
    }

    /// @param key the `Idempotency-Key`, or null
    /// @return the run's identifier; the earlier one's when the key was used before for the same
    @Transactional
    public String submit(Account account, NewRun wanted, @Nullable String key) {
        if (key == null) return accept(account, wanted);
        return keys.replay(account.id(), key, wanted).orElseGet(() -> {
            var id = accept(account, wanted);
            keys.remember(account.id(), key, wanted, id);
            return id;
        });
    }

    private String accept(Account account, NewRun wanted) {
        requireRoomInQueue(account);
        var bundle = bundles.open(account.id(), wanted.bundle()).orElseThrow(() -> Refusal.notFound("bundle"));
        var machine = machine(wanted, bundle);
        var partition = Optional.ofNullable(wanted.partition()).map(id -> hold(account, id, machine, wanted));
        var order = order(account, wanted, machine, plan(bundle, options(wanted, machine, partition)));
        orders.insert(order, wanted.partition());
        runs.announce(order.id());
        RunQueue.enqueue(scheduler, order.id());
        audit.record(Act.RUN_SUBMITTED, account.id(), order.id(), order.bundle());
        return order.id();
    }

    private void requireRoomInQueue(Account account) {
        var queued = database.sql("select count(*) from runs where user_id = :user and state = 'queued'")
                .param("user", account.id())
                .query(Long.class)
                .single();
        if (queued < settings.maxQueued()) return;
        throw Refusal.retryLater(
                429,
                "queue-full",
                queued + " of your runs wait already; let some finish or cancel them",
                Duration.ofSeconds(30));
    }

    private NamedMachine machine(NewRun wanted, Bundle bundle) {
        var given = wanted.machine();
        var name = given != null ? given : bundle.manifest().run().setting().machine();
        return machines.named(name)
                .orElseThrow(() -> Refusal.ofField(
                        422,
                        "unknown-machine",
                        "/machine",
                        "there is no machine '" + name + "'; see /api/v1/machines"));
    }

    private Partition hold(Account account, String id, NamedMachine machine, NewRun wanted) {
        var partition = partitions.hold(account.id(), id);
        var shape = partition.columns() + "x" + partition.rows();
        if (wanted.mesh() != null && !wanted.mesh().equals(shape)) {
            throw Refusal.ofField(422, "mesh-is-the-partitions", "/mesh", "partition " + id + " is " + shape);
        }
        if (!partition.machine().equals(machine.name())) {
            throw Refusal.ofField(
                    422,
                    "machine-is-the-partitions",
                    "/machine",
                    "partition " + id + " is on machine " + partition.machine());
        }
        return partition;
    }

    private RunOptions options(NewRun wanted, NamedMachine machine, Optional<Partition> partition) {
        var shape = partition.map(lease -> lease.columns() + "x" + lease.rows());
        SortedMap<String, Long> figures =
                wanted.overrides() == null ? Collections.emptySortedMap() : new TreeMap<>(wanted.overrides());
        return new RunOptions(
                wanted.program(),
                wanted.args(),
                machine.preset().name(),
                shape.orElse(wanted.mesh()),
                wanted.nodes(),
                wanted.fidelity(),
                wanted.seed(),
                NewRunLimits.given(wanted.limits()),
                figures,
                1);
    }

    private static RunPlan plan(Bundle bundle, RunOptions options) {
        try {
            return RunPlan.of(bundle, options);
        } catch (InvalidRunException e) {
            var errors = e.violations().stream()
                    .map(violation -> new FieldProblem(violation.pointer(), violation.detail()))
                    .toList();
            throw Refusal.ofFields(422, "invalid-run", String.valueOf(e.getMessage()), errors);
        }
    }

    private RunOrder order(Account account, NewRun wanted, NamedMachine machine, RunPlan plan) {
        var request = plan.request();
        Partitions.fitting(machine, request.mesh().columns(), request.mesh().rows(), "/mesh", "/mesh");
        memory.require(request);
        return new RunOrder(
                Identifiers.fresh("run_"),
                account.id(),
                plan.bundle().identity(),
                request.program(),
                request.arguments(),
                machine.name(),
                machine.preset().name(),
                request.mesh(),
                request.nodes(),
                request.fidelity().toString(),
                request.seed(),
                request.limits(),
                wanted.overrides() == null ? Collections.emptySortedMap() : new TreeMap<>(wanted.overrides()));
    }
}
