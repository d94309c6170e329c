package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.partition.LeaseTimes;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.quota.Quota;
import org.fugu.service.quota.Quotas;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The queue is the table of runs. Those that wait stand in lines, each of one user: one before each leased partition,
/// and one for each shape that needs room on a machine. Only the first of a line can start, and [FairShare] says which
/// of these comes first.
@Component
class RunQueue {
    /// The first of each line. It goes from line to line in the index, and reads nothing of what stands behind the
    /// first: the time depends on how many lines there are, and not on how many runs wait.
    private static final String HEADS = """
            with recursive line as (
                (select user_id, line from runs where state = 'queued' and co_run_id is null
                 order by user_id, line limit 1)
                union all
                select next.user_id, next.line from line cross join lateral (
                    select r.user_id, r.line from runs r where r.state = 'queued' and r.co_run_id is null
                        and (r.user_id, r.line) > (line.user_id, line.line)
                    order by r.user_id, r.line limit 1) as next)
            select head.*, coalesce(p.expires_at <= now() and not p.for_run, false) as is_over,
                exists (select 1 from reservations v where v.run_id = head.id) as kept,
                u.node_cycles as usage_node_cycles, u.runs as usage_runs, u.at as usage_at, now() as now,
                %s, d.node_cycles as used_today, held.nodes as held_nodes,
                case when head.payer <> head.user_id then coalesce(pm.nodes, j.member_nodes) end as most_nodes,
                case when head.payer <> head.user_id
                    then coalesce(pm.node_cycles_a_day, j.member_node_cycles_a_day) end as most_a_day,
                md.node_cycles as member_today
            from line cross join lateral (
                select r.id, r.number, r.user_id, r.partition_id, r.machine, r.mesh_columns, r.mesh_rows, r.brief,
                    r.waiting_for, r.created_at, r.project_id,
                    coalesce((select p.user_id from projects p where p.id = r.project_id), r.user_id) as payer
                from runs r where r.state = 'queued' and r.co_run_id is null
                    and r.user_id = line.user_id and r.line = line.line
                order by r.number limit 1) as head
            left join partitions p on p.id = head.partition_id
            left join user_usage u on u.user_id = head.user_id
            left join user_quotas q on q.user_id = head.payer
            left join user_days d on d.user_id = head.payer and d.day = %s
            left join projects j on j.id = head.project_id
            left join project_members pm on pm.project_id = head.project_id and pm.user_id = head.user_id
            left join member_days md on md.project_id = head.project_id and md.user_id = head.user_id and md.day = %s
            left join (select user_id, sum(columns * rows) as nodes from partitions
                       where state = 'active' and not for_run and (holds > 0 or expires_at > now())
                       group by user_id) as held on held.user_id = head.payer
            """.formatted(Quotas.COLUMNS, NodeUse.TODAY, NodeUse.TODAY);

    private static final String UNDER_WAY = """
            select r.partition_id, r.user_id, r.mesh_columns * r.mesh_rows as nodes,
                cast(r.progress_cycle as double precision) * r.mesh_columns * r.mesh_rows as progress,
                cast(r.limit_cycles as double precision) * r.mesh_columns * r.mesh_rows as most,
                coalesce(p.for_run, false) as has_a_place, r.project_id, coalesce(j.user_id, r.user_id) as payer
            from runs r left join partitions p on p.id = r.partition_id left join projects j on j.id = r.project_id
            where r.state in ('allocated', 'running')
            union all
            select null, w.user_id, 0, w.node_cycles, 'infinity'::double precision, false, w.project_id,
                coalesce(j.user_id, w.user_id)
            from %s as w left join projects j on j.id = w.project_id
            """.formatted(NodeUse.WORK_UNDER_WAY);

    /// A run that is the first in its line, with what may be had for it.
    ///
    /// @param project which it is of, or null
    /// @param payer whose quota it counts for
    /// @param quota theirs
    /// @param leased nodes of their leases
    /// @param usedToday by runs that have ended and count for them, in node-cycles
    /// @param mostNodes that the member may have for the project; null for no bound
    /// @param mostADay that the member may use a day for it; null for no bound
    /// @param memberToday of that
    private record Head(
            FairShare.Waiting run,
            @Nullable String project,
            String payer,
            Quota quota,
            long leased,
            double usedToday,
            @Nullable Long mostNodes,
            @Nullable Long mostADay,
            double memberToday) {}

    /// A run, or other work, that is carried out.
    ///
    /// @param hasAPlace whether it takes nodes besides those of a lease
    private record Running(
            @Nullable String partition,
            FairShare.UnderWay use,
            int nodes,
            boolean hasAPlace,
            @Nullable String project,
            String payer) {
        boolean isOf(Head head) {
            return Objects.equals(project, head.project())
                    && use.user().equals(head.run().user());
        }
    }

    private final JdbcClient database;
    private final Runs runs;
    private final LeaseTimes leases;
    private final Quotas quotas;
    private final FairShare share;
    private final WorkUse use;

    RunQueue(JdbcClient database, Runs runs, LeaseTimes leases, Quotas quotas, WorkUse use, QueueSettings settings) {
        this.use = use;
        this.quotas = quotas;
        this.leases = leases;
        this.database = database;
        this.runs = runs;
        this.share = new FairShare(settings.halfLife(), settings.headStart(), settings.briefNodeCycles());
    }

