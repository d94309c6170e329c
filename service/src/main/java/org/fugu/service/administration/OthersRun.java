package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A run as an administrator sees it, whoever owns it: what it takes, and not what it says.
///
/// @param user who submitted it, by name
/// @param state as in the run's own resource
/// @param mesh as in `4x2`
/// @param outcome how the guest ended; null before
/// @param cycles of the result; while it runs, how far it is known to have come
/// @param message why it was canceled or given up; null otherwise
record OthersRun(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String user,
        String state,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) String bundle,

        String bundleName,
        String machine,
        String mesh,
        int nodes,
        @Nullable String partition,
        @Nullable String coRun,
        @Nullable String waitingFor,
        @Nullable String outcome,
        long cycles,
        @Nullable String message,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {}
