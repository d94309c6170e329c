package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fugu.bundle.run.ReportJson;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.disk.RunDisk;
import org.fugu.service.input.RunInput;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads runs as they are shown.
@Component
class RunRows {
    private static final String FREE_WORKER = "a free worker";
    /// The last place that is told: each place before it costs a look.
    private static final int LAST_PLACE = 1000;
    private static final String SELECT = """
            select r.*, b.name as bundle_name, b.version as bundle_version,
                   s.message as result_message, s.trap, s.machine_version, s.digest,
                   s.result_digest, s.cycles, s.instructions, s.messages_sent, s.messages_received,
                   s.clock_megahertz, s.host_millis, s.first_instruction_millis, %s,
                   (select jsonb_object_agg(m.name, m.value) from run_metrics m where m.run_id = r.id) as metrics,
                   (select jsonb_object_agg(m.name, m.unit) from run_metrics m
                       where m.run_id = r.id and m.unit is not null) as metric_units,
                   (select u.name from users u where u.id = r.user_id) as user_name,
                   (select m.run_set_id from run_set_members m where m.run_id = r.id) as run_set_id,
                   (select jsonb_object_agg(l.key, l.value) from run_labels l where l.run_id = r.id) as labels,
                   exists (select 1 from run_traces t where t.run_id = r.id) as trace_kept,
                   case when r.from_id is null or r.user_id = :reader then r.from_id else (
                       select f.id from runs f join projects p on p.id = f.project_id
                       where f.id = r.from_id and p.user_id = :reader) end as from_shown,
                   i.installation as import_installation, i.source_run as import_run, i.state as import_state,
                   i.finished_at as import_finished_at, i.differences as import_differences,
                   i.verified_at as import_verified_at,
                   """ + RunDisk.COLUMNS + """
                   , %s
            from %s r join bundles b on b.digest = r.bundle_digest left join run_results s on s.run_id = r.id
                left join run_disks d on d.run_id = r.id left join run_imports i on i.run_id = r.id
            """;
    /// Where a run stands, and how fast its line moves: how many runs have ended lately, on its partition or on all,
    /// since when, and how many users wait. None of it is looked up of a run that does not wait.
    private static final String PLACE = """
            waits.*,
            exists (select 1 from runs q where r.state = 'queued' and r.co_run_id is null
                        and q.partition_id = r.partition_id and q.state in ('allocated', 'running')) as is_used
            """;
    private static final String WAITS = """
            left join lateral (
                select (select count(*) from (
                            select 1 from runs q where q.state = 'queued' and q.co_run_id is null
                                and q.user_id = r.user_id and q.line = r.line and q.number <= r.number
                            limit %d) as before_it) as queue_position,
                    ended.count as ended, ended.since as ended_since, now() as now,
                    (select v.begins_at from reservations v where v.run_id = r.id) as kept_from,
                    case when r.partition_id is null then (
                        with recursive who as (
                            (select user_id from runs where state = 'queued' and co_run_id is null
                             order by user_id limit 1)
                            union all
                            select (select n.user_id from runs n where n.state = 'queued' and n.co_run_id is null
                                        and n.user_id > who.user_id order by n.user_id limit 1)
                            from who where who.user_id is not null)
                        select count(user_id) from who) else 1 end as users
                from (select count(*) as count, min(e.finished_at) as since from (
                    (select f.finished_at from runs f
                     where r.partition_id is null and f.finished_at > now() - interval '1 hour'
                     order by f.finished_at desc limit 200)
                    union all
                    (select f.finished_at from runs f
                     where r.partition_id is not null and f.partition_id = r.partition_id
                        and f.finished_at > now() - interval '1 hour'
                     order by f.finished_at desc limit 200)) as e) as ended
                where r.state = 'queued' and r.co_run_id is null) as waits on true
            """.formatted(LAST_PLACE + 1);
    private static final String INPUTS = """
            (select jsonb_agg(jsonb_build_object('name', nullif(i.name, ''), 'digest', i.digest, 'bytes', i.bytes,
                    'source', case when i.owner_id is null then 'bundle' else 'upload' end) order by i.name collate "C")
                from run_inputs i where i.run_id = r.id) as inputs
            """;
    private static final String SELECT_ONE =
            SELECT.formatted("s.counters, s.latencies, " + INPUTS, PLACE, "runs") + WAITS;
    private static final String NO_FIGURES = "null::jsonb as counters, null::jsonb as latencies, null::jsonb as inputs";
    private static final String NO_PLACE = """
            null::bigint as queue_position, null::bigint as ended, null::timestamptz as ended_since,
            null::timestamptz as now, null::timestamptz as kept_from, null::bigint as users, false as is_used
            """;
    private static final String SELECT_BRIEFLY = SELECT.formatted(NO_FIGURES, NO_PLACE, "runs");
    private static final String SELECT_MANY = SELECT.formatted(NO_FIGURES, NO_PLACE, """
            (select * from runs r where r.user_id = :user and r.number < :before and %s
             order by r.number desc limit :limit)
            """) + " order by r.number desc";

