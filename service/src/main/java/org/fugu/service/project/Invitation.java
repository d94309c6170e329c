package org.fugu.service.project;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A link by which people can join a project, as its owner sees it.
///
/// @param role what they are then
/// @param uses how many can join by it
/// @param used how many have
/// @param revokedAt null unless it was
record Invitation(
        @Schema(pattern = Identifiers.PATTERN) String id,
        ProjectRole role,
        int uses,
        int used,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {}
