package org.fugu.service.measurement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.service.listing.Paging;
import org.fugu.service.measurement.ProjectMeasurement.MeasurementProgress;
import org.fugu.service.run.Run;
import org.fugu.service.run.WorkWaits;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads measurements and their results. Who may see them the caller has found out.
@Component
public class MeasurementRows {
    private static final String SELECT =
            "select m.*, u.name as maker from measurements m join users u on u.id = m.user_id ";

    /// @param number the order in which they were asked for
    /// @param project its identifier
    /// @param user who asked for it
    public record Row(long number, String project, String user, ProjectMeasurement measurement) {
        String etag() {
            var progress = measurement.progress();
            var waits = measurement.waitingFor();
            return "\"" + (waits == null ? "" : Integer.toHexString(waits.hashCode()) + ".")
                    + measurement.state().wireName() + "." + (progress == null ? 0 : progress.done()) + "."
                    + (measurement.from() == null ? "" : "f") + "\"";
        }
    }

    private final JdbcClient database;
    private final WorkWaits waits;

    MeasurementRows(JdbcClient database, WorkWaits waits) {
        this.database = database;
        this.waits = waits;
    }

    private static Row waiting(Row row, WorkWaits.Asked asked) {
        var measurement = row.measurement();
        if (measurement.state() != MeasurementState.QUEUED) return row;
        var shown = measurement.waitingFor(asked.of(row.user(), row.project()));
        return new Row(row.number(), row.project(), row.user(), shown);
    }

    /// The measurement of that identifier in that project.
    public Optional<Row> find(String project, String id) {
        return find(id).filter(row -> row.project().equals(project));
    }

    Optional<Row> find(String id) {
        return database.sql(SELECT + "where m.id = :id")
                .param("id", id)
                .query(MeasurementRows::row)
                .optional()
                .map(row -> waiting(row, waits.asked()));
    }

    /// Which are wanted; null for whichever.
    record Filter(
            @Nullable String commit,
            @Nullable String branch,
            @Nullable String pullRequest,
            @Nullable String state) {}

    List<Row> list(String project, Filter filter, Paging paging) {
        var asked = waits.asked();
        return database
                .sql(SELECT + """
                        where m.project_id = :project and m.number < :before
                            and (cast(:commit as text) is null or m.commit_id = :commit)
                            and (cast(:branch as text) is null or m.branch = :branch)
                            and (cast(:pullRequest as text) is null or m.pull_request = :pullRequest)
                            and (cast(:state as text) is null or m.state = :state)
                        order by m.number desc limit :limit
                        """)
                .param("project", project)
                .param("before", paging.before())
                .param("commit", filter.commit())
                .param("branch", filter.branch())
                .param("pullRequest", filter.pullRequest())
                .param("state", filter.state())
                .param("limit", paging.fetch())
                .query(MeasurementRows::row)
                .list()
                .stream()
                .map(row -> waiting(row, asked))
                .toList();
    }

    /// The results file, byte for byte; none of what has not finished.
    public Optional<byte[]> document(String id) {
        return database.sql("select document from measurement_results where measurement_id = :id")
                .param("id", id)
                .query((row, _) -> row.getBytes(1))
                .optional();
    }

    /// The results; none of what has not finished.
    public Optional<BenchmarkResults> results(String id) {
        return document(id).map(ResultsFile::read);
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        var state = MeasurementState.ofWire(row.getString("state"));
        return new Row(
                row.getLong("number"),
                row.getString("project_id"),
                row.getString("user_id"),
                new ProjectMeasurement(
                        row.getString("id"),
                        row.getString("bundle_digest"),
                        row.getString("bundle_name"),
                        row.getString("commit_id"),
                        row.getString("branch"),
                        row.getObject("committed_at", OffsetDateTime.class).toInstant(),
                        row.getString("subject"),
                        row.getString("pull_request"),
                        library(row),
                        state,
                        row.getString("machine_version"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        time(row, "finished_at").orElse(null),
                        row.getString("maker"),
                        row.getString("from_id"),
                        row.getString("failure"),
                        null,
                        row.getObject("succeeded", Boolean.class),
                        state == MeasurementState.RUNNING
                                ? new MeasurementProgress(
                                        row.getString("benchmark"), row.getInt("done"), row.getInt("benchmarks"))
                                : null));
    }

    private static Run.@Nullable RunLibrary library(ResultSet row) throws SQLException {
        var digest = row.getString("libos_digest");
        if (digest == null) return null;
        return new Run.RunLibrary(row.getString("libos_name"), row.getString("libos_version"), digest);
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
