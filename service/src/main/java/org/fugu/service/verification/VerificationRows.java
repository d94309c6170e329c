package org.fugu.service.verification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.listing.Paging;
import org.fugu.service.run.WorkWaits;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads verifications of a user's runs.
@Component
class VerificationRows {
    private static final String SELECT = """
            select v.*, r.project_id from verifications v join runs r on r.id = v.run_id
            where r.user_id = :user and v.run_id = :run and
            """;

    private static final String AUDIT_WAITS = "whatever anybody has asked for";

    /// @param number the order in which they were asked for
    /// @param user who asked for it; null for the audit
    /// @param project of its run, or null
    record Row(
            long number,
            int attempts,
            @Nullable String user,
            @Nullable String project,
            Verification verification) {
        /// Changes whenever what is shown does.
        String etag() {
            var waits = verification.waitingFor();
            return "\"" + verification.id() + "." + attempts + "."
                    + verification.state().wireName()
                    + (waits == null ? "" : "." + Integer.toHexString(waits.hashCode())) + "\"";
        }

        private Row waitingFor(String what) {
            return new Row(number, attempts, user, project, verification.waitingFor(what));
        }
    }

    private final JdbcClient database;
    private final WorkWaits waits;

    VerificationRows(JdbcClient database, WorkWaits waits) {
        this.database = database;
        this.waits = waits;
    }

    private static Row waiting(Row row, WorkWaits.Asked asked) {
        if (row.verification().state() != VerificationState.QUEUED) return row;
        return row.waitingFor(row.user() == null ? AUDIT_WAITS : asked.of(row.user(), row.project()));
    }

    Optional<Row> find(String userId, String run, String id) {
        return database.sql(SELECT + " v.id = :id")
                .param("user", userId)
                .param("run", run)
                .param("id", id)
                .query(VerificationRows::row)
                .optional()
                .map(row -> waiting(row, waits.asked()));
    }

    List<Row> list(String userId, String run, Paging paging) {
        var asked = waits.asked();
        return database
                .sql(SELECT + " v.number < :before order by v.number desc limit :limit")
                .param("user", userId)
                .param("run", run)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(VerificationRows::row)
                .list()
                .stream()
                .map(row -> waiting(row, asked))
                .toList();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                row.getInt("attempts"),
                row.getString("user_id"),
                row.getString("project_id"),
                new Verification(
                        row.getString("id"),
                        row.getString("run_id"),
                        VerificationState.ofWire(row.getString("state")),
                        row.getBoolean("audit"),
                        row.getObject("same", Boolean.class),
                        row.getString("digest"),
                        row.getString("result_digest"),
                        row.getString("failure"),
                        null,
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        time(row, "started_at"),
                        time(row, "finished_at")));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
