package org.fugu.service.project;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.Amount;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.quota.Quotas;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What the members of a project may have for its runs: what its owner gave all of them, or one of them. It is never
/// more than the owner has, since these runs count for the owner.
@Component
public class MemberQuotas {
    private static final long ALL = Long.MAX_VALUE;

    private final JdbcClient database;
    private final ProjectAccess access;
    private final ProjectRows rows;
    private final Quotas quotas;
    private final AuditLog audit;

    MemberQuotas(JdbcClient database, ProjectAccess access, ProjectRows rows, Quotas quotas, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.rows = rows;
        this.quotas = quotas;
        this.audit = audit;
    }

    /// What that user may have for a project's runs. Its owner has no bound but their own.
    ///
    /// @throws Refusal 404 when the user has no part in such a project
    public ProjectQuota of(String project, String userId) {
        return database.sql("""
                        select p.user_id as owner, o.disabled_at is not null as disabled, m.role,
                            coalesce(m.nodes, p.member_nodes) as nodes,
                            coalesce(m.node_cycles_a_day, p.member_node_cycles_a_day) as node_cycles_a_day,
                            coalesce(m.queued_runs, p.member_queued_runs) as queued_runs,
                            coalesce(m.kept_runs, p.member_kept_runs) as kept_runs
                        from projects p join users o on o.id = p.user_id
                            join project_members m on m.project_id = p.id and m.user_id = :user
                        where p.id = :project
                        """)
                .param("project", project)
                .param("user", userId)
                .query((row, _) -> {
                    boolean bound = !row.getString("role").equals(ProjectRole.OWNER.wireName());
                    return new ProjectQuota(
                            row.getString("owner"),
                            row.getBoolean("disabled"),
                            bound ? most(row, "nodes") : ALL,
                            bound ? most(row, "node_cycles_a_day") : ALL,
                            bound ? most(row, "queued_runs") : ALL,
                            bound ? most(row, "kept_runs") : ALL);
                })
                .optional()
                .orElseThrow(() -> Refusal.notFound("project"));
    }

    /// The project stays until the transaction ends. Locked after users.
    ///
    /// @throws Refusal 404
    public void hold(String project) {
        var found = database.sql("select 1 from projects where id = :project for key share")
                .param("project", project)
                .query(Integer.class)
                .optional();
        if (found.isEmpty()) throw Refusal.notFound("project");
    }

    private static long most(ResultSet row, String column) throws SQLException {
        var given = number(row, column);
        return given == null ? ALL : given;
    }

    /// What all members may have of whom nothing else is said.
    MemberQuota usual(Account account, String project) {
        access.require(account, project, ProjectRole.VIEWER);
        return database.sql("""
                        select member_nodes as nodes, member_node_cycles_a_day as node_cycles_a_day,
                            member_queued_runs as queued_runs, member_kept_runs as kept_runs
                        from projects where id = :project
                        """)
                .param("project", project)
                .query((row, _) -> given(row))
                .single();
    }

    /// @throws Refusal 404, `role-too-low`, `quota-above-yours`
    @Transactional
    public MemberQuota giveAll(Account owner, String project, MemberQuota wanted) {
        access.lock(owner, project, ProjectRole.OWNER);
        requireWithin(owner, wanted);
        with(wanted, database.sql("""
                        update projects set member_nodes = cast(:nodes as bigint),
                            member_node_cycles_a_day = cast(:nodeCycles as bigint),
                            member_queued_runs = cast(:queued as bigint), member_kept_runs = cast(:kept as bigint)
                        where id = :project
                        """)).param("project", project).update();
        audit.record(Act.MEMBER_QUOTA_CHANGED, owner.id(), project, "all " + wanted);
        return usual(owner, project);
    }

    /// A member's quota, with what they have of it.
    ///
    /// @param given what the owner gave this member; null for what all members may have
    /// @param nodes at once; the bound is the owner's where nothing is given
    record MemberUse(MemberQuota given, Amount nodes, Amount nodeCyclesToday, Amount queuedRuns, Amount keptRuns) {}

    /// For the owner, and for the member.
    MemberUse see(Account account, String project, String name) {
        access.require(account, project, name.equals(account.name()) ? ProjectRole.VIEWER : ProjectRole.OWNER);
        var member = database.sql("""
                        select user_id, nodes, node_cycles_a_day, queued_runs, kept_runs
                        from project_members where project_id = :project and name = :name
                        """)
                .param("project", project)
                .param("name", name)
                .query((row, _) -> new Member(row.getString("user_id"), given(row)))
                .optional()
                .orElseThrow(() -> Refusal.notFound("member"));
        return use(project, member);
    }

