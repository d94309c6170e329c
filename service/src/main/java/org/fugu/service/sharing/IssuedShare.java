package org.fugu.service.sharing;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;

/// A link that was just made. The token is shown in this answer and never again.
///
/// @param path of the dashboard's page, with the token behind `#`: that part of an address is sent to nobody
record IssuedShare(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String token,
        String path,
        boolean showsOwner,
        Instant createdAt,
        Instant expiresAt) {}
