package org.fugu.service.administration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What users have, as administrators see it.
@Component
class OthersThings {
    /// @param number by which lists are ordered
    record Row<T>(long number, T shown) {}

    private static final String RUNS = """
            select r.*, u.name as user_name, b.name as bundle_name, s.outcome, s.cycles as result_cycles
            from runs r join users u on u.id = r.user_id join bundles b on b.digest = r.bundle_digest
                left join run_results s on s.run_id = r.id
            """;

    private static final String RUN_SETS = """
            select s.*, u.name as user_name,
                (select count(*) from run_set_members m where m.run_set_id = s.id) as size,
                (select count(*) from run_set_members m join runs r on r.id = m.run_id
                 where m.run_set_id = s.id and r.finished_at is not null) as ended
            from run_sets s join users u on u.id = s.user_id
            """;

    private static final String PARTITIONS = "select p.*, m.name as machine_name, u.name as user_name from partitions p"
            + " join users u on u.id = p.user_id join machines m on m.number = p.machine";

    private static final String CO_RUNS = """
            select c.*, u.name as user_name,
                (select count(*) from co_run_members m where m.co_run_id = c.id and m.state <> 'left') as members
            from co_runs c join users u on u.id = c.user_id
            """;

    private final JdbcClient database;

    OthersThings(JdbcClient database) {
        this.database = database;
    }

    /// @param user whose alone, by name; null for everybody's
    /// @param state in which alone; null for any
    List<Row<OthersRun>> runs(@Nullable String user, @Nullable String state, Paging paging) {
        return list(RUNS, "r", user, state, paging, OthersThings::run);
    }

    Optional<OthersRun> run(String id) {
        return one(RUNS + " where r.id = :id", id, OthersThings::run);
    }

    List<Row<OthersRunSet>> runSets(@Nullable String user, Paging paging) {
        return list(RUN_SETS, "s", user, null, paging, OthersThings::runSet);
    }

    Optional<OthersRunSet> runSet(String id) {
        return one(RUN_SETS + " where s.id = :id", id, OthersThings::runSet);
    }

    List<Row<OthersPartition>> partitions(@Nullable String user, @Nullable String state, Paging paging) {
        return list(PARTITIONS, "p", user, state, paging, OthersThings::partition);
    }

    List<Row<OthersCoRun>> coRuns(@Nullable String user, @Nullable String state, Paging paging) {
        return list(CO_RUNS, "c", user, state, paging, OthersThings::coRun);
    }

    Optional<OthersCoRun> coRun(String id) {
        return one(CO_RUNS + " where c.id = :id", id, OthersThings::coRun);
    }

    List<Row<OthersBundle>> bundles(@Nullable String user, Paging paging) {
        var sql = """
                select l.number, l.uploaded_at, b.digest, b.name, b.version, octet_length(b.archive) as bytes,
                    u.name as user_name
                from bundle_uploads l join bundles b on b.digest = l.bundle_digest join users u on u.id = l.user_id
                """;
        return list(sql, "l", user, null, paging, OthersThings::bundle);
    }

    /// @param table by which name the query knows the table with `number` and `state`
    private <T> List<Row<T>> list(
            String sql,
            String table,
            @Nullable String user,
            @Nullable String state,
            Paging paging,
            RowMapper<T> shown) {
        var parameters = new HashMap<String, Object>();
        var condition = new StringBuilder(" where " + table + ".number < :before");
        parameters.put("before", paging.before());
        parameters.put("limit", paging.fetch());
        if (user != null) {
            condition.append(" and ").append(table).append(".user_id = (select id from users where name = :user)");
            parameters.put("user", user);
        }
        if (state != null) {
            condition.append(" and ").append(table).append(".state = :state");
            parameters.put("state", state);
        }
        return database.sql(sql + condition + " order by " + table + ".number desc limit :limit")
                .params(parameters)
                .query((row, index) -> new Row<>(row.getLong("number"), shown.mapRow(row, index)))
                .list();
    }

    private <T> Optional<T> one(String sql, String id, RowMapper<T> shown) {
        return database.sql(sql).param("id", id).query(shown).optional();
    }

    private static OthersRun run(ResultSet row, int index) throws SQLException {
        var outcome = row.getString("outcome");
        return new OthersRun(
                row.getString("id"),
                row.getString("user_name"),
                row.getString("state"),
                row.getString("bundle_digest"),
                row.getString("bundle_name"),
                row.getString("machine"),
                row.getInt("mesh_columns") + "x" + row.getInt("mesh_rows"),
                row.getInt("nodes"),
                row.getString("partition_id"),
                row.getString("co_run_id"),
                row.getString("waiting_for"),
                outcome,
                row.getLong(outcome == null ? "progress_cycle" : "result_cycles"),
                row.getString("message"),
                instant(row, "created_at"),
                maybe(row, "started_at"),
                maybe(row, "finished_at"));
    }

    private static OthersRunSet runSet(ResultSet row, int index) throws SQLException {
        return new OthersRunSet(
                row.getString("id"),
                row.getString("user_name"),
                row.getInt("size"),
                row.getInt("ended"),
                instant(row, "created_at"));
    }

    private static OthersPartition partition(ResultSet row, int index) throws SQLException {
        return new OthersPartition(
                row.getString("id"),
                row.getString("user_name"),
                row.getString("machine_name"),
                rectangle(row),
                row.getString("kind"),
                row.getString("state"),
                row.getBoolean("for_run"),
                row.getInt("holds"),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                maybe(row, "ended_at"));
    }

    private static String rectangle(ResultSet row) throws SQLException {
        var shape = row.getInt("columns") + "x" + row.getInt("rows");
        if (row.getObject("first_column") == null) return shape;
        return shape + "+" + row.getInt("first_column") + "+" + row.getInt("first_row");
    }

    private static OthersCoRun coRun(ResultSet row, int index) throws SQLException {
        return new OthersCoRun(
                row.getString("id"),
                row.getString("user_name"),
                row.getString("state"),
                row.getString("machine"),
                row.getString("partition_id"),
                row.getInt("members"),
                instant(row, "created_at"),
                maybe(row, "started_at"),
                maybe(row, "finished_at"));
    }

    private static OthersBundle bundle(ResultSet row, int index) throws SQLException {
        return new OthersBundle(
                row.getString("digest"),
                row.getString("user_name"),
                row.getString("name"),
                row.getString("version"),
                row.getLong("bytes"),
                instant(row, "uploaded_at"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant maybe(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return row.wasNull() ? null : time.toInstant();
    }
}
