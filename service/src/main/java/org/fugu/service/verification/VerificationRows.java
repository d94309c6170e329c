package org.fugu.service.verification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads verifications of a user's runs.
@Component
class VerificationRows {
    private static final String SELECT = """
            select v.* from verifications v join runs r on r.id = v.run_id
            where r.user_id = :user and v.run_id = :run and
            """;

    /// @param number the order in which they were asked for
    record Row(long number, int attempts, Verification verification) {
        /// Changes whenever what is shown does.
        String etag() {
            return "\"" + verification.id() + "." + attempts + "."
                    + verification.state().wireName() + "\"";
        }
    }

    private final JdbcClient database;

    VerificationRows(JdbcClient database) {
        this.database = database;
    }

    Optional<Row> find(String userId, String run, String id) {
        return database.sql(SELECT + " v.id = :id")
                .param("user", userId)
                .param("run", run)
                .param("id", id)
                .query(VerificationRows::row)
                .optional();
    }

    List<Row> list(String userId, String run, Paging paging) {
        return database.sql(SELECT + " v.number < :before order by v.number desc limit :limit")
                .param("user", userId)
                .param("run", run)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(VerificationRows::row)
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                row.getInt("attempts"),
                new Verification(
                        row.getString("id"),
                        row.getString("run_id"),
                        VerificationState.ofWire(row.getString("state")),
                        row.getBoolean("audit"),
                        row.getObject("same", Boolean.class),
                        row.getString("digest"),
                        row.getString("result_digest"),
                        row.getString("failure"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        time(row, "started_at"),
                        time(row, "finished_at")));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
