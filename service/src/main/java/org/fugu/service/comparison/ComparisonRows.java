package org.fugu.service.comparison;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.listing.Paging;
import org.fugu.service.run.WorkWaits;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads comparisons, their reports and explanations. Who may see them the caller has found out.
@Component
class ComparisonRows {
    private static final String SELECT = """
            select c.*, b.commit_id as base_commit, h.commit_id as head_commit, h.branch, h.pull_request,
                b.state <> 'finished' or h.state <> 'finished' as is_early
            from comparisons c join measurements b on b.id = c.base_id join measurements h on h.id = c.head_id
            """;

    /// @param number the order in which they were asked for
    /// @param project its identifier
    /// @param user who asked for it
    /// @param isEarly whether its measurements are not at their ends
    record Row(long number, String project, String user, boolean isEarly, ProjectComparison comparison) {
        String etag() {
            var waits = comparison.waitingFor();
            return "\"" + comparison.state().wireName()
                    + (waits == null ? "" : "." + Integer.toHexString(waits.hashCode())) + "\"";
        }
    }

    /// Which are wanted, by what their heads are; null for whichever.
    record Filter(
            @Nullable String commit,
            @Nullable String branch,
            @Nullable String pullRequest) {}

    private final JdbcClient database;
    private final WorkWaits waits;

    ComparisonRows(JdbcClient database, WorkWaits waits) {
        this.database = database;
        this.waits = waits;
    }

    private static Row waiting(Row row, WorkWaits.Asked asked) {
        var comparison = row.comparison();
        if (comparison.state() != ComparisonState.QUEUED) return row;
        var what = row.isEarly() ? "its measurements to finish" : asked.of(row.user(), row.project());
        return new Row(row.number(), row.project(), row.user(), row.isEarly(), comparison.waitingFor(what));
    }

    Optional<Row> find(String project, String id) {
        return find(id).filter(row -> row.project().equals(project));
    }

    Optional<Row> find(String id) {
        return database.sql(SELECT + "where c.id = :id")
                .param("id", id)
                .query(ComparisonRows::row)
                .optional()
                .map(row -> waiting(row, waits.asked()));
    }

    List<Row> list(String project, Filter filter, Paging paging) {
        var asked = waits.asked();
        return database
                .sql(SELECT + """
                        where c.project_id = :project and c.number < :before
                            and (cast(:commit as text) is null or h.commit_id = :commit)
                            and (cast(:branch as text) is null or h.branch = :branch)
                            and (cast(:pullRequest as text) is null or h.pull_request = :pullRequest)
                        order by c.number desc limit :limit
                        """)
                .param("project", project)
                .param("before", paging.before())
                .param("commit", filter.commit())
                .param("branch", filter.branch())
                .param("pullRequest", filter.pullRequest())
                .param("limit", paging.fetch())
                .query(ComparisonRows::row)
                .list()
                .stream()
                .map(row -> waiting(row, asked))
                .toList();
    }

    /// The report, byte for byte; none of what has not finished.
    Optional<byte[]> report(String id) {
        return bytes("select report from comparisons where id = :id and report is not null", id, null);
    }

    Optional<byte[]> explanation(String id, String benchmark) {
        return bytes(
                "select explanation from comparison_explanations where comparison_id = :id and benchmark = :benchmark",
                id,
                benchmark);
    }

    Optional<byte[]> flames(String id, String benchmark) {
        return bytes(
                "select flames from comparison_explanations where comparison_id = :id and benchmark = :benchmark",
                id,
                benchmark);
    }

    private Optional<byte[]> bytes(String sql, String id, @Nullable String benchmark) {
        return database.sql(sql)
                .param("id", id)
                .param("benchmark", benchmark)
                .query((row, _) -> row.getBytes(1))
                .optional();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        var finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Row(
                row.getLong("number"),
                row.getString("project_id"),
                row.getString("user_id"),
                row.getBoolean("is_early"),
                new ProjectComparison(
                        row.getString("id"),
                        row.getString("base_id"),
                        row.getString("head_id"),
                        row.getString("base_commit"),
                        row.getString("head_commit"),
                        row.getString("branch"),
                        row.getString("pull_request"),
                        row.getString("thresholds"),
                        acknowledged(row),
                        ComparisonState.ofWire(row.getString("state")),
                        row.getObject("exit_code", Integer.class),
                        row.getString("verdict"),
                        row.getObject("regressions", Integer.class),
                        row.getBoolean("explained"),
                        row.getString("unexplained"),
                        row.getString("failure"),
                        null,
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        finished == null ? null : finished.toInstant()));
    }

    static List<String> acknowledged(ResultSet row) throws SQLException {
        return List.of((String[]) row.getArray("acknowledged").getArray());
    }
}
