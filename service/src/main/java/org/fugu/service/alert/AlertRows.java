package org.fugu.service.alert;

import java.math.BigInteger;
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

/// Reads alerts as they are shown.
@Component
class AlertRows {
    /// A comparison of the two measurements may be made long after the alert.
    private static final String SELECT = """
            select a.*, m.branch, m.commit_id, m.subject,
                (select c.id from comparisons c where c.base_id = a.base_measurement_id and c.head_id = a.measurement_id
                    order by c.number desc limit 1) as comparison_id
            from alerts a join measurements m on m.id = a.measurement_id
            where m.project_id = :project
            """;

    /// @param revision changes with each answer to it
    record Row(long number, long revision, Alert alert) {
        String etag() {
            return "\"" + revision + (alert.comparison() == null ? "" : "." + alert.comparison()) + "\"";
        }
    }

    private final JdbcClient database;

    AlertRows(JdbcClient database) {
        this.database = database;
    }

    Optional<Row> find(String project, String id) {
        return database.sql(SELECT + " and a.id = :id")
                .param("project", project)
                .param("id", id)
                .query(AlertRows::row)
                .optional();
    }

    /// As [#find], and until the transaction ends nobody else answers to it.
    Optional<Row> lock(String project, String id) {
        return database.sql(SELECT + " and a.id = :id for no key update of a")
                .param("project", project)
                .param("id", id)
                .query(AlertRows::row)
                .optional();
    }

    /// @param state null for all
    List<Row> list(String project, @Nullable String state, Paging paging) {
        return database.sql(SELECT + """
                         and (:state::text is null or a.state = :state) and a.number < :before
                        order by a.number desc limit :limit
                        """)
                .param("project", project)
                .param("state", state)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(AlertRows::row)
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        var base = row.getObject("base_value", Long.class);
        var head = row.getObject("head_value", Long.class);
        return new Row(
                row.getLong("number"),
                row.getLong("revision"),
                new Alert(
                        row.getString("id"),
                        row.getString("state"),
                        row.getString("benchmark"),
                        row.getString("measure"),
                        row.getString("kind"),
                        row.getString("sentence"),
                        row.getString("branch"),
                        row.getString("commit_id"),
                        row.getString("subject"),
                        row.getString("measurement_id"),
                        row.getString("base_measurement_id"),
                        base,
                        head,
                        base == null || head == null
                                ? null
                                : BigInteger.valueOf(head).subtract(BigInteger.valueOf(base)),
                        row.getString("unit"),
                        row.getString("comparison_id"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        instant(row, "acknowledged_at"),
                        row.getString("acknowledged_by"),
                        row.getString("reason"),
                        instant(row, "resolved_at"),
                        row.getString("resolved_by")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
