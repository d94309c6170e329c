package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.exokernel.run.JobInputs;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.disk.Disks;
import org.fugu.service.disk.EndedDisk;
import org.fugu.service.disk.EndedDisks;
import org.fugu.service.disk.HeldDisks;
import org.fugu.service.input.HeldInputs;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// A co-run from its first attempt to its end, one transaction a step, as [Runs] is of a run.
///
/// There is one claim and one fencing number for all of it, and what becomes of the members' runs is
/// done in the same transaction. Rows are locked in one order: the co-run, its runs, the partition.
@Component
class CoRunAttempts implements AttemptGuard.Steps {
    private static final String LOST_TOO_OFTEN =
            "its worker was lost again and again before it came any further; open it again";

    /// A job of a co-run as a worker finds it.
    ///
    /// @param run null when its owner has deleted it
    record Part(
            int job,
            String userId,
            @Nullable String run,
            @Nullable RunState state,
            boolean cancelRequested,
            JobTraces.@Nullable Part trace,
            boolean keepsDisk) {
        /// Whether something of it is still to be recorded.
        boolean isUnderWay() {
            return state != null && !state.hasEnded();
        }
    }

    private final JdbcClient database;
    private final Runs runs;
    private final RunEvents events;
    private final RunResults results;
    private final RunTraces traces;
    private final Disks disks;
    private final HeldInputs heldInputs;
    private final HeldDisks heldDisks;
    private final UserUsage usage;
    private final RunSettings settings;
    private final Attempts attempts;
    private final StoredCheckpoints checkpoints;
    private final Signal signal;

    CoRunAttempts(
            JdbcClient database,
            Runs runs,
            RunEvents events,
            RunResults results,
            RunTraces traces,
            Disks disks,
            HeldInputs heldInputs,
            HeldDisks heldDisks,
            UserUsage usage,
            RunSettings settings,
            Signal signal,
            TransactionTemplate transactions) {
        this.database = database;
        this.runs = runs;
        this.events = events;
        this.results = results;
        this.traces = traces;
        this.disks = disks;
        this.heldInputs = heldInputs;
        this.heldDisks = heldDisks;
        this.usage = usage;
        this.settings = settings;
        this.attempts = Attempts.of(database, settings, "co_runs", CheckpointRows.further("co_run"));
        this.checkpoints = new StoredCheckpoints(database, transactions, attempts, "co_run", this::membersResumed);
        this.signal = signal;
    }

    /// Grants the next attempt of a co-run whose worker was not heard of for too long, if there is one.
    @Transactional
    public Optional<Claim> claimLost() {
        var found = first("""
                state = 'running' and heard_at < now() - make_interval(secs => :seconds)
                order by heard_at limit 1
                """, Map.of("seconds", settings.lostAfter().toMillis() / 1000.0));
        if (found.isEmpty()) return Optional.empty();
        if (attempts.survivesLoss(found.get())) return Optional.of(grant(found.get()));
        end(found.get(), LOST_TOO_OFTEN);
        return Optional.empty();
    }

    /// Partitions before which a co-run waits and on which none is under way, the one that has waited
    /// for longest before others.
    List<String> lines() {
        return database.sql("""
                        select partition_id from co_runs q where state = 'queued' and not exists (
                            select 1 from co_runs c where c.partition_id = q.partition_id and c.state = 'running')
                        group by partition_id order by min(number)
                        """).query(String.class).list();
    }

    /// Grants an attempt of the first co-run in line before that partition, if nothing runs on it.
    @Transactional
    public Optional<Claim> claimOn(String partition) {
        return first("""
                state = 'queued'
                    and id = (select id from co_runs where state = 'queued' and partition_id = :partition
                              order by number limit 1)
                    and not exists (select 1 from co_runs c where c.partition_id = :partition and c.state = 'running')
                """, Map.of("partition", partition)).map(this::grant);
    }

    private Optional<String> first(String condition, Map<String, ?> parameters) {
        return database.sql("select id from co_runs where " + condition + " for update skip locked")
                .params(parameters)
                .query(String.class)
                .optional();
    }

    private Claim grant(String id) {
        var attempt = database.sql("""
                        update co_runs set state = 'running', attempts = attempts + 1, progress_cycle = 0,
                            resumed_from_cycle = null, heard_at = now(), started_at = coalesce(started_at, now())
                        where id = :id returning attempts
                        """).param("id", id).query(Integer.class).single();
        for (var part : underWay(id)) {
            database.sql("""
                            update runs set state = 'running', attempts = :attempt, progress_cycle = 0,
                                resumed_from_cycle = null, waiting_for = null, started_at = coalesce(started_at, now())
                            where id = :run
                            """).param("attempt", attempt).param("run", part.run()).update();
            runs.append(run(part), new RunEvent.StateChanged(RunState.RUNNING, null));
        }
        return new Claim(id, attempt);
    }

