package org.fugu.service.run;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.fugu.bundle.Bundle;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.machine.Machines;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.CachedAnswers.Earlier;
import org.fugu.service.run.CachedAnswers.Membership;
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
    private final IdempotencyKeys keys;
    private final AuditLog audit;
    private final QueueRoom room;
    private final Charges charges;
    private final Storage storage;
    private final RunSetMembers sets;
    private final CachedAnswers answers;
    private final RunReading inputs;
    private final ProjectRunEnds ends;

    Acceptance(
            Bundles bundles,
            Machines machines,
            Partitions partitions,
            RunOrders orders,
            IdempotencyKeys keys,
            AuditLog audit,
            QueueRoom room,
            Charges charges,
            Storage storage,
            RunSetMembers sets,
            CachedAnswers answers,
            RunReading inputs,
            ProjectRunEnds ends) {
        this.ends = ends;
        this.bundles = bundles;
        this.machines = machines;
        this.partitions = partitions;
        this.orders = orders;
        this.keys = keys;
        this.audit = audit;
        this.room = room;
        this.charges = charges;
        this.storage = storage;
        this.sets = sets;
        this.answers = answers;
        this.inputs = inputs;
    }

    /// @param upload the bundle, when it comes with the submission
    /// @return the run's identifier; the earlier one's when the key was used before for the same
    @Transactional
    public String accept(PlannedRun run, NewRun wanted, @Nullable String key, @Nullable Bundle upload) {
        var userId = run.order().userId();
        if (key == null) return accept(run, wanted, upload);
        return keys.replay(userId, key, wanted).orElseGet(() -> {
            var id = accept(run, wanted, upload);
            keys.remember(userId, key, wanted, id);
            return id;
        });
    }

    private String accept(PlannedRun run, NewRun wanted, @Nullable Bundle upload) {
        var order = run.order();
        var userId = order.userId();
        var charge = charges.lock(userId, order.project());
        var earlier = answers.find(order, wanted.cache(), Membership.ALONE);
        if (earlier.isEmpty()) {
            room.require(charge, 1);
            Charges.requirePossible(charge, run, wanted.partition());
        }
        charges.requireRoomOfMember(charge, 1);
        storage.requireRoomForRun(
                charge.own(),
                charge.use(),
                earlier.map(Earlier::consoleBytes)
                        .orElse(order.inputs().limits().consoleBytes()),
                order.belongings().isTraced(),
                order.belongings().keepsDisk());
        if (upload != null) bundles.store(userId, upload);
        if (!bundles.has(userId, order.inputs().bundle())) throw Refusal.notFound("bundle");
        inputs.store(userId, wanted.stdin());
        if (earlier.isPresent()) {
            orders.insert(order);
            answers.answer(order, earlier.get());
        } else {
            requirePlace(run);
            insert(run, wanted.partition());
        }
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
        var charge = charges.lock(userId, wanted.run().project());
        boolean watched = wanted.axes().axes().varyStructure();
        var earlier = members.stream()
                .map(each -> answers.find(
                        each.order(), wanted.run().cache(), watched ? Membership.WATCHED : Membership.IN_A_SET))
                .toList();
        int real = (int) earlier.stream().filter(Optional::isEmpty).count();
        if (real > 0) room.require(charge, real);
        charges.requireRoomOfMember(charge, members.size());
        long consoleBytes = 0;
        int disks = 0;
        for (int place = 0; place < members.size(); place++) {
            var member = members.get(place);
            if (earlier.get(place).isEmpty()) {
                Charges.requirePossible(charge, member, wanted.run().partition());
            }
            long most = member.order().inputs().limits().consoleBytes();
            consoleBytes += earlier.get(place).map(Earlier::consoleBytes).orElse(most);
            if (member.order().belongings().keepsDisk()) disks++;
        }
        storage.requireRoomForRuns(charge.own(), charge.use(), members.size(), consoleBytes, disks);
        if (!bundles.has(userId, wanted.run().bundle())) throw Refusal.notFound("bundle");
        inputs.store(userId, wanted.run().stdin());
        // Machines are locked in one order.
        members.stream()
                .sorted(Comparator.comparing(each -> each.machine().name()))
                .forEach(this::requirePlace);
        var set = Identifiers.fresh("rst_");
        sets.insert(set, userId, wanted.axes());
        for (int place = 0; place < members.size(); place++) {
            var member = members.get(place);
            if (earlier.get(place).isEmpty()) {
                insert(member, wanted.run().partition());
                sets.insert(set, place, member, watched);
            } else {
                orders.insert(member.order());
                sets.insert(set, place, member, watched);
                answers.answer(member.order(), earlier.get(place).get());
                answers.answerMember(member.order().id(), earlier.get(place).get());
            }
        }
        if (real == 0 && wanted.run().project() != null)
            ends.tellSet(wanted.run().project(), set);
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
        orders.queue(run.order(), partition);
    }
}
