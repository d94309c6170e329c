package org.fugu.service.run;

import java.util.Map;
import java.util.Optional;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/// The life of work that needs no partition, one transaction a step, as [Runs] is of a run. It is a row
/// of a table, and the table is the queue: what waits stands in one line by its number.
///
/// The table has the columns `id`, `number`, `state`, `attempts`, `failures`, `failure`,
/// `progress_cycle`, `furthest_cycle`, `cancel_requested`, `heard_at`, `started_at` and `finished_at`.
public abstract class WorkRows implements AttemptGuard.Steps {
    private static final String LOST_TOO_OFTEN =
            "its worker was lost again and again before it came any further; ask for it again";

    private final JdbcClient database;
    private final RunSettings settings;
    private final Attempts attempts;
    private final Signal signal;
    private final String table;
    private final String ready;

    /// @param ready the condition under which a row that waits can start
    protected WorkRows(JdbcClient database, RunSettings settings, Signal signal, String table, String ready) {
        this.database = database;
        this.settings = settings;
        this.attempts = Attempts.of(database, settings, table);
        this.signal = signal;
        this.table = table;
        this.ready = ready;
    }

    /// It has ended; called in the transaction that ends it.
    protected abstract void ended(String id);

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
        return first("state = 'queued' and " + ready + " order by number limit 1", Map.of())
                .flatMap(this::grant);
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
        var attempt = database.sql("update " + table + """
                         set state = 'running', attempts = attempts + 1, progress_cycle = 0, heard_at = now(),
                            started_at = coalesce(started_at, now())
                        where id = :id returning attempts
                        """)
                .param("id", id)
                .query(Integer.class)
                .single();
        signal.changed(id);
        return Optional.of(new Claim(id, attempt));
    }

    /// Keeps how far it is.
    ///
    /// @param progress cycles of all that the attempt has done
    /// @return whether somebody wants it to stop
    /// @throws Lost when a newer attempt was granted, or it is over
    @Transactional
    public boolean keep(Claim claim, long progress) {
        return database.sql("update " + table + """
                         set progress_cycle = :progress, heard_at = now()
                        where id = :id and attempts = :attempt and state = 'running' returning cancel_requested
                        """)
                .param("progress", progress)
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
    public void lose(Claim claim, String why) {
        attempts.requireNewest(claim);
        if (attempts.survivesLoss(claim.id())) requeue(claim.id());
        else end(claim.id(), "infrastructure_error", why);
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
        ended(id);
        signal.changed(id);
        signal.work();
    }
}