    /// What to carry out.
    RunInputs inputs(Claim claim) {
        return inputs(claim.id());
    }

    private RunInputs inputs(String id) {
        return WireForms.REQUEST.read(database.sql("select request from co_runs where id = :id")
                .param("id", id)
                .query(String.class)
                .single()
                .getBytes(StandardCharsets.UTF_8));
    }

    /// The jobs, in the order of the request.
    List<Part> parts(String id) {
        return database.sql("""
                        select m.job, m.user_id, r.id, r.state, coalesce(r.cancel_requested, false), r.trace_from,
                            r.trace_to, coalesce(d.keep, false)
                        from co_run_members m left join runs r on r.id = m.run_id
                            left join run_disks d on d.run_id = r.id
                        where m.co_run_id = :id and m.job is not null order by m.job
                        """)
                .param("id", id)
                .query((row, _) -> {
                    var state = row.getString(4);
                    return new Part(
                            row.getInt(1),
                            row.getString(2),
                            row.getString(3),
                            state == null ? null : RunState.ofWire(state),
                            row.getBoolean(5),
                            RunTraces.part(row),
                            row.getBoolean(8));
                })
                .list();
    }

    private List<Part> underWay(String id) {
        return parts(id).stream().filter(Part::isUnderWay).toList();
    }

    private static String run(Part part) {
        if (part.run() == null) throw new IllegalStateException("job " + part.job() + " has no run");
        return part.run();
    }

    /// Keeps what happened since the last time, and asks what to do.
    ///
    /// @param told no output is from a later cycle
    /// @param happened by job; what happened in one that was canceled before is left out
    @Transactional
    public RunRecorder.Order keep(Claim claim, long cycle, long told, List<List<RunEvent>> happened) {
        var kept = database.sql("""
                        update co_runs set progress_cycle = :cycle, told_cycle = greatest(told_cycle, :told),
                            heard_at = now()
                        where id = :id and attempts = :attempt and state = 'running'
                        """)
                .param("cycle", cycle)
                .param("told", told)
                .param("id", claim.id())
                .param("attempt", claim.attempt())
                .update();
        if (kept == 0) throw new Lost(claim);
        boolean cancel = false;
        for (var part : underWay(claim.id())) {
            var some = happened.get(part.job());
            cancel |= part.cancelRequested();
            if (some.isEmpty()) continue;
            var last = database.sql("""
                            update runs set progress_cycle = :cycle, last_event = last_event + :count
                            where id = :run returning last_event
                            """)
                    .param("cycle", cycle)
                    .param("count", some.size())
                    .param("run", part.run())
                    .query(Long.class)
                    .single();
            events.add(run(part), last, some);
        }
        return cancel ? RunRecorder.Order.CANCEL : RunRecorder.Order.GO_ON;
    }

    /// What is stored of the checkpoints of co-runs.
    AttemptCheckpoints.Steps checkpoints() {
        return checkpoints;
    }

    /// The members' runs go on from where the co-run does.
    private void membersResumed(Claim claim, long cycle) {
        for (var part : underWay(claim.id())) {
            database.sql("update runs set resumed_from_cycle = :cycle where id = :run")
                    .param("cycle", cycle)
                    .param("run", part.run())
                    .update();
        }
    }

    /// Records the one result of each job.
    ///
    /// @param seen what each member may know, by job
    /// @param traced each member's trace, null for those who want none
    /// @param ended the disks that are to be kept
    @Transactional
    public void finish(
            Claim claim,
            RunReport whole,
            List<RunReport> seen,
            List<byte @Nullable []> traced,
            EndedDisks ended,
            long hostNanos) {
        attempts.requireNewest(claim);
        var parts = underWay(claim.id());
        for (var part : parts) {
            var report = seen.get(part.job());
            var id = run(part);
            results.insert(new Claim(id, claim.attempt()), report, new HostTimes(hostNanos, null));
            traces.insert(id, traced.get(part.job()));
            runs.close(id, RunEnding.with(report.outcome(), report.cycles(), report.metrics(), report.metricUnits()));
        }
        keep(parts, ended);
        database.sql("""
                        update co_runs set state = 'finished', finished_at = now(), digest = :digest,
                            machine_version = :version
                        where id = :id
                        """)
                .param("digest", whole.digest())
                .param("version", whole.machineVersion())
                .param("id", claim.id())
                .update();
        checkpoints.delete(claim.id());
        letGo(claim.id());
        signal.work();
    }

