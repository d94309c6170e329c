package org.fugu.service.quota;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What users have of the machines: nodes now, node-cycles today.
///
/// Nodes are those of leases in force, and of runs under way that have a place of their own; what runs on a lease takes
/// no more of them. Node-cycles are counted on the day, by UTC, on which a run ends, and while it is under way.
///
/// The runs of a project count for its owner, and not for the member whose they are.
@Component
public class NodeUse {
    /// What a user's runs that have ended used today, of a row of `user_days`.
    public static final String TODAY = "(now() at time zone 'UTC')::date";

    /// Runs `r` that count for a user.
    private static final String COUNTS = """
            (r.user_id = :user and r.project_id is null
                or r.project_id in (select j.id from projects j where j.user_id = :user))
            """;

    /// What is carried out at the moment beside runs, in node-cycles: for whom, and for which project.
    public static final String WORK_UNDER_WAY = """
            (select user_id, node_cycles, project_id from measurements where state = 'running'
             union all select user_id, node_cycles, project_id from comparisons where state = 'running'
             union all select v.user_id, v.node_cycles, r.project_id from verifications v join runs r on r.id = v.run_id
             where v.state = 'running' and v.user_id is not null)
            """;

    private static final String RUNS_NODES = """
            (select coalesce(sum(r.mesh_columns * r.mesh_rows), 0) from runs r join partitions p on p.id = r.partition_id
             where r.state in ('allocated', 'running') and p.for_run and
            """ + COUNTS + ")";
    private static final String QUEUED = """
            (select count(*) from runs r where r.user_id = :user and r.project_id is null and r.state = 'queued')
            + (select count(*) from runs r where r.state = 'queued'
                   and r.project_id in (select j.id from projects j where j.user_id = :user))
            """;
    private static final String NODES = """
            (select coalesce(sum(columns * rows), 0) from partitions
             where user_id = :user and state = 'active' and not for_run and (holds > 0 or expires_at > now())) +
            """ + RUNS_NODES;

    private final JdbcClient database;
    private final Quotas quotas;

    NodeUse(JdbcClient database, Quotas quotas) {
        this.database = database;
        this.quotas = quotas;
    }

    /// Until the transaction ends, nobody else gives that user nodes. Taken before a machine is locked.
    @Transactional(propagation = Propagation.MANDATORY)
    public void lockNodes(String userId) {
        database.sql("select pg_advisory_xact_lock(hashtextextended('nodes of ' || :user, 0))")
                .param("user", userId)
                .query((_, _) -> true)
                .single();
    }

    /// As [#lockNodes], but without waiting: it can be taken while a machine is locked.
    ///
    /// @return false if somebody else gives that user nodes at this moment
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryLockNodes(String userId) {
        return database.sql("select pg_try_advisory_xact_lock(hashtextextended('nodes of ' || :user, 0))")
                .param("user", userId)
                .query(Boolean.class)
                .single();
    }

    /// As [#lockNodes], of who a run counts for.
    ///
    /// @return that user
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> lockNodesFor(String run) {
        return database.sql("""
                        with payer as materialized (
                            select coalesce(p.user_id, r.user_id) as id
                            from runs r left join projects p on p.id = r.project_id where r.id = :run)
                        select id, pg_advisory_xact_lock(hashtextextended('nodes of ' || id, 0)) from payer
                        """)
                .param("run", run)
                .query((row, _) -> row.getString(1))
                .optional();
    }

    /// Whether a run that waits, and needs a place, may have its nodes.
    ///
    /// @param payer who it counts for; their nodes are locked
    public boolean mayHaveNodes(String run, String payer) {
        return database.sql("select w.mesh_columns * w.mesh_rows + (" + NODES + """
                        ) <= coalesce((select nodes from user_quotas where user_id = :user), :usual)
                        and (w.project_id is null or w.user_id = :user or w.mesh_columns * w.mesh_rows + (
                            select coalesce(sum(r.mesh_columns * r.mesh_rows), 0)
                            from runs r join partitions p on p.id = r.partition_id
                            where r.state in ('allocated', 'running') and p.for_run and r.project_id = w.project_id
                                and r.user_id = w.user_id)
                            <= coalesce((select coalesce(m.nodes, j.member_nodes)
                                from projects j left join project_members m on m.project_id = j.id and m.user_id = w.user_id
                                where j.id = w.project_id), :all))
                        from runs w where w.id = :run
                        """)
                .param("run", run)
                .param("user", payer)
                .param("usual", quotas.usual().nodes())
                .param("all", Long.MAX_VALUE)
                .query(Boolean.class)
                .single();
    }

