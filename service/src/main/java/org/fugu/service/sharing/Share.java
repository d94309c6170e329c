package org.fugu.service.sharing;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A link to a run or a run-set, as its owner sees it in a list.
///
/// @param run to which it leads, or null
/// @param runSet to which it leads, or null
/// @param prefix the first letters of its token
/// @param showsOwner whether who has it is told whose run it is
/// @param lastUsedAt null when nobody came; kept to the minute
record Share(
        @Schema(pattern = Identifiers.PATTERN) String id,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String run,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String runSet,
        String prefix,
        boolean showsOwner,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
