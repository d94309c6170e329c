package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// Pipelines that a project trusts.
///
/// @param audience what the token has to be for: the project's identifier
/// @param createdBy who made it; it works while they may measure in the project
/// @param lastUsedAt null when no pipeline came; kept to the minute
/// @param lastSubject who came last
public record PipelineTrust(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String name,
        String issuer,
        @Schema(pattern = Identifiers.PATTERN) String audience,
        Map<String, String> claims,
        String createdBy,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable String lastSubject) {}
