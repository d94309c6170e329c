package org.fugu.service.alert;

import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.document.IfMatch;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What people do with alerts. Each of it needs the alert's ETag, and can be undone.
@Component
class AlertAnswers {
    private final JdbcClient database;
    private final ProjectAccess access;
    private final AlertRows rows;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    AlertAnswers(
            JdbcClient database,
            ProjectAccess access,
            AlertRows rows,
            AuditLog audit,
            ApplicationEventPublisher events) {
        this.database = database;
        this.access = access;
        this.rows = rows;
        this.audit = audit;
        this.events = events;
    }

    /// @throws Refusal `alert-not-active`
    @Transactional
    public AlertRows.Row acknowledge(
            Account account, String project, String id, @Nullable String match, String reason) {
        var state = locked(account, project, id, match);
        if (!state.equals(AlertState.ACTIVE.wireName())) {
            throw Refusal.of(409, "alert-not-active", "the alert is " + state + " already");
        }
        database.sql("""
                        update alerts set state = 'acknowledged', revision = revision + 1, acknowledged_at = now(),
                            acknowledged_by = :name, reason = :reason
                        where id = :id
                        """)
                .param("id", id)
                .param("name", account.name())
                .param("reason", reason)
                .update();
        audit.record(Act.ALERT_ACKNOWLEDGED, account.id(), id, reason);
        return rows.find(project, id).orElseThrow();
    }

    /// @param reason null to keep the one that there is
    /// @throws Refusal `alert-resolved`
    @Transactional
    public AlertRows.Row resolve(
            Account account, String project, String id, @Nullable String match, @Nullable String reason) {
        var state = locked(account, project, id, match);
        if (state.equals(AlertState.RESOLVED.wireName())) {
            throw Refusal.of(409, "alert-resolved", "the alert is resolved already");
        }
        database.sql("""
                        update alerts set state = 'resolved', revision = revision + 1, resolved_at = now(),
                            resolved_by = :name, reason = coalesce(:reason, reason)
                        where id = :id
                        """)
                .param("id", id)
                .param("name", account.name())
                .param("reason", reason)
                .update();
        audit.record(Act.ALERT_RESOLVED, account.id(), id, reason);
        var resolved = rows.find(project, id).orElseThrow();
        events.publishEvent(new AlertResolved(project, resolved.alert()));
        return resolved;
    }

    /// As if nobody had answered to it.
    ///
    /// @throws Refusal `alert-active`
    @Transactional
    public AlertRows.Row reopen(Account account, String project, String id, @Nullable String match) {
        var state = locked(account, project, id, match);
        if (state.equals(AlertState.ACTIVE.wireName())) {
            throw Refusal.of(409, "alert-active", "the alert is active already");
        }
        database.sql("""
                        update alerts set state = 'active', revision = revision + 1, acknowledged_at = null,
                            acknowledged_by = null, reason = null, resolved_at = null, resolved_by = null
                        where id = :id
                        """).param("id", id).update();
        audit.record(Act.ALERT_REOPENED, account.id(), id, null);
        return rows.find(project, id).orElseThrow();
    }

    /// @return its state
    private String locked(Account account, String project, String id, @Nullable String match) {
        access.require(account, project, ProjectRole.MEMBER);
        var row = rows.lock(project, id).orElseThrow(() -> Refusal.notFound("alert"));
        IfMatch.require(match, row.etag(), "alert", "/api/v1/projects/" + project + "/alerts/" + id);
        return row.alert().state();
    }
}
