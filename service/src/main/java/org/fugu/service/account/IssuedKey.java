package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A key that was just made. The token is shown in this answer and never again.
public record IssuedKey(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String name,
        String token,
        String prefix,
        KeyScope scope,
        Instant createdAt,
        @Nullable Instant expiresAt) {}
