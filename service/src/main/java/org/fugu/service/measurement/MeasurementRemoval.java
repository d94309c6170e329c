package org.fugu.service.measurement;

import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.BundleUse;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Ends measurements before their time, deletes them, and keeps the bundles that they are of: a
/// comparison may have to run those again.
@Component
class MeasurementRemoval implements BundleUse {
    private static final int NAMED_AT_MOST = 5;

    private final JdbcClient database;
    private final ProjectAccess access;
    private final MeasurementAttempts attempts;
    private final AuditLog audit;

    MeasurementRemoval(JdbcClient database, ProjectAccess access, MeasurementAttempts attempts, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.attempts = attempts;
        this.audit = audit;
    }

    /// Cancels at once what has not begun, and asks the worker for the rest.
    ///
    /// @throws Refusal `measurement-ended`
    @Transactional
    public void cancel(Account account, String project, String id) {
        access.require(account, project, ProjectRole.MEMBER);
        var state = lock(project, id);
        if (state.hasEnded()) {
            throw Refusal.of(409, "measurement-ended", "the measurement has ended: it is " + state.wireName());
        }
        database.sql("update measurements set cancel_requested = true where id = :id")
                .param("id", id)
                .update();
        if (state == MeasurementState.QUEUED) attempts.cancel(id);
        audit.record(Act.MEASUREMENT_CANCELED, account.id(), id, project);
    }

    /// With the comparisons that it is part of.
    ///
    /// @throws Refusal `measurement-under-way`
    @Transactional
    public void delete(Account account, String project, String id) {
        access.lock(account, project, ProjectRole.OWNER);
        if (!lock(project, id).hasEnded()) {
            throw Refusal.of(409, "measurement-under-way", "the measurement has not ended; cancel it first");
        }
        database.sql("delete from measurements where id = :id").param("id", id).update();
        audit.record(Act.MEASUREMENT_DELETED, account.id(), id, project);
    }

    private MeasurementState lock(String project, String id) {
        return database.sql("select state from measurements where id = :id and project_id = :project for update")
                .param("id", id)
                .param("project", project)
                .query((row, _) -> MeasurementState.ofWire(row.getString(1)))
                .optional()
                .orElseThrow(() -> Refusal.notFound("measurement"));
    }

    @Override
    public List<String> needing(String userId, String digest) {
        return database.sql("""
                        select m.id, p.name from measurements m join projects p on p.id = m.project_id
                        where m.user_id = :user and m.bundle_digest = :digest order by m.number desc limit :limit
                        """)
                .param("user", userId)
                .param("digest", digest)
                .param("limit", NAMED_AT_MOST)
                .query((row, _) -> "measurement " + row.getString(1) + " of project " + row.getString(2))
                .list();
    }

    /// Nothing: a project's history is its members', and its owner deletes from it.
    @Override
    public void removeNeeding(String userId, String digest) {}
}