    /// Claims the run to carry out now, if there is one.
    ///
    /// @param briefOnly whether only a brief one will do
    Optional<Claim> next(boolean briefOnly) {
        var lost = runs.claimLost(briefOnly);
        if (lost.isPresent()) return lost;
        leases.beginReserved();
        var full = new HashMap<String, List<MeshShape>>();
        for (var head : inOrder()) {
            if (briefOnly && !head.brief()) continue;
            var found = claim(head, full);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    /// What whose run comes first has used, as [FairShare] counts it; none if nothing can start.
    OptionalDouble share() {
        return inOrder().stream()
                .findFirst()
                .map(first -> use.shares(List.of(first.user())).values().stream()
                        .mapToDouble(share -> share)
                        .findFirst())
                .orElse(OptionalDouble.empty());
    }

    /// @param full shapes for which a machine was found to have no room
    private Optional<Claim> claim(FairShare.Waiting head, Map<String, List<MeshShape>> full) {
        if (head.partition() != null) return runs.claimOn(head.partition(), head);
        var without = full.computeIfAbsent(head.machine(), _ -> new ArrayList<>());
        // What is kept for one is not free for another of a smaller shape.
        if (!head.kept() && without.stream().anyMatch(shape -> covers(head.shape(), shape))) {
            runs.sayNoRoom(head);
            return Optional.empty();
        }
        var claim = runs.claimAnywhere(head, without.isEmpty());
        if (claim.isEmpty()) without.add(head.shape());
        return claim;
    }

    private static boolean covers(MeshShape large, MeshShape small) {
        return large.columns() >= small.columns() && large.rows() >= small.rows();
    }

    /// The runs that are the first of their line, but for those before a partition that is in use, and those whose user
    /// may have no more now.
    List<FairShare.Waiting> inOrder() {
        var used = new HashMap<String, Usage>();
        var heads = new ArrayList<Head>();
        var over = new ArrayList<String>();
        var now = new Instant[] {Instant.EPOCH};
        database.sql(HEADS).query(row -> {
            var head = head(row);
            if (row.getBoolean("is_over")) over.add(head.partition());
            else heads.add(withQuota(head, row));
            now[0] = time(row, "now");
            if (row.getObject("usage_at") != null) used.put(head.user(), usage(row));
        });
        over.forEach(runs::leave);
        if (heads.isEmpty()) return List.of();
        var running = database.sql(UNDER_WAY)
                .query((row, _) -> new Running(
                        row.getString("partition_id"),
                        new FairShare.UnderWay(
                                row.getString("user_id"), row.getDouble("progress"), row.getDouble("most")),
                        row.getInt("nodes"),
                        row.getBoolean("has_a_place"),
                        row.getString("project_id"),
                        row.getString("payer")))
                .list();
        var busy = new HashSet<>(running.stream().map(Running::partition).toList());
        heads.removeIf(head ->
                head.run().partition() != null && busy.contains(head.run().partition()));
        var ready = heads.stream()
                .filter(head -> !isHeldBack(head, running))
                .map(Head::run)
                .toList();
        return share.order(ready, used, running.stream().map(Running::use).toList(), now[0]);
    }

    private Head withQuota(FairShare.Waiting head, ResultSet row) throws SQLException {
        return new Head(
                head,
                row.getString("project_id"),
                row.getString("payer"),
                quotas.read(row),
                row.getLong("held_nodes"),
                row.getDouble("used_today"),
                row.getObject("most_nodes", Long.class),
                row.getObject("most_a_day", Long.class),
                row.getDouble("member_today"));
    }

    private boolean isHeldBack(Head head, List<Running> running) {
        var why = reasonToWait(head, running);
        why.ifPresent(reason -> runs.holdBack(head.run(), reason));
        return why.isPresent();
    }

    private static Optional<String> reasonToWait(Head head, List<Running> running) {
        var paid =
                running.stream().filter(run -> run.payer().equals(head.payer())).toList();
        var held =
                new HeldBack(head.run().partition() == null ? head.run().shape().nodes() : 0);
        var has = new HeldBack.Share(
                head.leased() + nodes(paid),
                head.quota().nodes(),
                head.usedToday() + progress(paid),
                head.quota().nodeCyclesADay());
        if (head.project() == null || head.payer().equals(head.run().user())) return held.own(has);
        var members = paid.stream().filter(run -> run.isOf(head)).toList();
        return held.member(new HeldBack.Share(
                        nodes(members),
                        head.mostNodes() == null ? Long.MAX_VALUE : head.mostNodes(),
                        head.memberToday() + progress(members),
                        head.mostADay() == null ? Long.MAX_VALUE : head.mostADay()))
                .or(() -> held.owner(has));
    }

    private static long nodes(List<Running> running) {
        return running.stream()
                .filter(Running::hasAPlace)
                .mapToLong(Running::nodes)
                .sum();
    }

    private static double progress(List<Running> running) {
        return running.stream().mapToDouble(run -> run.use().progress()).sum();
    }

    private static FairShare.Waiting head(ResultSet row) throws SQLException {
        return new FairShare.Waiting(
                row.getString("id"),
                row.getLong("number"),
                row.getString("user_id"),
                row.getString("partition_id"),
                row.getString("machine"),
                new MeshShape(row.getInt("mesh_columns"), row.getInt("mesh_rows")),
                row.getBoolean("brief"),
                time(row, "created_at"),
                row.getBoolean("kept"),
                row.getString("waiting_for"));
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(row.getDouble("usage_node_cycles"), row.getDouble("usage_runs"), time(row, "usage_at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
