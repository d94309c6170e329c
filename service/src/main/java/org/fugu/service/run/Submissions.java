package org.fugu.service.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.bundle.run.SystemChoice;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.experiment.runset.Axes;
import org.fugu.experiment.runset.Coordinates;
import org.fugu.service.account.Account;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.disk.Disks;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.library.Shelf;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.partition.Partition;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.FieldProblem;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads what somebody wants to be run, finds out what is wrong with it, and has it accepted.
@Component
class Submissions {
    private static final int TURNS = 64;

    private final Bundles bundles;
    private final Machines machines;
    private final Partitions partitions;
    private final IdempotencyKeys keys;
    private final Acceptance acceptance;
    private final HostMemory memory;
    private final LibraryBinding binding;
    private final RunOrders orders;
    private final RunSetMembers sets;
    private final RunDisks disks;
    private final ProjectAccess access;
    private final RunReading reading;
    /// One user's submissions follow each other in the database anyway. Here they wait without a
    /// connection, so that hundreds at once leave some for the workers.
    private final ReentrantLock[] turns = new ReentrantLock[TURNS];

    Submissions(
            Bundles bundles,
            Machines machines,
            Partitions partitions,
            IdempotencyKeys keys,
            Acceptance acceptance,
            HostMemory memory,
            LibraryBinding binding,
            RunOrders orders,
            RunSetMembers sets,
            RunDisks disks,
            ProjectAccess access,
            RunReading reading) {
        this.bundles = bundles;
        this.machines = machines;
        this.partitions = partitions;
        this.keys = keys;
        this.acceptance = acceptance;
        this.memory = memory;
        this.binding = binding;
        this.orders = orders;
        this.sets = sets;
        this.disks = disks;
        this.access = access;
        this.reading = reading;
        Arrays.setAll(turns, _ -> new ReentrantLock(true));
    }

    /// @param key the `Idempotency-Key`, or null
    /// @return the run's identifier; the earlier one's when the key was used before for the same
    String submit(Account account, NewRun wanted, @Nullable String key) {
        return earlier(account, wanted, key)
                .orElseGet(() -> bundles.with(
                                account.id(), wanted.bundle(), bundle -> submit(account, wanted, key, bundle, null))
                        .orElseThrow(() -> Refusal.notFound("bundle")));
    }

    /// As above, of a bundle that comes with the submission: both are stored or neither.
    String submit(Account account, NewRun wanted, @Nullable String key, Bundle upload) {
        return earlier(account, wanted, key).orElseGet(() -> submit(account, wanted, key, upload, upload));
    }

    /// Plans every run of a set before the first is accepted.
    ///
    /// @param key the `Idempotency-Key`, or null
    /// @return the set's identifier; the earlier one's when the key was used before for the same
    String submit(Account account, NewRunSet wanted, @Nullable String key) {
        if (wanted.run().trace() != null) {
            throw Refusal.ofField(
                    422,
                    "run-set-traced",
                    "/run/trace",
                    "runs of a set keep no trace; submit the one that you want to see alone, it will be the same run");
        }
        var axes = wanted.axes().axes();
        return earlier(account, wanted, key)
                .map(sets::of)
                .orElseGet(() -> bundles.with(account.id(), wanted.run().bundle(), bundle -> {
                            var members = planned(account, wanted, axes, bundle);
                            return inTurn(account, () -> acceptance.accept(members, wanted, key));
                        })
                        .orElseThrow(() -> Refusal.notFound("bundle")));
    }

    /// The library OS is no axis: all members have the same.
    private List<PlannedRun> planned(Account account, NewRunSet wanted, Axes axes, Bundle bundle) {
        return binding.with(account, wanted.run().libos(), bundle, (library, found) -> {
            var members = new ArrayList<PlannedRun>();
            for (var at : axes.members()) {
                try {
                    members.add(planned(account, wanted.at(at), bundle, library, found, at));
                } catch (Refusal refusal) {
                    throw ofMember(refusal, at);
                }
            }
            return members;
        });
    }

