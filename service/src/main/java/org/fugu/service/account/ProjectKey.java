package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A run key as those who may see it see it in a list.
///
/// @param prefix the first letters of the token
/// @param createdBy who made it; it works while they may measure in the project
/// @param expiresAt null when it does not expire
/// @param lastUsedAt null when it was never used; kept to the minute
public record ProjectKey(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String name,
        String prefix,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {
    static ProjectKey of(ApiKey key, String maker) {
        return new ProjectKey(
                key.id(), key.name(), key.prefix(), maker, key.createdAt(), key.expiresAt(), key.lastUsedAt());
    }
}
