package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// When work that has ended was asked for, begun and over.
///
/// @param startedAt null if it never began
public record WorkTimes(Instant createdAt, @Nullable Instant startedAt, Instant finishedAt) {
    /// Those of a row that has `finished_at`.
    static WorkTimes of(ResultSet row) throws SQLException {
        var started = row.getObject("started_at", OffsetDateTime.class);
        return new WorkTimes(
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                started == null ? null : started.toInstant(),
                row.getObject("finished_at", OffsetDateTime.class).toInstant());
    }

    /// From its submission until it began, or until it ended without that.
    public Duration waited() {
        return Duration.between(createdAt, startedAt == null ? finishedAt : startedAt);
    }

    /// From its beginning until its end; null if it never began.
    public @Nullable Duration took() {
        return startedAt == null ? null : Duration.between(startedAt, finishedAt);
    }
}
