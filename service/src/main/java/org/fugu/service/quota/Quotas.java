package org.fugu.service.quota;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.document.IfMatch;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What each user may have: what an administrator gave them, or else what the installation gives everybody.
@Component
public class Quotas {
    /// The columns of a table `q` that [#read] reads.
    public static final String COLUMNS =
            "q.nodes, q.node_cycles_a_day, q.queued_runs, q.bundle_bytes, q.kept_runs, q.console_bytes";

    private final JdbcClient database;
    private final AuditLog audit;
    private final Quota usual;

    Quotas(JdbcClient database, AuditLog audit, QuotaSettings used, KeptSettings kept, QueuedSettings queued) {
        this.database = database;
        this.audit = audit;
        this.usual = new Quota(
                used.nodes(),
                used.nodeCyclesADay(),
                queued.maxQueued(),
                kept.bundleBytes().toBytes(),
                kept.keptRuns(),
                kept.consoleBytes().toBytes());
    }

    /// What the installation gives everybody.
    public Quota usual() {
        return usual;
    }

    /// What that user may have.
    public Quota of(String userId) {
        return given(userId).quota().or(usual);
    }

    /// The quota of a row with the columns of [#COLUMNS], which are null for what the user was not given.
    public Quota read(ResultSet row) throws SQLException {
        return given(row).or(usual);
    }

    /// What one user was given, and the version that a change has to name.
    public record Seen(GivenQuota quota, String etag) {}

    /// @throws Refusal 404
    public Seen see(String userId) {
        var user = database.sql("select name from users where id = :user and deleted_at is null")
                .param("user", userId)
                .query(String.class)
                .optional();
        if (user.isEmpty()) throw Refusal.notFound("user");
        return given(userId);
    }

    /// @param match the header `If-Match`, or null
    /// @throws Refusal 404, 412, 428
    @Transactional
    public Seen change(Account administrator, String userId, @Nullable String match, GivenQuota wanted) {
        var name = database.sql("select name from users where id = :user and deleted_at is null for no key update")
                .param("user", userId)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("user"));
        IfMatch.require(match, given(userId).etag(), "quota", "/api/v1/users/" + userId + "/quota");
        database.sql("""
                        insert into user_quotas (user_id, nodes, node_cycles_a_day, queued_runs, bundle_bytes,
                            kept_runs, console_bytes)
                        values (:user, cast(:nodes as bigint), cast(:nodeCycles as bigint), cast(:queued as bigint),
                            cast(:bundles as bigint), cast(:kept as bigint), cast(:console as bigint))
                        on conflict (user_id) do update set nodes = excluded.nodes,
                            node_cycles_a_day = excluded.node_cycles_a_day, queued_runs = excluded.queued_runs,
                            bundle_bytes = excluded.bundle_bytes, kept_runs = excluded.kept_runs,
                            console_bytes = excluded.console_bytes, revision = user_quotas.revision + 1
                        """)
                .param("user", userId)
                .param("nodes", wanted.nodes())
                .param("nodeCycles", wanted.nodeCyclesADay())
                .param("queued", wanted.queuedRuns())
                .param("bundles", wanted.bundleBytes())
                .param("kept", wanted.keptRuns())
                .param("console", wanted.consoleBytes())
                .update();
        audit.record(Act.QUOTA_CHANGED, administrator.id(), userId, name + " " + wanted.summary());
        return given(userId);
    }

    private Seen given(String userId) {
        return database.sql("select " + COLUMNS + ", q.revision from user_quotas q where q.user_id = :user")
                .param("user", userId)
                .query((row, _) -> new Seen(given(row), "\"" + row.getLong("revision") + "\""))
                .optional()
                .orElse(new Seen(GivenQuota.NOTHING, "\"0\""));
    }

    private static GivenQuota given(ResultSet row) throws SQLException {
        return new GivenQuota(
                number(row, "nodes"),
                number(row, "node_cycles_a_day"),
                number(row, "queued_runs"),
                number(row, "bundle_bytes"),
                number(row, "kept_runs"),
                number(row, "console_bytes"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Long.class);
    }
}
