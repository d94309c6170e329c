package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A lease as an administrator sees it, one that was made for a single run too.
///
/// @param user whose it is, by name
/// @param rectangle as in `4x2+0+6`; the shape alone while it waits for any place
/// @param forRun whether it was made for one run, and ends with that
/// @param holds how many runs are queued or under way on it
record OthersPartition(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String user,
        String machine,
        String rectangle,
        String kind,
        String state,
        boolean forRun,
        int holds,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant endedAt) {}
