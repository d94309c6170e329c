package org.fugu.service.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key that was just made. The token is shown in this answer and never again.
record IssuedKey(
        String id,
        String name,
        String token,
        String prefix,
        Instant createdAt,
        @Nullable Instant expiresAt) {}
