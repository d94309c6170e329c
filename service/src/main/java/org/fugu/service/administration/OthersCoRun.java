package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A co-run as an administrator sees it.
///
/// @param user who opened it, by name
/// @param members how many were invited and have not left, its opener among them
record OthersCoRun(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String user,
        String state,
        String machine,
        String partition,
        int members,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {}
