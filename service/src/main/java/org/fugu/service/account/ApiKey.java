package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// An API key as its owner sees it in a list.
///
/// @param prefix the first letters of the token
/// @param scope how much of what its owner may it may; `run` for a project's key
/// @param expiresAt null when it does not expire
/// @param lastUsedAt null when it was never used; kept to the minute
public record ApiKey(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String name,
        String prefix,
        KeyScope scope,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
