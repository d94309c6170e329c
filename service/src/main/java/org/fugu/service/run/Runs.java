package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fugu.exokernel.run.RunReport;
import org.fugu.experiment.runset.MemberResult;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.disk.Disks;
import org.fugu.service.disk.EndedDisk;
import org.fugu.service.machine.MachineUse;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.partition.Partitions;
import org.fugu.service.partition.RunPlaces;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.NodeUse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// The life of a run, one transaction a step.
///
/// Every step that a worker takes names its claim, and changes nothing when a newer attempt was
/// granted meanwhile. Rows are locked in one order: the user, the machine, the run, the partition.
@Component
class Runs implements MachineUse, AttemptGuard.Steps {
    private static final int NAMED_AT_MOST = 5;

    private static final String LOST_TOO_OFTEN =
            "its worker was lost again and again before it came any further; submit it again";

    /// A run as a worker finds it, its row locked.
    private record Locked(
            String id,
            RunState state,
            @Nullable String partition,
            boolean cancelRequested,
            String userId,
            @Nullable String coRun) {}

    /// Locks a run if it is the first of its line; none when somebody else is at it.
    ///
    /// In two steps, each of which has one index that will do. A plan is made while few wait or nobody does, and
    /// is kept when thousands do: asked in one step the planner reads all that wait, since that is nothing.
    static final String FIRST_IN_LINE = """
            with head as materialized (select * from runs where id = :id for update skip locked)
            select * from head where state = 'queued' and number = (
                select q.number from runs q where q.state = 'queued' and q.co_run_id is null
                    and q.user_id = head.user_id and q.line = head.line
                order by q.number limit 1)
            """;

    private final JdbcClient database;
    private final RunEvents events;
    private final RunResults results;
    private final RunTraces traces;
    private final RunSetMembers sets;
    private final Disks disks;
    private final Partitions partitions;
    private final RunPlaces places;
    private final Machines machines;
    private final NodeUse use;
    private final RunSettings settings;
    private final UserUsage usage;
    private final Attempts attempts;
    private final StoredCheckpoints checkpoints;
    private final ProjectRunEnds ends;
    private final ApplicationEventPublisher publisher;

    Runs(
            JdbcClient database,
            RunEvents events,
            RunResults results,
            RunTraces traces,
            RunSetMembers sets,
            Disks disks,
            Partitions partitions,
            RunPlaces places,
            Machines machines,
            NodeUse use,
            UserUsage usage,
            RunSettings settings,
            ProjectRunEnds ends,
            ApplicationEventPublisher publisher,
            TransactionTemplate transactions) {
        this.database = database;
        this.events = events;
        this.results = results;
        this.traces = traces;
        this.sets = sets;
        this.disks = disks;
        this.partitions = partitions;
        this.places = places;
        this.machines = machines;
        this.use = use;
        this.settings = settings;
        this.usage = usage;
        this.attempts = Attempts.ofRuns(database, settings);
        this.checkpoints = new StoredCheckpoints(database, transactions, attempts, "run", (_, _) -> {});
        this.ends = ends;
        this.publisher = publisher;
    }

    /// Grants the next attempt of a run whose worker was not heard of for too long, if there is one.
    ///
    /// @param briefOnly whether only a brief one will do
    @Transactional
    public Optional<Claim> claimLost(boolean briefOnly) {
        var found = first("""
                state in ('allocated', 'running') and co_run_id is null and (brief or not :briefOnly)
                    and heard_at < now() - make_interval(secs => :seconds)
                order by heard_at limit 1
                """, Map.of("seconds", settings.lostAfter().toMillis() / 1000.0, "briefOnly", briefOnly));
        if (found.isEmpty()) return Optional.empty();
        var run = found.get();
        if (!attempts.survivesLoss(run.id())) {
            end(run.id(), RunState.INFRASTRUCTURE_ERROR, LOST_TOO_OFTEN);
            return Optional.empty();
        }
        var partition = String.valueOf(run.partition());
        places.extend(partition, settings.hostWall());
        return grant(run, partition);
    }

    /// Grants an attempt of a run that is the first in line before a leased partition, if nothing runs on that.
    @Transactional
    public Optional<Claim> claimOn(String partition, FairShare.Waiting run) {
        var head = head(run);
        if (head.isEmpty() || isBusy(partition)) return Optional.empty();
        return grant(head.get(), partition);
    }

