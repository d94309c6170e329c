package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;

/// A run-set as an administrator sees it.
///
/// @param user who submitted it, by name
/// @param size how many runs it has
/// @param ended how many of them have ended
record OthersRunSet(
        @Schema(pattern = Identifiers.PATTERN) String id, String user, int size, int ended, Instant createdAt) {}
