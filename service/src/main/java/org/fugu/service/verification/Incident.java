package org.fugu.service.verification;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A run that, carried out once more, had another digest. That is a fault of the service.
///
/// @param machineVersion of the run
/// @param run which; null for those whose run it is not, as are `recorded` and `found`
/// @param recorded the digest of its result
/// @param found the digest that it had when it was carried out once more
/// @param closedAt null while it is open
/// @param note why it was closed; null while it is open
record Incident(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String machineVersion,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String run,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String recorded,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String found,

        Instant openedAt,
        @Nullable Instant closedAt,
        @Nullable String note) {}