    /// Locks a run if it is the first in its line still.
    private Optional<Locked> head(FairShare.Waiting run) {
        return database.sql(FIRST_IN_LINE)
                .param("id", run.run())
                .query(Runs::locked)
                .optional();
    }

    private boolean isBusy(String partition) {
        return database.sql("""
                        select exists (select 1 from runs
                            where partition_id = :partition and state in ('allocated', 'running'))
                        """)
                .param("partition", partition)
                .query(Boolean.class)
                .single();
    }

    /// Grants an attempt of a run that is the first in line for a place, if there is one.
    ///
    /// @param isFirst whether no other comes before it on that machine: then nodes are kept for it if it finds none
    @Transactional
    public Optional<Claim> claimAnywhere(FairShare.Waiting waiting, boolean isFirst) {
        var payer = use.lockNodesFor(waiting.run());
        var machine = machines.lockForPlacement(waiting.machine());
        var head = head(waiting);
        // Another worker may have given its user nodes since the line was looked at.
        if (head.isEmpty() || payer.isEmpty() || !use.mayHaveNodes(waiting.run(), payer.get())) return Optional.empty();
        var run = head.get();
        var length = settings.hostWall();
        var lease = places.lease(run.id(), run.userId(), machine, waiting.shape(), length);
        if (lease.isEmpty()) {
            if (isFirst) places.keep(run.id(), machine, waiting.shape(), length);
            sayNoRoom(waiting);
            return Optional.empty();
        }
        return grant(run, lease.get());
    }

    /// Lets runs that wait before a lease which is over wait for any place of its shape instead.
    @Transactional
    public void leave(String partition) {
        var left = database.sql("""
                        update runs set partition_id = null, waiting_for = null
                        where id in (select id from runs where partition_id = :partition and state = 'queued'
                                         and co_run_id is null for update skip locked)
                        """).param("partition", partition).update();
        if (left > 0) partitions.letGo(partition, left);
    }

    /// Says of a run that waits that there is no place for it.
    void sayNoRoom(FairShare.Waiting waiting) {
        say(waiting, "room for " + waiting.shape() + " on machine " + waiting.machine());
    }

    /// Holds a run back for what its user may have. Nodes that are kept for it are others' from then on.
    @Transactional
    public void holdBack(FairShare.Waiting waiting, String why) {
        if (waiting.kept()) places.forget(waiting.run());
        say(waiting, why);
    }

    private void say(FairShare.Waiting waiting, String what) {
        if (what.equals(waiting.told())) return;
        database.sql("update runs set waiting_for = :what where id = :id and state = 'queued'")
                .param("what", what)
                .param("id", waiting.run())
                .update();
    }

    /// The run has a worker and a partition, and its attempt begins.
    private Optional<Claim> grant(Locked run, String partition) {
        if (run.cancelRequested()) {
            end(run.id(), RunState.CANCELED, "canceled");
            return Optional.empty();
        }
        record Granted(int attempt, long lastEvent) {}
        var begun = List.<RunEvent>of(
                new RunEvent.StateChanged(RunState.ALLOCATED, null), new RunEvent.StateChanged(RunState.RUNNING, null));
        var granted = database.sql("""
                        update runs set state = 'running', attempts = attempts + 1, partition_id = :partition,
                            waiting_for = null, progress_cycle = 0, resumed_from_cycle = null, heard_at = now(),
                            started_at = coalesce(started_at, now()), last_event = last_event + :events
                        where id = :id returning attempts, last_event
                        """)
                .param("id", run.id())
                .param("partition", partition)
                .param("events", begun.size())
                .query((row, _) -> new Granted(row.getInt(1), row.getLong(2)))
                .single();
        events.add(run.id(), granted.lastEvent(), begun);
        return Optional.of(new Claim(run.id(), granted.attempt()));
    }

