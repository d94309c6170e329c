package org.fugu.service.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fugu.exokernel.RunReport;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.machine.Machines;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The life of a run, one transaction a step.
///
/// Every step that a worker takes names its claim, and changes nothing when a newer attempt was
/// granted meanwhile. Locks are taken in one order: the run, then the machine, then partitions.
@Component
class Runs {
    /// Long enough never to matter: a lease made for a run ends with it, and is held until then.
    private static final Duration LEASE_FOR_RUN = Duration.ofDays(1);

    /// What a worker is told at each flush.
    enum Order {
        GO_ON,
        CANCEL
    }

    /// A run as a worker finds it, its row locked.
    private record Locked(
            RunState state,
            @Nullable String partition,
            int failures,
            boolean cancelRequested,
            String userId,
            String machine,
            MeshShape mesh) {}

    private final JdbcClient database;
    private final RunEvents events;
    private final RunResults results;
    private final Partitions partitions;
    private final Machines machines;
    private final RunSettings settings;

    Runs(
            JdbcClient database,
            RunEvents events,
            RunResults results,
            Partitions partitions,
            Machines machines,
            RunSettings settings) {
        this.database = database;
        this.events = events;
        this.results = results;
        this.partitions = partitions;
        this.machines = machines;
        this.settings = settings;
    }

    /// Grants the next attempt, if the run still needs one and there is room for it.
    @Transactional
    public ClaimAnswer claim(String id) {
        var found = lock(id);
        if (found.isEmpty() || found.get().state().hasEnded()) return new ClaimAnswer.Over();
        var run = found.get();
        if (run.cancelRequested()) {
            end(id, RunState.CANCELED, "canceled");
            return new ClaimAnswer.Over();
        }
        // Whoever had it is gone without a word, or it would be queued again.
        var isOrphan = run.state() != RunState.QUEUED;
        var failures = run.failures() + (isOrphan ? 1 : 0);
        if (failures >= settings.maxFailures()) {
            end(id, RunState.INFRASTRUCTURE_ERROR, "its worker was lost " + failures + " times; submit it again");
            return new ClaimAnswer.Over();
        }
        var partition = isOrphan ? run.partition() : place(id, run);
        return partition == null ? new ClaimAnswer.Wait() : grant(id, partition, failures);
    }

    private ClaimAnswer grant(String id, String partition, int failures) {
        var attempt = database.sql("""
                        update runs set state = 'allocated', attempts = attempts + 1, failures = :failures,
                            partition_id = :partition, waiting_for = null, progress_cycle = 0
                        where id = :id returning attempts
                        """)
                .param("id", id)
                .param("partition", partition)
                .param("failures", failures)
                .query(Integer.class)
                .single();
        append(id, new RunEvent.StateChanged(RunState.ALLOCATED, null));
        return new ClaimAnswer.Granted(new Claim(id, attempt));
    }

    /// The partition to run on, or null when it has to wait for it.
    private @Nullable String place(String id, Locked run) {
        var named = run.partition();
        if (named == null) return leased(id, run);
        // The machine's lock also keeps two workers from taking one partition at once.
        machines.lockForPlacement(machines.named(run.machine()).orElseThrow());
        var busy =
                database.sql("""
                        select exists (select 1 from runs
                            where partition_id = :partition and state in ('allocated', 'running'))
                        """).param("partition", named).query(Boolean.class).single();
        if (busy) waitFor(id, "the run before it on partition " + named);
        return busy ? null : named;
    }

    private @Nullable String leased(String id, Locked run) {
        var machine = machines.named(run.machine()).orElseThrow();
        var lease = partitions.leaseForRun(run.userId(), machine, run.mesh(), LEASE_FOR_RUN);
        if (lease.isEmpty()) waitFor(id, "room for " + run.mesh() + " on machine " + machine.name());
        return lease.map(made -> made.id()).orElse(null);
    }

    private void waitFor(String id, String what) {
        database.sql("update runs set waiting_for = :what where id = :id")
                .param("what", what)
                .param("id", id)
                .update();
    }

    /// The attempt begins.
    @Transactional
    public void start(Claim claim) {
        var changed = database.sql("""
                        update runs set state = 'running', started_at = coalesce(started_at, now())
                        where id = :id and attempts = :attempt and state = 'allocated'
                        """)
                .param("id", claim.runId())
                .param("attempt", claim.attempt())
                .update();
        if (changed == 0) throw new Lost(claim);
        append(claim.runId(), new RunEvent.StateChanged(RunState.RUNNING, null));
    }

    /// Keeps what happened since the last time, and asks what to do.
    @Transactional
    public Order keep(Claim claim, long cycle, List<RunEvent> happened) {
        record Kept(long last, boolean cancel) {}
        var kept = database.sql("""
                        update runs set progress_cycle = :cycle, last_event = last_event + :count
                        where id = :id and attempts = :attempt and state = 'running'
                        returning last_event, cancel_requested
                        """)
                .param("cycle", cycle)
                .param("count", happened.size())
                .param("id", claim.runId())
                .param("attempt", claim.attempt())
                .query((row, _) -> new Kept(row.getLong(1), row.getBoolean(2)))
                .optional()
                .orElseThrow(() -> new Lost(claim));
        if (!happened.isEmpty()) events.add(claim.runId(), kept.last(), happened);
        return kept.cancel() ? Order.CANCEL : Order.GO_ON;
    }

