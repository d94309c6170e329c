package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fugu.service.quota.Amount;
import org.fugu.service.quota.NodeUse;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What users have used and have under way of all kinds of work, and what that means for whose turn it is.
@Component
public class WorkUse {
    private static final String UNDER_WAY = """
            select user_id, cast(progress_cycle as double precision) * mesh_columns * mesh_rows as progress,
                cast(limit_cycles as double precision) * mesh_columns * mesh_rows as most
            from runs where state in ('allocated', 'running')
            union all select w.user_id, w.node_cycles, 'infinity'::double precision from %s as w
            """.formatted(NodeUse.WORK_UNDER_WAY);

    private final JdbcClient database;
    private final NodeUse nodes;
    private final UserUsage usage;
    private final FairShare share;

    WorkUse(JdbcClient database, NodeUse nodes, UserUsage usage, QueueSettings settings) {
        this.database = database;
        this.nodes = nodes;
        this.usage = usage;
        this.share = new FairShare(settings.halfLife(), settings.headStart(), settings.briefNodeCycles());
    }

    /// What users have used, what is forgotten left out and what is under way included, in node-cycles.
    Map<String, Double> shares(Collection<String> users) {
        if (users.isEmpty()) return Map.of();
        var used = new HashMap<String, Usage>();
        var now = database.sql("select now() as now")
                .query((row, _) -> time(row, "now"))
                .single();
        database.sql("select * from user_usage where user_id in (:users)")
                .param("users", users)
                .query(row -> {
                    used.put(
                            row.getString("user_id"),
                            new Usage(row.getDouble("node_cycles"), row.getDouble("runs"), time(row, "at")));
                });
        return share.shares(users, used, underWay(), now);
    }

    /// Whether work of a user may begin today.
    boolean mayUseMoreToday(String user, @Nullable String project) {
        return nodes.today(user, project).leavesSome();
    }

    /// Why work of a user that waits cannot begin today, for people, as of a run. All of a project see it, so
    /// what its owner may have is not told.
    ///
    /// @param project that it is for, or null
    public Optional<String> reasonToWait(String user, @Nullable String project) {
        var today = nodes.today(user, project);
        var held = new HeldBack(0);
        if (project == null) return held.own(share(today.payer()));
        var member = today.member();
        return (member == null ? Optional.<String>empty() : held.member(share(member)))
                .or(() -> held.owner(share(today.payer())));
    }

    private static HeldBack.Share share(Amount cycles) {
        return new HeldBack.Share(0, 0, cycles.used(), cycles.bound());
    }

    private List<FairShare.UnderWay> underWay() {
        return database.sql(UNDER_WAY)
                .query((row, _) -> new FairShare.UnderWay(row.getString(1), row.getDouble(2), row.getDouble(3)))
                .list();
    }

    /// Counts what has ended for whose it is.
    ///
    /// @param project that it was for, or null
    /// @param nodeCycles that it used
    @Transactional(propagation = Propagation.MANDATORY)
    public void charge(String user, @Nullable String project, double nodeCycles) {
        nodes.charge(user, project, nodeCycles);
        usage.add(user, nodeCycles);
    }

    /// Counts an attempt whose process is lost.
    ///
    /// @param held how long it had a worker
    @Transactional(propagation = Propagation.MANDATORY)
    public void chargeLost(String user, Duration held) {
        usage.addLost(user, held);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