    /// Room for a lease, beside all leases of that user that are in force at any time of it. Nodes of that user are
    /// locked then.
    ///
    /// @throws Refusal `node-quota`
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireNodesForLease(String userId, long nodes, Instant begin, Instant end) {
        lockNodes(userId);
        var has = besideLease(userId, begin, end);
        if (has.hasRoomFor(nodes)) return;
        throw Refusal.of(
                409,
                "node-quota",
                "you may have " + has.bound() + " nodes at once, and have " + has.used()
                        + " then; give leases back, let runs end, or ask for less than " + nodes);
    }

    /// Whether there is such room. Nodes of that user are locked.
    public boolean hasNodesForLease(String userId, long nodes, Instant begin, Instant end) {
        return besideLease(userId, begin, end).hasRoomFor(nodes);
    }

    /// Locks the nodes of a user for whom a lease is to wait.
    ///
    /// @throws Refusal `node-quota` when that user may not have so many at any time
    @Transactional(propagation = Propagation.MANDATORY)
    public void requireNodesSomeDay(String userId, long nodes) {
        lockNodes(userId);
        var bound = quotas.of(userId).nodes();
        if (nodes <= bound) return;
        throw Refusal.of(409, "node-quota", "you may have " + bound + " nodes at once, so do not wait for " + nodes);
    }

