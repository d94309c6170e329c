package org.fugu.service.comparison;

import java.time.Duration;
import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.measurement.MeasurementState;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.fugu.service.signal.Signal;
import org.fugu.service.storage.Storage;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Accepts comparisons: what was accepted is in the table and so in the queue.
@Component
class Comparisons {
    private final JdbcClient database;
    private final ProjectAccess access;
    private final Storage storage;
    private final ComparisonSettings settings;
    private final Signal signal;
    private final AuditLog audit;

    Comparisons(
            JdbcClient database,
            ProjectAccess access,
            Storage storage,
            ComparisonSettings settings,
            Signal signal,
            AuditLog audit) {
        this.database = database;
        this.access = access;
        this.storage = storage;
        this.settings = settings;
        this.signal = signal;
        this.audit = audit;
    }

    /// @return its identifier
    /// @throws Refusal `measurement-without-results`, `queue-full`, `too-many-comparisons`
    @Transactional
    public String submit(Account account, String project, NewComparison wanted) {
        access.lock(account, project, ProjectRole.MEMBER);
        storage.requireFreeDisk();
        requireMeasurement(project, "/base", wanted.base());
        requireMeasurement(project, "/head", wanted.head());
        requireRoom(project);
        var id = Identifiers.fresh("cmp_");
        var acknowledged = wanted.acknowledge() == null ? List.<String>of() : wanted.acknowledge();
        database.sql("""
                        insert into comparisons (id, project_id, user_id, base_id, head_id, thresholds, acknowledged,
                            explain, state)
                        values (:id, :project, :user, :base, :head, :thresholds, :acknowledged, :explain, 'queued')
                        """)
                .param("id", id)
                .param("project", project)
                .param("user", account.id())
                .param("base", wanted.base())
                .param("head", wanted.head())
                .param(
                        "thresholds",
                        (wanted.thresholds() == null ? ThresholdSide.BASE : wanted.thresholds()).wireName())
                .param("acknowledged", acknowledged.toArray(String[]::new))
                .param("explain", wanted.explain() == null || wanted.explain())
                .update();
        audit.record(Act.COMPARISON_SUBMITTED, account.id(), id, project);
        signal.work();
        return id;
    }

    /// Its row is locked, so that its end is not missed.
    private void requireMeasurement(String project, String pointer, String id) {
        var state = database.sql("select state from measurements where id = :id and project_id = :project for share")
                .param("id", id)
                .param("project", project)
                .query((row, _) -> MeasurementState.ofWire(row.getString(1)))
                .optional()
                .orElseThrow(() -> Refusal.notFound("measurement"));
        if (!state.hasEnded() || state == MeasurementState.FINISHED) return;
        throw Refusal.ofField(
                409,
                "measurement-without-results",
                pointer,
                "measurement " + id + " is " + state.wireName() + "; ask for it again first");
    }

    private void requireRoom(String project) {
        record Count(int kept, int queued) {}
        var count = database.sql("""
                        select count(*), count(*) filter (where state = 'queued') from comparisons
                        where project_id = :project
                        """)
                .param("project", project)
                .query((row, _) -> new Count(row.getInt(1), row.getInt(2)))
                .single();
        if (count.queued() >= settings.maxQueued()) {
            throw Refusal.retryLater(
                    429,
                    "queue-full",
                    count.queued() + " comparisons of the project wait already; let some finish",
                    Duration.ofSeconds(30));
        }
        if (count.kept() < settings.kept()) return;
        throw Refusal.of(
                409,
                "too-many-comparisons",
                "the project keeps " + count.kept() + " comparisons, and may keep " + settings.kept()
                        + "; its owner can delete old ones");
    }

    /// @throws Refusal `comparison-under-way`
    @Transactional
    public void delete(Account account, String project, String id) {
        access.lock(account, project, ProjectRole.OWNER);
        var state = database.sql("select state from comparisons where id = :id and project_id = :project for update")
                .param("id", id)
                .param("project", project)
                .query((row, _) -> ComparisonState.ofWire(row.getString(1)))
                .optional()
                .orElseThrow(() -> Refusal.notFound("comparison"));
        if (!state.hasEnded()) {
            throw Refusal.of(409, "comparison-under-way", "the comparison has not ended; let it end first");
        }
        database.sql("delete from comparisons where id = :id").param("id", id).update();
        audit.record(Act.COMPARISON_DELETED, account.id(), id, project);
    }
}
