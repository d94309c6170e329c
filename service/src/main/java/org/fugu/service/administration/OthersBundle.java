package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;

/// A bundle as an administrator sees it, once for each user who uploaded it.
///
/// @param user who uploaded it, by name
/// @param size of the archive, in bytes
record OthersBundle(
        @Schema(pattern = Identifiers.DIGEST_PATTERN) String digest,
        String user,
        String name,
        String version,
        long size,
        Instant uploadedAt) {}
