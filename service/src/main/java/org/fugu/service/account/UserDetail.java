package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A user as administrators see one.
///
/// @param disabled whether they are kept out
/// @param mustChangePassword whether an administrator gave them the password that they have
/// @param signedInAt when they last did, in a browser or for a key; null when never
/// @param identity who they are at the identity provider; null without one
public record UserDetail(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String name,
        Role role,
        boolean disabled,
        boolean mustChangePassword,
        Instant createdAt,
        @Nullable Instant signedInAt,
        @Nullable LinkedIdentity identity) {}