    private static final String SELECT_OF_PROJECT =
            SELECT.formatted(NO_FIGURES, NO_PLACE, """
            (select * from runs r where r.project_id = :project and r.number < :before
                and (cast(:user as text) is null or r.user_id = (select id from users where name = :user))
                and (cast(:state as text) is null or r.state = :state)
             order by r.number desc limit :limit)
            """) + " order by r.number desc";

    /// @param number the order in which runs were accepted
    /// @param lastEvent the number of its newest event
    record Row(long number, long lastEvent, Run run) {
        /// Changes whenever what is shown does.
        String etag() {
            return "\"" + run.id() + "-" + run.attempts() + "-" + lastEvent + "-" + run.progressCycle() + "-"
                    + run.queuePosition() + "-"
                    + (run.imported() == null ? "" : run.imported().state().wireName() + "-")
                    + new Labels(run.labels()).etag().substring(1);
        }
    }

    private final JdbcClient database;
    private final RunSearch search;
    private final JsonMapper json;

    RunRows(JdbcClient database, RunSearch search, JsonMapper json) {
        this.database = database;
        this.search = search;
        this.json = json;
    }

    /// A run of that user, or of a project of theirs.
    Optional<Row> find(String userId, String id) {
        return database.sql(SELECT_ONE + """
                         where r.id = :id and (r.user_id = :user
                            or r.project_id in (select p.id from projects p where p.user_id = :user))
                        """)
                .param("id", id)
                .param("user", userId)
                .param("reader", userId)
                .query(this::row)
                .optional();
    }

    /// As lists show it: without its place, which is looked up of those who ask for it.
    Optional<Row> findBriefly(String userId, String id) {
        return database.sql(SELECT_BRIEFLY + " where r.id = :id and r.user_id = :user")
                .param("reader", userId)
                .param("id", id)
                .param("user", userId)
                .param("reader", userId)
                .query(this::row)
                .optional();
    }

    /// What is wanted is found first, and then read.
    List<Row> list(String userId, RunFilter filter, Paging paging) {
        var wanted = filter.condition();
        var named = filter.search() == null ? null : search.find(userId, filter.search());
        if (named != null && named.isEmpty()) return List.of();
        var condition = named == null ? wanted.sql() : wanted.sql() + " and " + named.condition();
        return database.sql(SELECT_MANY.formatted(condition))
                .param("user", userId)
                .param("reader", userId)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .params(wanted.parameters())
                .params(named == null ? Map.of() : named.parameters())
                .query(this::row)
                .list();
    }

