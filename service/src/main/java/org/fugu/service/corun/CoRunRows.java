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
import org.fugu.service.input.RunInput;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

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

    /// What a job reads and which disk it has is told by its run, and before there is one by what is held for it.
    private static final String MEMBERS = """
            select m.*, coalesce(r.source, h.source) as disk_source, coalesce(r.keep, h.keep, false) as disk_keep,
                   (select jsonb_agg(jsonb_build_object('name', nullif(i.name, ''), 'digest', i.digest,
                        'bytes', i.bytes, 'source', case when i.owner_id is null then 'bundle' else 'upload' end)
                        order by i.name collate "C")
                    from (select name, digest, bytes, owner_id from run_inputs where run_id = m.run_id
                          union all
                          select name, digest, bytes, owner_id from co_run_inputs
                          where m.run_id is null and co_run_id = m.co_run_id and user_id = m.user_id) i) as reads
            from co_run_members m left join run_disks r on r.run_id = m.run_id
                left join co_run_disks h
                    on m.run_id is null and h.co_run_id = m.co_run_id and h.user_id = m.user_id
            where m.co_run_id = :id order by m.place
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
    private final JsonMapper json;

    CoRunRows(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
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
        return database.sql(MEMBERS)
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

    private CoRun.@Nullable CoRunJob job(ResultSet row, boolean mine) throws SQLException {
        var text = row.getString("inputs");
        if (text == null) return null;
        var job = WireForms.REQUEST.read(text.getBytes(StandardCharsets.UTF_8)).first();
        return new CoRun.CoRunJob(
                mine ? job.bundle() : null,
                job.program(),
                MeshRectangle.parse(row.getString("rectangle")).toString(),
                job.nodes(),
                row.getLong("start_cycle"),
                job.limits().cycles(),
                mine ? reads(row) : null,
                mine ? disk(row) : null);
    }

    private List<RunInput> reads(ResultSet row) throws SQLException {
        var reads = row.getString("reads");
        return reads == null ? List.of() : json.readValue(reads, new TypeReference<List<RunInput>>() {});
    }

    private static CoRun.@Nullable CoRunDisk disk(ResultSet row) throws SQLException {
        var source = row.getString("disk_source");
        return source == null ? null : new CoRun.CoRunDisk(source, row.getBoolean("disk_keep"));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
