package org.fugu.service.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An API key as its owner sees it in a list.
///
/// @param prefix the first letters of the token
/// @param expiresAt null when it does not expire
/// @param lastUsedAt null when it was never used; kept to the minute
record ApiKey(
        String id,
        String name,
        String prefix,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
