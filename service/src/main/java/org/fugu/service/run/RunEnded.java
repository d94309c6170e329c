package org.fugu.service.run;

import org.jspecify.annotations.Nullable;

/// A run has ended, however that came. Published in the transaction that records it.
///
/// @param user whose it is, by name
/// @param state that it has now, as in the API; `outcome` and `exitCode` likewise
/// @param message why without a result
/// @param cycle at which it ended, as far as one knows
/// @param attempts how often it was begun
/// @param from the run whose result it was answered with, or null
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
        WorkTimes times) {}
