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
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.partition.Partitions;
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
                u.node_cycles, u.runs as usage_runs, u.at as usage_at, now() as now
            from line cross join lateral (
                select r.id, r.number, r.user_id, r.partition_id, r.machine, r.mesh_columns, r.mesh_rows, r.brief,
                    r.waiting_for is not null as told,
                    r.created_at
                from runs r where r.state = 'queued' and r.co_run_id is null
                    and r.user_id = line.user_id and r.line = line.line
                order by r.number limit 1) as head
            left join partitions p on p.id = head.partition_id
            left join user_usage u on u.user_id = head.user_id
            """;

    private final JdbcClient database;
    private final Runs runs;
    private final Partitions partitions;
    private final FairShare share;

    RunQueue(JdbcClient database, Runs runs, Partitions partitions, QueueSettings settings) {
        this.partitions = partitions;
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
        partitions.beginReserved();
        var full = new HashMap<String, List<MeshShape>>();
        for (var head : inOrder()) {
            if (briefOnly && !head.brief()) continue;
            var found = claim(head, full);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
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

    /// The runs that are the first of their line, but for those before a partition that is in use.
    List<FairShare.Waiting> inOrder() {
        record Running(@Nullable String partition, FairShare.UnderWay use) {}
        var used = new HashMap<String, Usage>();
        var heads = new ArrayList<FairShare.Waiting>();
        var over = new ArrayList<String>();
        var now = new Instant[] {Instant.EPOCH};
        database.sql(HEADS).query(row -> {
            var head = head(row);
            if (row.getBoolean("is_over")) over.add(head.partition());
            else heads.add(head);
            now[0] = time(row, "now");
            if (row.getObject("usage_at") != null) used.put(head.user(), usage(row));
        });
        over.forEach(runs::leave);
        if (heads.isEmpty()) return List.of();
        var running = database.sql("""
                        select partition_id, user_id, progress_cycle, limit_cycles, mesh_columns * mesh_rows as nodes
                        from runs where state in ('allocated', 'running')
                        """)
                .query((row, _) -> new Running(
                        row.getString("partition_id"),
                        new FairShare.UnderWay(
                                row.getString("user_id"),
                                (double) row.getLong("progress_cycle") * row.getInt("nodes"),
                                (double) row.getLong("limit_cycles") * row.getInt("nodes"))))
                .list();
        var busy = new HashSet<>(running.stream().map(Running::partition).toList());
        heads.removeIf(head -> head.partition() != null && busy.contains(head.partition()));
        return share.order(heads, used, running.stream().map(Running::use).toList(), now[0]);
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
                row.getBoolean("told"));
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(row.getDouble("node_cycles"), row.getDouble("usage_runs"), time(row, "usage_at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