    /// Keeps what happened since the last time, and asks what to do.
    @Transactional
    public RunRecorder.Order keep(Claim claim, long cycle, List<RunEvent> happened) {
        record Kept(long last, boolean cancel) {}
        var kept = database.sql("""
                        update runs set progress_cycle = :cycle, last_event = last_event + :count, heard_at = now()
                        where id = :id and attempts = :attempt and state = 'running'
                        returning last_event, cancel_requested
                        """)
                .param("cycle", cycle)
                .param("count", happened.size())
                .param("id", claim.id())
                .param("attempt", claim.attempt())
                .query((row, _) -> new Kept(row.getLong(1), row.getBoolean(2)))
                .optional()
                .orElseThrow(() -> new Lost(claim));
        if (!happened.isEmpty()) events.add(claim.id(), kept.last(), happened);
        return kept.cancel() ? RunRecorder.Order.CANCEL : RunRecorder.Order.GO_ON;
    }

    /// What is stored of the checkpoints of runs.
    AttemptCheckpoints.Steps checkpoints() {
        return checkpoints;
    }

    /// Records the one result.
    ///
    /// @param trace if one was wanted
    /// @param disk if that was to be kept
    /// @param member what its set keeps of it, if it is of one
    @Transactional
    public void finish(
            Claim claim,
            RunReport report,
            byte @Nullable [] trace,
            @Nullable EndedDisk disk,
            @Nullable MemberResult member,
            HostTimes times) {
        attempts.requireNewest(claim);
        results.insert(claim, report, times);
        traces.insert(claim.id(), trace);
        disks.keep(claim.id(), disk);
        if (member != null) sets.record(claim.id(), member);
        close(claim.id(), RunEnding.with(report.outcome(), report.cycles(), report.metrics(), report.metricUnits()));
    }

    /// The attempt was stopped because its owner wanted so.
    @Transactional
    public void stopCanceled(Claim claim) {
        attempts.requireNewest(claim);
        end(claim.id(), RunState.CANCELED, "canceled");
    }

    @Override
    @Transactional
    public void fail(Claim claim, String why) {
        attempts.requireNewest(claim);
        if (attempts.survivesFailure(claim.id())) requeue(claim.id());
        else end(claim.id(), RunState.INFRASTRUCTURE_ERROR, why);
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
        if (attempts.survivesLoss(claim.id())) requeue(claim.id());
        else end(claim.id(), RunState.INFRASTRUCTURE_ERROR, why);
        usage.addLost(userOf(claim.id()), held);
    }