    /// @param userId null when nobody had the name as it was added
    private record Member(@Nullable String userId, MemberQuota given) {}

    private MemberUse use(String project, Member member) {
        var bounds = database.sql("""
                        select user_id, member_nodes, member_node_cycles_a_day, member_queued_runs, member_kept_runs
                        from projects where id = :project
                        """)
                .param("project", project)
                .query((row, _) -> {
                    var owners = quotas.of(row.getString("user_id"));
                    return new long[] {
                        bound(member.given().nodes(), number(row, "member_nodes"), owners.nodes()),
                        bound(
                                member.given().nodeCyclesADay(),
                                number(row, "member_node_cycles_a_day"),
                                owners.nodeCyclesADay()),
                        bound(member.given().queuedRuns(), number(row, "member_queued_runs"), owners.queuedRuns()),
                        bound(member.given().keptRuns(), number(row, "member_kept_runs"), owners.keptRuns())
                    };
                })
                .single();
        return database.sql("""
                        select count(*) as kept, count(*) filter (where r.state = 'queued') as queued,
                            coalesce(sum(r.mesh_columns * r.mesh_rows) filter (
                                where r.state in ('allocated', 'running') and p.for_run), 0) as nodes,
                            coalesce(sum(r.progress_cycle::double precision * r.mesh_columns * r.mesh_rows) filter (
                                where r.state in ('allocated', 'running')), 0)
                            + coalesce((select d.node_cycles from member_days d where d.project_id = :project
                                            and d.user_id = :user and d.day = %s), 0) as node_cycles
                        from runs r left join partitions p on p.id = r.partition_id
                        where r.project_id = :project and r.user_id = :user
                        """.formatted(NodeUse.TODAY))
                .param("project", project)
                .param("user", member.userId() == null ? "" : member.userId())
                .query((row, _) -> new MemberUse(
                        member.given(),
                        new Amount(row.getLong("nodes"), bounds[0]),
                        new Amount((long) row.getDouble("node_cycles"), bounds[1]),
                        new Amount(row.getLong("queued"), bounds[2]),
                        new Amount(row.getLong("kept"), bounds[3])))
                .single();
    }

    private static long bound(@Nullable Long given, @Nullable Long usual, long owners) {
        return Math.min(owners, given != null ? given : usual != null ? usual : owners);
    }

    /// @throws Refusal 404, `role-too-low`, `quota-above-yours`
    @Transactional
    public MemberUse give(Account owner, String project, String name, MemberQuota wanted) {
        access.lock(owner, project, ProjectRole.OWNER);
        if (rows.member(project, name).isEmpty()) throw Refusal.notFound("member");
        requireWithin(owner, wanted);
        with(wanted, database.sql("""
                        update project_members set nodes = cast(:nodes as bigint),
                            node_cycles_a_day = cast(:nodeCycles as bigint), queued_runs = cast(:queued as bigint),
                            kept_runs = cast(:kept as bigint)
                        where project_id = :project and name = :name
                        """))
                .param("project", project)
                .param("name", name)
                .update();
        audit.record(Act.MEMBER_QUOTA_CHANGED, owner.id(), project, name + " " + wanted);
        return see(owner, project, name);
    }

    private static JdbcClient.StatementSpec with(MemberQuota wanted, JdbcClient.StatementSpec statement) {
        return statement
                .param("nodes", wanted.nodes())
                .param("nodeCycles", wanted.nodeCyclesADay())
                .param("queued", wanted.queuedRuns())
                .param("kept", wanted.keptRuns());
    }

    private void requireWithin(Account owner, MemberQuota wanted) {
        var own = quotas.of(owner.id());
        requireWithin("nodes", wanted.nodes(), own.nodes());
        requireWithin("nodeCyclesADay", wanted.nodeCyclesADay(), own.nodeCyclesADay());
        requireWithin("queuedRuns", wanted.queuedRuns(), own.queuedRuns());
        requireWithin("keptRuns", wanted.keptRuns(), own.keptRuns());
    }

    private static void requireWithin(String field, @Nullable Long wanted, long own) {
        if (wanted == null || wanted <= own) return;
        throw Refusal.ofField(
                422, "quota-above-yours", "/" + field, "you may have " + own + " yourself, and a member no more");
    }

    private static MemberQuota given(ResultSet row) throws SQLException {
        return new MemberQuota(
                number(row, "nodes"),
                number(row, "node_cycles_a_day"),
                number(row, "queued_runs"),
                number(row, "kept_runs"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Long.class);
    }
}
