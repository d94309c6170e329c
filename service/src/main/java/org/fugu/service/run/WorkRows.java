package org.fugu.service.run;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/// The life of work that needs no partition, one transaction a step, as [Runs] is of a run. It is a row
/// of a table, and the table is the queue: what waits stands in a line of each user by its number. Of these
/// the user who has used the least comes first, as [FairShare] counts it.
///
/// The table has the columns `id`, `number`, `state`, `attempts`, `failures`, `failure`,
/// `progress_cycle`, `furthest_cycle`, `node_cycles`, `cancel_requested`, `heard_at`, `created_at`, `started_at`,
/// `finished_at` and `user_id`, who asked for it.
public abstract class WorkRows implements AttemptGuard.Steps {
    private static final String LOST_TOO_OFTEN =
            "its worker was lost again and again before it came any further; ask for it again";

    private final JdbcClient database;
    private final RunSettings settings;
    private final Attempts attempts;
    private final Signal signal;
    private final ApplicationEventPublisher publisher;
    private final WorkTable work;
    private final String table;
    private final String ready;
    private final String project;
    private final WorkUse use;
    private final @Nullable StoredCheckpoints checkpoints;

    /// @param kept what is kept of it on its way
    protected WorkRows(
            JdbcClient database,
            RunSettings settings,
            WorkUse use,
            Signal signal,
            ApplicationEventPublisher publisher,
            WorkTable work,
            KeptWork kept,
            TransactionOperations transactions) {
        this.use = use;
        this.publisher = publisher;
        this.work = work;
        this.table = work.name();
        this.ready = work.ready();
        this.project = work.project();
        this.database = database;
        this.settings = settings;
        this.attempts = Attempts.of(database, settings, table, kept.further());
        this.checkpoints = kept.checkpoints() == null
                ? null
                : new StoredCheckpoints(database, transactions, attempts, kept.checkpoints(), (_, _) -> {});
        this.signal = signal;
    }

    /// It has ended; called in the transaction that ends it.
    protected abstract void ended(String id);

    /// What is stored of the checkpoints of this kind.
    public AttemptCheckpoints.Steps checkpoints() {
        return Objects.requireNonNull(checkpoints);
    }

    /// Grants the next attempt of what lost its worker, or else of the first in line that can start.
    @Transactional
    public Optional<Claim> claim() {
        var lost = first("""
                state = 'running' and heard_at < now() - make_interval(secs => :seconds)
                order by heard_at limit 1
                """, Map.of("seconds", settings.lostAfter().toMillis() / 1000.0));
        if (lost.isPresent()) {
            if (attempts.survivesLoss(lost.get())) return grant(lost.get());
            end(lost.get(), "infrastructure_error", LOST_TOO_OFTEN);
            return Optional.empty();
        }
        for (var head : inOrder()) {
            if (head.user() != null && !use.mayUseMoreToday(head.user(), head.project())) continue;
            var claim = first("state = 'queued' and id = :id and " + ready, Map.of("id", head.id()))
                    .flatMap(this::grant);
            if (claim.isPresent()) return claim;
        }
        return Optional.empty();
    }

    /// What whose work comes first has used; none if nothing can start.
    public OptionalDouble share() {
        for (var head : inOrder()) {
            if (head.user() == null || use.mayUseMoreToday(head.user(), head.project())) {
                return OptionalDouble.of(head.share());
            }
        }
        return OptionalDouble.empty();
    }

    /// The first of a user's that can start.
    ///
    /// @param user null for what nobody asked for
    /// @param share what that user has used
    private record Head(
            String id,
            long number,
            @Nullable String user,
            @Nullable String project,
            double share) {
        Head with(Map<String, Double> shares) {
            return new Head(id, number, user, project, user == null ? share : shares.getOrDefault(user, 0.0));
        }
    }

    /// The one of whose user has used the least comes first, and what nobody asked for last.
    private List<Head> inOrder() {
        var heads = database.sql("select distinct on (w.user_id) w.id, w.number, w.user_id, " + project
                        + " as project_id from " + table + " w where w.state = 'queued' and " + ready
                        + " order by w.user_id, w.number")
                .query((row, _) -> new Head(
                        row.getString("id"),
                        row.getLong("number"),
                        row.getString("user_id"),
                        row.getString("project_id"),
                        Double.POSITIVE_INFINITY))
                .list();
        if (heads.isEmpty()) return heads;
        var shares = use.shares(
                heads.stream().map(Head::user).filter(Objects::nonNull).toList());
        return heads.stream()
                .map(head -> head.with(shares))
                .sorted(Comparator.comparingDouble(Head::share).thenComparingLong(Head::number))
                .toList();
    }

    private Optional<String> first(String condition, Map<String, ?> parameters) {
        return database.sql("select id from " + table + " w where " + condition + " for update of w skip locked")
                .params(parameters)
                .query(String.class)
                .optional();
    }

