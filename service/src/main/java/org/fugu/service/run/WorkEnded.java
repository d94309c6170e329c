package org.fugu.service.run;

import org.jspecify.annotations.Nullable;

/// Work of [WorkRows] has ended, however that came. Published in the transaction that records it.
///
/// @param kind in one word
/// @param user who asked for it, by name; null if nobody did
/// @param state that it has now, as in the API
/// @param outcome what it came to, in one word; null without a result
/// @param failure why without a result
/// @param attempts how often it was begun
public record WorkEnded(
        String kind,
        String id,
        @Nullable String user,
        @Nullable String project,
        String state,
        @Nullable String outcome,
        @Nullable String failure,
        int attempts,
        WorkTimes times) {}
