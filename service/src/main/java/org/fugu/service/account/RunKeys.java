package org.fugu.service.account;

import java.util.List;
import java.util.Optional;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The keys of projects, for pipelines. Who may make and see them the caller has found out.
@Component
public class RunKeys {
    /// Of one project, as long as they are not revoked.
    static final int MOST = 100;

    /// @param number the order in which keys were made
    public record Row(long number, ProjectKey key) {}

    private final JdbcClient database;
    private final ApiKeys keys;
    private final AuditLog audit;

    RunKeys(JdbcClient database, ApiKeys keys, AuditLog audit) {
        this.database = database;
        this.keys = keys;
        this.audit = audit;
    }

    /// @param project locked, so that its keys are counted exactly
    /// @throws Refusal `too-many-keys`
    @Transactional
    public IssuedKey issue(Account maker, String project, NewKey wanted) {
        var count = database.sql("select count(*) from api_keys where project_id = :project and revoked_at is null")
                .param("project", project)
                .query(Integer.class)
                .single();
        if (count >= MOST) {
            throw Refusal.of(
                    409, "too-many-keys", "the project has " + count + " keys, and may have " + MOST + "; revoke one");
        }
        var issued = keys.issue(maker, project, wanted);
        audit.record(Act.KEY_MADE, maker.id(), issued.id(), issued.name() + " for " + project);
        return issued;
    }

    /// @param maker whose alone; null for everybody's
    public List<Row> list(String project, @Nullable Account maker, Paging paging) {
        return database.sql("""
                        select k.*, u.name as maker from api_keys k join users u on u.id = k.user_id
                        where k.project_id = :project and k.revoked_at is null and k.number < :before
                            and (cast(:maker as text) is null or k.user_id = :maker)
                        order by k.number desc limit :limit
                        """)
                .param("project", project)
                .param("maker", maker == null ? null : maker.id())
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query((row, index) -> {
                    var found = ApiKeys.row(row, index);
                    return new Row(found.number(), ProjectKey.of(found.key(), row.getString("maker")));
                })
                .list();
    }

    /// @param maker whose key it has to be; null for anybody's
    /// @throws Refusal 404
    @Transactional
    public void revoke(Account account, String project, @Nullable Account maker, String id) {
        var revoked = database.sql("""
                        update api_keys set revoked_at = now()
                        where id = :id and project_id = :project and revoked_at is null
                            and (cast(:maker as text) is null or user_id = :maker)
                        """)
                .param("id", id)
                .param("project", project)
                .param("maker", maker == null ? null : maker.id())
                .update();
        if (revoked == 0) throw Refusal.notFound("key");
        keys.revokeMadeWith(id);
        audit.record(Act.KEY_REVOKED, account.id(), id, "of " + project);
    }

    private Optional<KeyDetail> trust(CallingKey key) {
        return database.sql("""
                        select t.name, 'run' as scope, null::timestamptz as expires_at, p.id as project,
                            p.name as project_name, p.default_branch
                        from pipeline_trusts t join projects p on p.id = t.project_id where t.id = :id
                        """).param("id", key.id()).query(KeyDetail::of).optional();
    }

    /// What that key is, or what the pipeline is trusted by, for who asks with it.
    Optional<KeyDetail> detail(CallingKey key) {
        return database.sql("""
                        select k.*, p.id as project, p.name as project_name, p.default_branch
                        from api_keys k left join projects p on p.id = k.project_id where k.id = :id
                        """)
                .param("id", key.id())
                .query(KeyDetail::of)
                .optional()
                .or(() -> trust(key));
    }
}