    private String userOf(String id) {
        return database.sql("select user_id from runs where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    /// Whether a run is of a project that the user owns.
    private boolean isOfProjectOf(String userId, String id) {
        return database.sql("""
                        select exists (select 1 from runs r join projects p on p.id = r.project_id
                            where r.id = :id and p.user_id = :user)
                        """)
                .param("id", id)
                .param("user", userId)
                .query(Boolean.class)
                .single();
    }

    /// Cancels at once what has not begun, and asks the worker for the rest.
    ///
    /// @return false when there is no such run of that user, nor of a project of theirs
    @Transactional
    public boolean cancel(String userId, String id) {
        var run = lock(id).filter(found -> found.userId().equals(userId) || isOfProjectOf(userId, id));
        if (run.isEmpty()) return false;
        if (run.get().state().hasEnded()) {
            throw Refusal.of(
                    409,
                    "run-ended",
                    "the run has ended: it is " + run.get().state().wireName());
        }
        if (run.get().coRun() != null) {
            throw Refusal.of(
                    409,
                    "part-of-a-co-run",
                    "the run is your job of co-run " + run.get().coRun() + "; leave that one instead");
        }
        cancel(run.get());
        return true;
    }

    /// The same of a run that may have ended, or be there no more.
    @Transactional
    public void cancelUnlessEnded(String userId, String id) {
        lock(id).filter(found -> found.userId().equals(userId) && !found.state().hasEnded())
                .ifPresent(this::cancel);
    }

    private void cancel(Locked run) {
        database.sql("update runs set cancel_requested = true where id = :id")
                .param("id", run.id())
                .update();
        if (run.state() == RunState.QUEUED) end(run.id(), RunState.CANCELED, "canceled");
    }

    /// Those that wait for room; the others have a partition.
    @Override
    public List<String> beyond(NamedMachine machine, @Nullable MeshShape left) {
        return database.sql("""
                        select r.id, u.name from runs r join users u on u.id = r.user_id
                        where r.state = 'queued' and r.partition_id is null and r.machine = :machine
                            and (r.mesh_columns > :columns or r.mesh_rows > :rows)
                        order by r.number limit :limit
                        """)
                .param("machine", machine.name())
                .param("columns", left == null ? 0 : left.columns())
                .param("rows", left == null ? 0 : left.rows())
                .param("limit", NAMED_AT_MOST)
                .query((row, _) -> "run " + row.getString(1) + " of " + row.getString(2))
                .list();
    }

    private Optional<Locked> lock(String id) {
        return database.sql("select * from runs where id = :id for update")
                .param("id", id)
                .query(Runs::locked)
                .optional();
    }

    /// Locks the run that a condition names; none when somebody else is at it.
    private Optional<Locked> first(String condition, Map<String, ?> parameters) {
        return database.sql("select * from runs where " + condition + " for update skip locked")
                .params(parameters)
                .query(Runs::locked)
                .optional();
    }

    private static Locked locked(ResultSet row, int index) throws SQLException {
        return new Locked(
                row.getString("id"),
                RunState.ofWire(row.getString("state")),
                row.getString("partition_id"),
                row.getBoolean("cancel_requested"),
                row.getString("user_id"),
                row.getString("co_run_id"));
    }

    private void requeue(String id) {
        database.sql("update runs set state = 'queued', waiting_for = null where id = :id")
                .param("id", id)
                .update();
        append(id, new RunEvent.StateChanged(RunState.QUEUED, null));
    }

    private void end(String id, RunState state, String message) {
        close(id, RunEnding.without(state, message));
    }

    /// Ends a run, whose row is locked. In one statement, since each version of the row goes into every index.
    void close(String id, RunEnding ending) {
        record Closed(
                long lastEvent,
                @Nullable String partition,
                @Nullable String project,
                String user,
                double nodeCycles,
                RunEnded ended) {}
        var events = ending.events();
        var closed = database.sql("""
                        with gone as (delete from run_checkpoints where id = :id)
                        update runs set state = :state, message = :message, finished_at = now(), waiting_for = null,
                            outcome = :outcome, last_event = last_event + :events,
                            progress_cycle = coalesce(cast(:cycle as bigint), progress_cycle),
                            exit_code = (select s.exit_code from run_results s where s.run_id = :id),
                            console_bytes = (select coalesce(sum(octet_length(bytes)), 0) from run_events
                                             where run_id = :id and kind = 'console')
                        where id = :id returning runs.*,
                            (select name from users u where u.id = runs.user_id) as user_name,
                            progress_cycle::double precision * mesh_columns * mesh_rows as node_cycles_now
                        """)
                .param("state", ending.state().wireName())
                .param("message", ending.message())
                .param("outcome", ending.outcome())
                .param("events", events.size())
                .param("cycle", ending.cycle())
                .param("id", id)
                .query((row, _) -> new Closed(
                        row.getLong("last_event"),
                        row.getString("partition_id"),
                        row.getString("project_id"),
                        row.getString("user_id"),
                        row.getDouble("node_cycles_now"),
                        ended(row)))
                .single();
        this.events.add(id, closed.lastEvent(), events);
        if (closed.partition() != null) partitions.letGo(closed.partition());
        if (closed.project() != null) ends.tell(closed.project(), id);
        if (ending.state() != RunState.FINISHED) places.forget(id);
        // What the service failed at is not held against anybody.
        if (ending.state() != RunState.INFRASTRUCTURE_ERROR) {
            use.charge(id);
            // The last that is locked.
            if (closed.ended().attempts() > 0) usage.add(closed.user(), closed.nodeCycles());
        }
        publisher.publishEvent(closed.ended());
    }

    private static RunEnded ended(ResultSet row) throws SQLException {
        return new RunEnded(
                row.getString("id"),
                row.getString("user_name"),
                row.getString("project_id"),
                row.getString("co_run_id"),
                row.getString("state"),
                row.getString("outcome"),
                row.getObject("exit_code", Integer.class),
                row.getString("message"),
                row.getLong("progress_cycle"),
                row.getInt("attempts"),
                row.getString("from_id"),
                WorkTimes.of(row));
    }

    /// Adds to the events of a run.
    void append(String id, RunEvent... happened) {
        if (happened.length == 0) return;
        var last = database.sql("update runs set last_event = last_event + :count where id = :id returning last_event")
                .param("count", happened.length)
                .param("id", id)
                .query(Long.class)
                .single();
        events.add(id, last, List.of(happened));
    }
}
