package org.fugu.service.verification;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the service is, for all who use it.
///
/// @param model the version of the machine model
/// @param runsQueued of all users
/// @param runsRunning likewise
/// @param audited runs that audits carried out once more in the last 30 days
/// @param different how many of these had another digest
/// @param lastAuditedAt when the latest of them ended
/// @param incidents the open ones first, and then the newest that are closed
record ServiceStatus(
        String model,
        @Schema(minimum = "0") long runsQueued,
        @Schema(minimum = "0") long runsRunning,
        @Schema(minimum = "0") long audited,
        @Schema(minimum = "0") long different,
        @Nullable Instant lastAuditedAt,
        List<Incident> incidents) {
    ServiceStatus {
        incidents = List.copyOf(incidents);
    }
}
