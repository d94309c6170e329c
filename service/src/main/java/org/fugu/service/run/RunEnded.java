package org.fugu.service.run;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run has ended, however that came. Published in the transaction that records it.
///
/// @param user whose it is, by name
/// @param state that it has now, as in the API; `outcome` and `exitCode` likewise
/// @param message why without a result
/// @param cycle at which it ended, as far as one knows
/// @param attempts how often it was begun
/// @param from the run whose result it was answered with, or null
/// @param startedAt null if it never began
public record RunEnded(
        String id,
        String user,
        @Nullable String project,
        @Nullable String coRun,
        String state,
        @Nullable String outcome,
        @Nullable Integer exitCode,
        @Nullable String message,
        long cycle,
        int attempts,
        @Nullable String from,
        Instant createdAt,
        @Nullable Instant startedAt,
        Instant finishedAt) {
    /// From its submission until it began, or until it ended without that.
    public Duration waited() {
        return Duration.between(createdAt, startedAt == null ? finishedAt : startedAt);
    }

    /// From its beginning until its end; null if it never began.
    public @Nullable Duration took() {
        return startedAt == null ? null : Duration.between(startedAt, finishedAt);
    }
}