    /// The runs of a project.
    ///
    /// @param reader who looks at them
    /// @param user whose alone, by name; null for everybody's
    List<Row> listOfProject(
            String reader, String project, @Nullable String user, @Nullable String state, Paging paging) {
        return database.sql(SELECT_OF_PROJECT)
                .param("reader", reader)
                .param("project", project)
                .param("before", paging.before())
                .param("user", user)
                .param("state", state)
                .param("limit", paging.fetch())
                .query(this::row)
                .list();
    }

    /// The share of the budget, 0 to 1.
    static double share(long cycle, long budget) {
        return Math.min(1, (double) cycle / budget);
    }

    private Row row(ResultSet row, int index) throws SQLException {
        return new Row(row.getLong("number"), row.getLong("last_event"), run(row));
    }

    private Run run(ResultSet row) throws SQLException {
        var state = RunState.ofWire(row.getString("state"));
        var message = text(row, "result_message");
        return new Run(
                row.getString("id"),
                state,
                text(row, "outcome"),
                row.getObject("exit_code", Integer.class),
                message != null ? message : text(row, "message"),
                read(row, "trap", new TypeReference<Run.RunTrap>() {}),
                new Run.RunBundle(
                        row.getString("bundle_digest"), row.getString("bundle_name"), row.getString("bundle_version")),
                row.getString("program"),
                required(row, "arguments", new TypeReference<List<String>>() {}),
                row.getString("machine"),
                text(row, "machine_version"),
                new MeshShape(row.getInt("mesh_columns"), row.getInt("mesh_rows")).toString(),
                row.getInt("nodes"),
                row.getString("fidelity"),
                row.getLong("seed"),
                limits(row),
                required(row, "overrides", new TypeReference<TreeMap<String, Long>>() {}),
                text(row, "partition_id"),
                text(row, "co_run_id"),
                text(row, "run_set_id"),
                text(row, "project_id"),
                row.getString("user_name"),
                library(row),
                row.getString("placement"),
                row.getString("page_table"),
                text(row, "digest"),
                text(row, "result_digest"),
                number(row, "cycles"),
                number(row, "instructions"),
                number(row, "messages_sent"),
                number(row, "messages_received"),
                row.getObject("clock_megahertz", Double.class),
                named(row, "metrics", new TypeReference<Map<String, Long>>() {}),
                named(row, "metric_units", new TypeReference<Map<String, String>>() {}),
                read(row, "counters", new TypeReference<List<Map<String, Long>>>() {}),
                read(row, "latencies", new TypeReference<TreeMap<String, Run.RunLatency>>() {}),
                trace(row),
                RunDisk.of(row, state.hasEnded()),
                inputs(row),
                named(row, "labels", new TypeReference<Map<String, String>>() {}),
                text(row, "commit_id"),
                text(row, "branch"),
                text(row, "repository"),
                text(row, "from_shown"),
                imported(row),
                state.hasEnded() ? 1 : share(row.getLong("progress_cycle"), row.getLong("limit_cycles")),
                row.getLong("progress_cycle"),
                row.getInt("attempts"),
                number(row, "resumed_from_cycle"),
                place(row),
                waitingFor(row, state),
                estimatedStart(row),
                time(row, "created_at").orElseThrow(),
                time(row, "started_at").orElse(null),
                time(row, "finished_at").orElse(null),
                wasCarriedOut(row) ? number(row, "host_millis") : null,
                number(row, "first_instruction_millis"),
                hostMips(row));
    }

    /// Neither answered from cache nor from a file.
    private static boolean wasCarriedOut(ResultSet row) throws SQLException {
        return text(row, "from_id") == null && text(row, "import_state") == null;
    }

    private Run.@Nullable RunImport imported(ResultSet row) throws SQLException {
        var found = text(row, "import_state");
        if (found == null) return null;
        return new Run.RunImport(
                row.getString("import_installation"),
                row.getString("import_run"),
                row.getString("import_finished_at"),
                ImportState.ofWire(found),
                required(row, "import_differences", new TypeReference<List<String>>() {}),
                time(row, "import_verified_at").orElse(null));
    }