    /// Records the one result.
    @Transactional
    public void finish(Claim claim, RunReport report, long hostNanos) {
        requireNewest(claim);
        results.insert(claim, report, hostNanos);
        database.sql("update runs set progress_cycle = :cycle where id = :id")
                .param("cycle", report.cycles())
                .param("id", claim.runId())
                .update();
        var measured = new ArrayList<RunEvent>();
        report.metrics()
                .forEach((name, value) -> measured.add(
                        new RunEvent.Measured(name, value, report.metricUnits().get(name))));
        append(claim.runId(), measured.toArray(RunEvent[]::new));
        close(claim.runId(), RunState.FINISHED, null, report.outcome().wireName());
    }

    /// The attempt was stopped because its owner wanted so.
    @Transactional
    public void stopCanceled(Claim claim) {
        requireNewest(claim);
        end(claim.runId(), RunState.CANCELED, "canceled");
    }

    /// The attempt failed through no fault of the guest: back to the queue, or given up.
    ///
    /// @return whether it will be tried again
    @Transactional
    public boolean fail(Claim claim, String why) {
        requireNewest(claim);
        var failures = database.sql("update runs set failures = failures + 1 where id = :id returning failures")
                .param("id", claim.runId())
                .query(Integer.class)
                .single();
        if (failures >= settings.maxFailures()) {
            end(claim.runId(), RunState.INFRASTRUCTURE_ERROR, why);
            return false;
        }
        requeue(claim.runId());
        return true;
    }

    /// The worker stops before the run's end, and somebody else will carry it out.
    @Transactional
    public void giveBack(Claim claim) {
        requireNewest(claim);
        requeue(claim.runId());
    }

    /// Cancels at once what has not begun, and asks the worker for the rest.
    ///
    /// @return false when there is no such run of that user
    @Transactional
    public boolean cancel(String userId, String id) {
        var run = lock(id).filter(found -> found.userId().equals(userId));
        if (run.isEmpty()) return false;
        if (run.get().state().hasEnded()) {
            throw Refusal.of(
                    409,
                    "run-ended",
                    "the run has ended: it is " + run.get().state().wireName());
        }
        database.sql("update runs set cancel_requested = true where id = :id")
                .param("id", id)
                .update();
        if (run.get().state() == RunState.QUEUED) end(id, RunState.CANCELED, "canceled");
        return true;
    }

    /// The first event of a run that was just stored.
    void announce(String id) {
        append(id, new RunEvent.StateChanged(RunState.QUEUED, null));
    }

    private Optional<Locked> lock(String id) {
        return database.sql("select * from runs where id = :id for update")
                .param("id", id)
                .query((row, _) -> new Locked(
                        RunState.ofWire(row.getString("state")),
                        row.getString("partition_id"),
                        row.getInt("failures"),
                        row.getBoolean("cancel_requested"),
                        row.getString("user_id"),
                        row.getString("machine"),
                        new MeshShape(row.getInt("mesh_columns"), row.getInt("mesh_rows"))))
                .optional();
    }

    private void requireNewest(Claim claim) {
        var isNewest = database.sql("""
                        select 1 from runs where id = :id and attempts = :attempt
                            and state in ('allocated', 'running') for update
                        """)
                .param("id", claim.runId())
                .param("attempt", claim.attempt())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (!isNewest) throw new Lost(claim);
    }

    private void requeue(String id) {
        database.sql("update runs set state = 'queued', waiting_for = null where id = :id")
                .param("id", id)
                .update();
        append(id, new RunEvent.StateChanged(RunState.QUEUED, null));
    }

    private void end(String id, RunState state, String message) {
        close(id, state, message, null);
    }

    private void close(String id, RunState state, @Nullable String message, @Nullable String outcome) {
        database.sql("""
                        update runs set state = :state, message = :message, finished_at = now(), waiting_for = null
                        where id = :id
                        """)
                .param("state", state.wireName())
                .param("message", message)
                .param("id", id)
                .update();
        append(id, new RunEvent.StateChanged(state, outcome), new RunEvent.Ended());
        database.sql("select partition_id from runs where id = :id and partition_id is not null")
                .param("id", id)
                .query(String.class)
                .optional()
                .ifPresent(partitions::letGo);
    }

    private void append(String id, RunEvent... happened) {
        if (happened.length == 0) return;
        var last = database.sql("update runs set last_event = last_event + :count where id = :id returning last_event")
                .param("count", happened.length)
                .param("id", id)
                .query(Long.class)
                .single();
        events.add(id, last, List.of(happened));
    }
}
