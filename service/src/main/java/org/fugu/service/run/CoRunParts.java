package org.fugu.service.run;

import java.util.Collections;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.Quotas;
import org.fugu.service.storage.Storage;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The runs that the members of a co-run get, from the confirmation of a job until the first attempt.
/// Whoever calls has the co-run's row locked.
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class CoRunParts {
    private final JdbcClient database;
    private final Runs runs;
    private final RunOrders orders;
    private final QueueRoom room;
    private final Quotas quotas;
    private final Charges charges;
    private final Storage storage;
    private final Bundles bundles;
    private final Partitions partitions;

    CoRunParts(
            JdbcClient database,
            Runs runs,
            RunOrders orders,
            QueueRoom room,
            Quotas quotas,
            Charges charges,
            Storage storage,
            Bundles bundles,
            Partitions partitions) {
        this.database = database;
        this.runs = runs;
        this.orders = orders;
        this.room = room;
        this.quotas = quotas;
        this.charges = charges;
        this.storage = storage;
        this.bundles = bundles;
        this.partitions = partitions;
    }

    /// Makes the run of a job. It counts for its owner from now on, and keeps its bundle and the lease.
    ///
    /// @param userId whose storage is locked
    /// @param inputs the job as if it had a machine of its rectangle's size
    /// @return the run's identifier
    /// @throws Refusal when its owner has no room for it, or no such bundle any more
    public String make(
            String userId, String coRun, String partition, String machine, RunInputs inputs, RunBelongings belongings) {
        var quota = quotas.of(userId);
        var charge = charges.of(userId, quota, null);
        room.require(charge, 1);
        storage.requireRoomForRun(
                quota, charge.use(), inputs.limits().consoleBytes(), belongings.isTraced(), belongings.keepsDisk());
        if (!bundles.has(userId, inputs.bundle())) throw Refusal.notFound("bundle");
        partitions.hold(partition);
        var order = new RunOrder(
                Identifiers.fresh("run_"),
                userId,
                machine,
                inputs,
                Collections.emptySortedMap(),
                belongings,
                null,
                RunMarks.NONE,
                null);
        orders.queue(order, partition, coRun);
        database.sql("update runs set waiting_for = :what where id = :id")
                .param("what", "the others of co-run " + coRun)
                .param("id", order.id())
                .update();
        return order.id();
    }

    /// They wait for nobody any more but a worker.
    public void release(String coRun) {
        database.sql("update runs set waiting_for = null where co_run_id = :id and state = 'queued'")
                .param("id", coRun)
                .update();
    }

    /// Ends a run that has not begun.
    public void withdraw(String run, String why) {
        runs.close(run, RunEnding.without(RunState.CANCELED, why));
    }

    /// Asks the worker to end a run that may have begun.
    public void cancel(String run) {
        database.sql("update runs set cancel_requested = true where id = :id")
                .param("id", run)
                .update();
    }
}
