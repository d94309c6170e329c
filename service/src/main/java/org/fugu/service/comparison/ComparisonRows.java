package org.fugu.service.comparison;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads comparisons, their reports and explanations. Who may see them the caller has found out.
@Component
class ComparisonRows {
    private static final String SELECT = """
            select c.*, b.commit_id as base_commit, h.commit_id as head_commit, h.branch, h.pull_request
            from comparisons c join measurements b on b.id = c.base_id join measurements h on h.id = c.head_id
            """;

    /// @param number the order in which they were asked for
    /// @param project its identifier
    record Row(long number, String project, ProjectComparison comparison) {
        String etag() {
            return "\"" + comparison.state().wireName() + "\"";
        }
    }

    /// Which are wanted, by what their heads are; null for whichever.
    record Filter(
            @Nullable String commit,
            @Nullable String branch,
            @Nullable String pullRequest) {}

    private final JdbcClient database;

    ComparisonRows(JdbcClient database) {
        this.database = database;
    }

    Optional<Row> find(String project, String id) {
        return find(id).filter(row -> row.project().equals(project));
    }

    Optional<Row> find(String id) {
        return database.sql(SELECT + "where c.id = :id")
                .param("id", id)
                .query(ComparisonRows::row)
                .optional();
    }

    List<Row> list(String project, Filter filter, Paging paging) {
        return database.sql(SELECT + """
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
                .list();
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
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        finished == null ? null : finished.toInstant()));
    }

    static List<String> acknowledged(ResultSet row) throws SQLException {
        return List.of((String[]) row.getArray("acknowledged").getArray());
    }
}
