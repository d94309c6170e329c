package org.fugu.service.administration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The audit log as it is read.
@Component
class ActTrail {
    /// @param number the order of acts
    record Row(long number, AuditEntry entry) {}

    /// What is looked for; null for anything.
    ///
    /// @param userId who did it, by identifier
    /// @param user who did it, by name
    /// @param from the first time
    /// @param until the first time that is too late
    record Wanted(
            @Nullable String userId,
            @Nullable String user,
            @Nullable String act,
            @Nullable String subject,
            @Nullable Instant from,
            @Nullable Instant until) {}

    private final JdbcClient database;

    ActTrail(JdbcClient database) {
        this.database = database;
    }

    List<Row> list(Wanted wanted, Paging paging) {
        var parameters = new HashMap<String, Object>();
        parameters.put("before", paging.before());
        parameters.put("limit", paging.fetch());
        // Only what is asked for stands there, so that an index serves each.
        var conditions = new StringBuilder("a.number < :before");
        if (wanted.userId() != null) {
            conditions.append(" and a.user_id = :userId");
            parameters.put("userId", wanted.userId());
        }
        if (wanted.user() != null) {
            conditions.append(" and a.user_id = (select id from users where name = :user)");
            parameters.put("user", wanted.user());
        }
        if (wanted.act() != null) {
            conditions.append(" and a.act = :act");
            parameters.put("act", wanted.act());
        }
        if (wanted.subject() != null) {
            conditions.append(" and a.subject = :subject");
            parameters.put("subject", wanted.subject());
        }
        if (wanted.from() != null) {
            conditions.append(" and a.at >= :from");
            parameters.put("from", wanted.from().atOffset(ZoneOffset.UTC));
        }
        if (wanted.until() != null) {
            conditions.append(" and a.at < :until");
            parameters.put("until", wanted.until().atOffset(ZoneOffset.UTC));
        }
        return database.sql("select a.*, u.name as user_name from audit_log a left join users u on u.id = a.user_id"
                        + " where " + conditions + " order by a.number desc limit :limit")
                .params(parameters)
                .query(ActTrail::row)
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                new AuditEntry(
                        OthersThings.instant(row, "at"),
                        row.getString("user_name"),
                        row.getString("act"),
                        row.getString("subject"),
                        row.getString("detail"),
                        row.getString("address"),
                        row.getString("request_id")));
    }
}