    private Amount besideLease(String userId, Instant begin, Instant end) {
        var bound = quotas.of(userId).nodes();
        var leased = database.sql("""
                        select coalesce(sum(columns * rows), 0) from partitions
                        where user_id = :user and state in ('active', 'reserved') and not for_run
                            and starts_at < :end and (expires_at > :begin or (state = 'active' and holds > 0))
                        """)
                .param("user", userId)
                .param("begin", begin.atOffset(ZoneOffset.UTC))
                .param("end", end.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
        return new Amount(leased + (begin.isAfter(Instant.now()) ? 0 : runsNodes(userId)), bound);
    }

    private long runsNodes(String userId) {
        return database.sql("select " + RUNS_NODES)
                .param("user", userId)
                .query(Long.class)
                .single();
    }

    /// Whether a run can begin at all some day.
    ///
    /// @param mostNodes that may be had for it
    /// @param mostNodeCycles that may be used a day for it
    /// @param nodes of its mesh; 0 on a lease, which has them already
    /// @param nodeCycles that it can use at the most, which may be more than fits
    /// @param other whom to ask for more
    /// @throws Refusal `node-quota`, `node-cycles-quota`
    public static void requirePossible(
            long mostNodes, long mostNodeCycles, long nodes, double nodeCycles, String other) {
        if (nodes > mostNodes) {
            throw Refusal.ofField(
                    409,
                    "node-quota",
                    "/mesh",
                    "the run takes " + nodes + " nodes, and you may have " + mostNodes
                            + " at once; ask for a smaller mesh, or " + other + " for more");
        }
        if (nodeCycles <= mostNodeCycles) return;
        throw Refusal.ofField(
                409,
                "node-cycles-quota",
                "/limits/cycles",
                String.format(Locale.ROOT, "%.0f", nodeCycles)
                        + " node-cycles are what the run may use by its limit, and you may use "
                        + mostNodeCycles
                        + " a day; lower limits.cycles or the nodes of its mesh, or ask " + other + " for more");
    }

    /// What was used today of what bounds a piece of work, in node-cycles.
    ///
    /// @param payer what it counts for may use
    /// @param member what the one who asked may use for the project; null without such a bound
    public record Today(Amount payer, @Nullable Amount member) {
        /// Whether it may begin: a bound stops nothing that has begun.
        public boolean leavesSome() {
            return payer.used() < payer.bound() && (member == null || member.used() < member.bound());
        }
    }

    /// What was used today of what bounds something that a user asks for.
    ///
    /// @param project that it is for, whose owner it counts for; or null
    public Today today(String userId, @Nullable String project) {
        if (project == null) return new Today(of(userId).nodeCyclesToday(), null);
        var payer = owner(project);
        return new Today(of(payer).nodeCyclesToday(), payer.equals(userId) ? null : ofMember(userId, project));
    }

    private Amount ofMember(String userId, String project) {
        return database.sql("""
                        select coalesce((select d.node_cycles from member_days d
                                where d.project_id = :project and d.user_id = :user and d.day = %s), 0)
                            + (select coalesce(sum(r.progress_cycle::double precision * r.mesh_columns * r.mesh_rows), 0)
                               from runs r where r.state in ('allocated', 'running')
                                   and r.project_id = :project and r.user_id = :user)
                            + (select coalesce(sum(w.node_cycles), 0) from %s as w
                               where w.project_id = :project and w.user_id = :user) as used,
                            coalesce((select coalesce(m.node_cycles_a_day, j.member_node_cycles_a_day)
                                from projects j left join project_members m on m.project_id = j.id and m.user_id = :user
                                where j.id = :project), :all) as bound
                        """.formatted(TODAY, WORK_UNDER_WAY))
                .param("project", project)
                .param("user", userId)
                .param("all", Long.MAX_VALUE)
                .query((row, _) -> new Amount((long) row.getDouble("used"), row.getLong("bound")))
                .single();
    }

    private String owner(String project) {
        return database.sql("select user_id from projects where id = :project")
                .param("project", project)
                .query(String.class)
                .single();
    }

    /// What that user has now, and may have.
    public QuotaUse of(String userId) {
        var quota = quotas.of(userId);
        return database.sql("select (" + NODES + ") as nodes, "
                        + """
                        (%s) as queued,
                        coalesce((select node_cycles from user_days where user_id = :user and day = %s), 0)
                            + (select coalesce(sum(r.progress_cycle::double precision * r.mesh_columns * r.mesh_rows), 0)
                               from runs r where r.state in ('allocated', 'running') and %s)
                            + (select coalesce(sum(r.node_cycles), 0) from %s as r where %s) as node_cycles
                        """.formatted(QUEUED, TODAY, COUNTS, WORK_UNDER_WAY, COUNTS))
                .param("user", userId)
                .query((row, _) -> new QuotaUse(
                        new Amount(row.getLong("nodes"), quota.nodes()),
                        new Amount((long) row.getDouble("node_cycles"), quota.nodeCyclesADay()),
                        new Amount(row.getLong("queued"), quota.queuedRuns())))
                .single();
    }

    /// Adds what other work has used to what was used today by who it counts for, and by the member whose it is.
    ///
    /// Locked as by [#charge(String)].
    ///
    /// @param project that it was for, or null
    @Transactional(propagation = Propagation.MANDATORY)
    public void charge(String userId, @Nullable String project, double nodeCycles) {
        database.sql("""
                        insert into user_days (user_id, day, node_cycles)
                        values (coalesce((select p.user_id from projects p where p.id = cast(:project as text)), :user),
                            %s, :used)
                        on conflict (user_id) do update set day = excluded.day, node_cycles = excluded.node_cycles
                            + case when user_days.day = excluded.day then user_days.node_cycles else 0 end
                        """.formatted(TODAY))
                .param("project", project)
                .param("user", userId)
                .param("used", nodeCycles)
                .update();
        if (project == null) return;
        database.sql("""
                        insert into member_days (project_id, user_id, day, node_cycles)
                        values (:project, :user, %s, :used)
                        on conflict (project_id, user_id) do update set day = excluded.day,
                            node_cycles = excluded.node_cycles
                            + case when member_days.day = excluded.day then member_days.node_cycles else 0 end
                        """.formatted(TODAY))
                .param("project", project)
                .param("user", userId)
                .param("used", nodeCycles)
                .update();
    }

    /// Adds what a run has used to what was used today by who it counts for, and by the member whose it is.
    ///
    /// Locked after all else but the shares.
    @Transactional(propagation = Propagation.MANDATORY)
    public void charge(String run) {
        database.sql("""
                        insert into user_days (user_id, day, node_cycles)
                        select coalesce(p.user_id, r.user_id), %s,
                            r.progress_cycle::double precision * r.mesh_columns * r.mesh_rows
                        from runs r left join projects p on p.id = r.project_id where r.id = :id and r.attempts > 0
                        on conflict (user_id) do update set day = excluded.day, node_cycles = excluded.node_cycles
                            + case when user_days.day = excluded.day then user_days.node_cycles else 0 end
                        """.formatted(TODAY)).param("id", run).update();
        database.sql("""
                        insert into member_days (project_id, user_id, day, node_cycles)
                        select project_id, user_id, %s, progress_cycle::double precision * mesh_columns * mesh_rows
                        from runs where id = :id and attempts > 0 and project_id is not null
                        on conflict (project_id, user_id) do update set day = excluded.day,
                            node_cycles = excluded.node_cycles
                            + case when member_days.day = excluded.day then member_days.node_cycles else 0 end
                        """.formatted(TODAY)).param("id", run).update();
    }
}
