package org.fugu.service.corun;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fugu.exokernel.run.WireForms;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads co-runs as their members see them. An open one whose time is over is shown as expired, though
/// its row may not say so yet.
@Component
class CoRunRows {
    private static final String SELECT = """
            select c.*, o.name as opener, p.columns, p.rows,
                   case when c.state = 'open' and c.expires_at <= now() then 'expired' else c.state end as state_now
            from co_runs c join users o on o.id = c.user_id join partitions p on p.id = c.partition_id
            where exists (select 1 from co_run_members m where m.co_run_id = c.id and m.user_id = :user)
            """;

    /// @param number the order in which they were opened
    /// @param revision of what members can change
    record Row(long number, long revision, CoRun coRun) {
        String etag() {
            return "\"" + revision + "." + coRun.attempts() + "." + coRun.progressCycle() + "."
                    + coRun.state().wireName() + "\"";
        }
    }

    private final JdbcClient database;

    CoRunRows(JdbcClient database) {
        this.database = database;
    }

    /// Whether an `If-Match` is of that revision, whatever the worker did since.
    static boolean matches(String ifMatch, long revision) {
        return Arrays.stream(ifMatch.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.startsWith("\"" + revision + "."));
    }

    Optional<Row> find(String userId, String id) {
        return database.sql(SELECT + " and c.id = :id")
                .param("user", userId)
                .param("id", id)
                .query((row, _) -> row(userId, row))
                .optional();
    }

    List<Row> list(String userId, Paging paging) {
        return database.sql(SELECT + " and c.number < :before order by c.number desc limit :limit")
                .param("user", userId)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query((row, _) -> row(userId, row))
                .list();
    }

    private Row row(String userId, ResultSet row) throws SQLException {
        var id = row.getString("id");
        return new Row(
                row.getLong("number"),
                row.getLong("revision"),
                new CoRun(
                        id,
                        CoRunState.ofWire(row.getString("state_now")),
                        row.getString("opener"),
                        row.getString("partition_id"),
                        row.getString("machine"),
                        row.getInt("columns") + "x" + row.getInt("rows"),
                        CoRunMode.ofWire(row.getString("mode")),
                        row.getObject("quantum", Long.class),
                        row.getObject("skew", Integer.class),
                        row.getString("fidelity"),
                        members(userId, id),
                        row.getString("machine_version"),
                        row.getString("digest"),
                        row.getString("message"),
                        row.getLong("progress_cycle"),
                        row.getInt("attempts"),
                        time(row, "expires_at").orElseThrow(),
                        time(row, "created_at").orElseThrow(),
                        time(row, "started_at").orElse(null),
                        time(row, "finished_at").orElse(null)));
    }

    private List<CoRun.CoRunMember> members(String userId, String id) {
        return database.sql("""
                        select * from co_run_members where co_run_id = :id order by place
                        """)
                .param("id", id)
                .query((row, _) -> {
                    boolean me = userId.equals(row.getString("user_id"));
                    return new CoRun.CoRunMember(
                            row.getString("name"),
                            me,
                            MemberState.ofWire(row.getString("state")),
                            job(row, me),
                            me ? row.getString("run_id") : null,
                            row.getObject("ended_at", Long.class));
                })
                .list();
    }

    private static CoRun.@Nullable CoRunJob job(ResultSet row, boolean mine) throws SQLException {
        var text = row.getString("inputs");
        if (text == null) return null;
        var job = WireForms.REQUEST.read(text.getBytes(StandardCharsets.UTF_8)).first();
        return new CoRun.CoRunJob(
                mine ? job.bundle() : null,
                job.program(),
                MeshRectangle.parse(row.getString("rectangle")).toString(),
                job.nodes(),
                row.getLong("start_cycle"),
                job.limits().cycles());
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