    private Optional<Claim> grant(String id) {
        var canceled = database.sql("select cancel_requested from " + table + " where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
        if (canceled) {
            end(id, "canceled", null);
            return Optional.empty();
        }
        var attempt = database.sql(
                        "update " + table + """
                         set state = 'running', attempts = attempts + 1, progress_cycle = 0, node_cycles = 0,
                            heard_at = now(), started_at = coalesce(started_at, now())%s
                        where id = :id returning attempts
                        """.formatted(checkpoints == null ? "" : ", resumed_from_cycle = null"))
                .param("id", id)
                .query(Integer.class)
                .single();
        signal.changed(id);
        return Optional.of(new Claim(id, attempt));
    }

    /// Keeps how far it is.
    ///
    /// @param progress cycles of all that the attempt has done
    /// @param nodeCycles the same, times the nodes of the mesh
    /// @return whether somebody wants it to stop
    /// @throws Lost when a newer attempt was granted, or it is over
    @Transactional
    public boolean keep(Claim claim, long progress, double nodeCycles) {
        return database.sql("update " + table + """
                         set progress_cycle = :progress, node_cycles = :nodeCycles, heard_at = now()
                        where id = :id and attempts = :attempt and state = 'running' returning cancel_requested
                        """)
                .param("progress", progress)
                .param("nodeCycles", nodeCycles)
                .param("id", claim.id())
                .param("attempt", claim.attempt())
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new Lost(claim));
    }

    /// The attempt was stopped because somebody wanted so.
    @Transactional
    public void stopCanceled(Claim claim) {
        attempts.requireNewest(claim);
        end(claim.id(), "canceled", null);
    }

    @Override
    @Transactional
    public void fail(Claim claim, String why) {
        attempts.requireNewest(claim);
        if (attempts.survivesFailure(claim.id())) requeue(claim.id());
        else end(claim.id(), "infrastructure_error", why);
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
        else end(claim.id(), "infrastructure_error", why);
        database.sql("select user_id from " + table + " where id = :id and user_id is not null")
                .param("id", claim.id())
                .query(String.class)
                .optional()
                .ifPresent(user -> use.chargeLost(user, held));
    }

    private void requeue(String id) {
        database.sql("update " + table + " set state = 'queued' where id = :id")
                .param("id", id)
                .update();
        signal.changed(id);
        signal.work();
    }

    /// Locks the row of an attempt that has come to a result.
    ///
    /// @throws Lost when a newer attempt was granted, or it is over
    protected void requireNewest(Claim claim) {
        attempts.requireNewest(claim);
    }

    /// Says what an attempt has used, whose row is locked.
    protected void used(Claim claim, double nodeCycles) {
        database.sql("update " + table + " set node_cycles = :nodeCycles where id = :id")
                .param("nodeCycles", nodeCycles)
                .param("id", claim.id())
                .update();
    }

    /// What was answered without any work costs nothing.
    private void charge(String id) {
        record Used(String user, @Nullable String project, double nodeCycles) {}
        database.sql("select w.user_id, " + project + " as project_id, w.node_cycles from " + table
                        + " w where w.id = :id and w.user_id is not null and w.node_cycles > 0")
                .param("id", id)
                .query((row, _) -> new Used(row.getString(1), row.getString(2), row.getDouble(3)))
                .optional()
                .ifPresent(done -> use.charge(done.user(), done.project(), done.nodeCycles()));
    }

    /// Ends what is locked.
    ///
    /// @param failure why without a result; null otherwise
    protected void end(String id, String state, @Nullable String failure) {
        database.sql("update " + table + """
                         set state = :state, failure = :failure, finished_at = now() where id = :id
                        """)
                .param("state", state)
                .param("failure", failure)
                .param("id", id)
                .update();
        if (checkpoints != null) checkpoints.delete(id);
        ended(id);
        publisher.publishEvent(ending(id));
        // What the service failed at is not held against anybody.
        if (!state.equals("infrastructure_error")) charge(id);
        signal.changed(id);
        signal.work();
    }

    private WorkEnded ending(String id) {
        return database.sql("select w.state, w.failure, w.attempts, w.created_at, w.started_at, w.finished_at, "
                        + "(select name from users u where u.id = w.user_id) as user_name, " + project
                        + " as project_id, " + work.outcome() + " as outcome from " + table + " w where w.id = :id")
                .param("id", id)
                .query((row, _) -> new WorkEnded(
                        work.kind(),
                        id,
                        row.getString("user_name"),
                        row.getString("project_id"),
                        row.getString("state"),
                        row.getString("outcome"),
                        row.getString("failure"),
                        row.getInt("attempts"),
                        WorkTimes.of(row)))
                .single();
    }
}