    /// Contents are locked after all runs, and in one order.
    private void keep(List<Part> parts, EndedDisks ended) {
        record Kept(String run, EndedDisk disk) {}
        var kept = new ArrayList<Kept>();
        for (var part : parts) {
            var disk = ended.of(part.job());
            if (disk != null) kept.add(new Kept(run(part), disk));
        }
        kept.sort(Comparator.comparing(each -> each.disk().digest()));
        for (var each : kept) disks.keep(each.run(), each.disk());
    }

    private void letGo(String id) {
        heldInputs.letGo(id);
        heldDisks.letGo(id);
    }

    /// Jobs were canceled while they ran: they end behind everything that anybody was shown, and the
    /// co-run is carried out once more with that as the end of theirs.
    ///
    /// @param told no output of this attempt is from a later cycle
    @Transactional
    public void endCanceled(Claim claim, long told) {
        attempts.requireNewest(claim);
        var id = claim.id();
        var end = 1
                + database.sql("""
                        update co_runs set told_cycle = greatest(told_cycle, :told) where id = :id returning told_cycle
                        """)
                        .param("told", told)
                        .param("id", id)
                        .query(Long.class)
                        .single();
        var inputs = inputs(id);
        var ends = new TreeMap<Integer, Long>();
        for (var part : underWay(id)) {
            if (!part.cancelRequested()) continue;
            var job = inputs.jobs().get(part.job());
            // It has at least one cycle; one that has not begun leaves its place to nobody.
            long at = Math.min(
                    Math.max(end, job.startCycle() + 1),
                    job.startCycle() + job.limits().cycles());
            ends.put(part.job(), at);
            database.sql("update co_run_members set ended_at = :at where co_run_id = :id and run_id = :run")
                    .param("at", at)
                    .param("id", id)
                    .param("run", part.run())
                    .update();
            runs.close(run(part), RunEnding.without(RunState.CANCELED, "canceled; the job ends at cycle " + at));
        }
        // The jobs have other ends now.
        checkpoints.delete(id);
        if (underWay(id).isEmpty()) {
            close(id, "canceled", "all of its jobs were canceled");
            return;
        }
        database.sql("update co_runs set request = :request, revision = revision + 1 where id = :id")
                .param("request", text(ended(inputs, ends)))
                .param("id", id)
                .update();
        requeue(id);
    }

    private static RunInputs ended(RunInputs inputs, Map<Integer, Long> ends) {
        var jobs = new ArrayList<JobInputs>();
        for (int i = 0; i < inputs.jobs().size(); i++) {
            var job = inputs.jobs().get(i);
            var end = ends.get(i);
            jobs.add(end == null ? job : ended(job, end - job.startCycle()));
        }
        return new RunInputs(
                jobs, inputs.turns(), inputs.machine(), inputs.overrides(), inputs.mesh(), inputs.fidelity());
    }

    private static JobInputs ended(JobInputs job, long cycles) {
        var limits = job.limits();
        return job.within(new Limits(cycles, limits.instructions(), limits.consoleBytes(), limits.memoryBytes()));
    }

    private static String text(RunInputs inputs) {
        return new String(WireForms.REQUEST.write(inputs), StandardCharsets.UTF_8);
    }

    @Override
    @Transactional
    public void fail(Claim claim, String why) {
        attempts.requireNewest(claim);
        if (!attempts.survivesFailure(claim.id())) end(claim.id(), why);
        else requeue(claim.id());
    }

    @Override
    @Transactional
    public void giveBack(Claim claim) {
        attempts.requireNewest(claim);
        requeue(claim.id());
    }

    @Override
    @Transactional
    public void lose(Claim claim, String why, Duration held) {
        attempts.requireNewest(claim);
        var parts = underWay(claim.id());
        if (attempts.survivesLoss(claim.id())) requeue(claim.id());
        else end(claim.id(), why);
        // Whose job it was is not known. In one order, so that no two wait for each other.
        parts.stream().map(Part::userId).sorted().forEach(user -> usage.addLost(user, held.dividedBy(parts.size())));
    }

    private void requeue(String id) {
        database.sql("update co_runs set state = 'queued' where id = :id")
                .param("id", id)
                .update();
        for (var part : underWay(id)) {
            database.sql("update runs set state = 'queued', waiting_for = null where id = :run")
                    .param("run", part.run())
                    .update();
            runs.append(run(part), new RunEvent.StateChanged(RunState.QUEUED, null));
        }
        signal.work();
    }

    private void end(String id, String why) {
        for (var part : underWay(id)) runs.close(run(part), RunEnding.without(RunState.INFRASTRUCTURE_ERROR, why));
        close(id, "infrastructure_error", why);
    }

    private void close(String id, String state, String message) {
        database.sql("""
                        update co_runs set state = :state, message = :message, finished_at = now() where id = :id
                        """)
                .param("state", state)
                .param("message", message)
                .param("id", id)
                .update();
        checkpoints.delete(id);
        letGo(id);
        signal.work();
    }
}