    private List<RunInput> inputs(ResultSet row) throws SQLException {
        var inputs = read(row, "inputs", new TypeReference<List<RunInput>>() {});
        return inputs == null ? List.of() : inputs;
    }

    private static Run.@Nullable RunLibrary library(ResultSet row) throws SQLException {
        var digest = text(row, "libos_digest");
        if (digest == null) return null;
        return new Run.RunLibrary(row.getString("libos_name"), row.getString("libos_version"), digest);
    }

    private static Run.@Nullable RunTrace trace(ResultSet row) throws SQLException {
        var part = RunTraces.part(row);
        if (part == null) return null;
        return new Run.RunTrace(
                part.from(), part.to() == Long.MAX_VALUE ? null : part.to(), row.getBoolean("trace_kept"));
    }

    private static Run.RunLimits limits(ResultSet row) throws SQLException {
        return new Run.RunLimits(
                row.getLong("limit_cycles"),
                row.getLong("limit_instructions"),
                row.getLong("limit_console"),
                row.getLong("limit_memory"));
    }

    private static @Nullable String waitingFor(ResultSet row, RunState state) throws SQLException {
        if (state != RunState.QUEUED) return null;
        var known = text(row, "waiting_for");
        var partition = text(row, "partition_id");
        if (known != null) return known;
        if (partition != null && row.getBoolean("is_used")) return "the run before it on partition " + partition;
        var position = number(row, "queue_position");
        if (position != null && position > LAST_PLACE) return "more than " + LAST_PLACE + " runs of yours before it";
        if (position != null && position > 1) {
            return "the " + (position == 2 ? "run" : position - 1 + " runs") + " of yours before it"
                    + (partition == null ? "" : " on partition " + partition);
        }
        if (position == null) return "its turn" + (partition == null ? "" : " on partition " + partition);
        return FREE_WORKER;
    }

    private static @Nullable Long place(ResultSet row) throws SQLException {
        var position = number(row, "queue_position");
        return position == null || position > LAST_PLACE ? null : position;
    }

    private static @Nullable Instant estimatedStart(ResultSet row) throws SQLException {
        var kept = time(row, "kept_from");
        if (kept.isPresent())
            return Collections.max(List.of(kept.get(), time(row, "now").orElseThrow()));
        var position = place(row);
        var ended = number(row, "ended");
        if (position == null || ended == null || ended == 0) return null;
        return estimatedStart(
                position * row.getLong("users"),
                ended,
                time(row, "ended_since").orElseThrow(),
                time(row, "now").orElseThrow());
    }

    /// When a run begins if as many end in a second as of late.
    ///
    /// @param before how many begin up to this one, if each user who waits has a turn as often
    /// @param ended how many have ended since a moment, at least 1
    static Instant estimatedStart(long before, long ended, Instant since, Instant now) {
        long pace = Math.max(1, Duration.between(since, now).toMillis() / ended);
        return now.plusMillis(before * pace);
    }

    private static @Nullable Double hostMips(ResultSet row) throws SQLException {
        var millis = number(row, "host_millis");
        var instructions = number(row, "instructions");
        if (millis == null || instructions == null || !wasCarriedOut(row)) return null;
        return ReportJson.hostMips(instructions, Math.max(1, millis) * 1_000_000);
    }

    /// What is kept by name; empty where there is none.
    private <T> Map<String, T> named(ResultSet row, String column, TypeReference<Map<String, T>> type)
            throws SQLException {
        var found = read(row, column, type);
        return found == null ? Map.of() : found;
    }

    private <T> T required(ResultSet row, String column, TypeReference<T> type) throws SQLException {
        return json.readValue(row.getString(column), type);
    }

    private <T> @Nullable T read(ResultSet row, String column, TypeReference<T> type) throws SQLException {
        var text = text(row, column);
        return text == null ? null : json.readValue(text, type);
    }

    private static @Nullable String text(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Long.class);
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