    /// Says which member it was, and points to where the set says it.
    private static Refusal ofMember(Refusal refusal, Coordinates at) {
        var errors = refusal.errors().stream()
                .map(error -> new FieldProblem(RunSetPointers.of(error.pointer(), at), error.detail()))
                .toList();
        return Refusal.ofFields(
                refusal.status(), refusal.code(), "the run with " + at + ": " + refusal.detail(), errors);
    }

    private Optional<String> earlier(Account account, Object wanted, @Nullable String key) {
        return key == null ? Optional.empty() : keys.earlier(account.id(), key, wanted);
    }

    private String submit(
            Account account, NewRun wanted, @Nullable String key, Bundle bundle, @Nullable Bundle upload) {
        var planned = binding.with(
                account,
                wanted.libos(),
                bundle,
                (library, found) -> planned(account, wanted, bundle, library, found, null));
        return inTurn(account, () -> acceptance.accept(planned, wanted, key, upload));
    }

    private String inTurn(Account account, Supplier<String> accept) {
        var turn = turns[Math.floorMod(account.id().hashCode(), turns.length)];
        turn.lock();
        try {
            return accept.get();
        } finally {
            turn.unlock();
        }
    }

    private PlannedRun planned(
            Account account,
            NewRun wanted,
            Bundle bundle,
            @Nullable Bundle library,
            Shelf.@Nullable Found found,
            @Nullable Coordinates at) {
        if (wanted.project() != null) access.require(account, wanted.project(), ProjectRole.MEMBER);
        var machine = machine(wanted, bundle);
        var partition = Optional.ofNullable(wanted.partition()).map(id -> lease(account, id, machine, wanted));
        var left = disks.left(account, wanted.ofDisk());
        var system = LibraryBinding.system(wanted.placement(), wanted.pageTable(), library);
        var plan = plan(bundle, options(wanted, machine, partition), RunDisks.planned(system, wanted.ofDisk()));
        return new PlannedRun(order(account, wanted, machine, plan, found, left), machine, at);
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

    private Partition lease(Account account, String id, NamedMachine machine, NewRun wanted) {
        var partition = partitions.active(account.id(), id);
        if (partition.isShared()) {
            throw Refusal.ofField(
                    422,
                    "partition-is-shared",
                    "/partition",
                    "partition " + id + " is shared: open a co-run on it, or submit to a dedicated one");
        }
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

    private static RunPlan plan(Bundle bundle, RunOptions options, SystemChoice system) {
        try {
            return RunPlan.of(bundle, options.on(system));
        } catch (InvalidRunException e) {
            var errors = e.violations().stream()
                    .map(violation -> new FieldProblem(violation.pointer(), violation.detail()))
                    .toList();
            throw Refusal.ofFields(422, "invalid-run", String.valueOf(e.getMessage()), errors);
        }
    }

    private RunOrder order(
            Account account,
            NewRun wanted,
            NamedMachine machine,
            RunPlan plan,
            Shelf.@Nullable Found libos,
            Disks.@Nullable Kept left) {
        var request = plan.request();
        Partitions.fitting(machine, request.mesh().columns(), request.mesh().rows(), "/mesh", "/mesh");
        var reads = reading.order(account, wanted.reads(), request.first().inputs());
        memory.require(plan, (left == null ? 0 : left.bytes()) + reads.uploadedBytes());
        LibraryBinding.requireBindable(request.first());
        var inputs = RunDisks.with(RunInputs.of(request), left).reading(reads.digests());
        var text = RunOrder.text(inputs);
        if (libos != null) requireTakesRuns(libos, account, inputs.bundle(), text);
        return new RunOrder(
                Identifiers.fresh("run_"),
                account.id(),
                machine.name(),
                inputs,
                wanted.overrides() == null ? Collections.emptySortedMap() : new TreeMap<>(wanted.overrides()),
                new RunBelongings(NewTrace.part(wanted.trace()), RunDisks.order(wanted.ofDisk(), inputs), reads),
                RunOrder.work(request.machineVersion(), text),
                RunMarks.of(wanted),
                wanted.project());
    }

    /// A retired one takes only what the user has run on it already: the same run once more is no new one.
    private void requireTakesRuns(Shelf.Found libos, Account account, String bundle, String request) {
        if (libos.retired() && !orders.hasSame(account.id(), bundle, request)) libos.requireTakesRuns();
    }
}
