package org.fugu.service.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.fugu.service.identifier.Identifiers;

/// Where a project's events are sent to.
record Webhook(
        @Schema(pattern = Identifiers.PATTERN) String id, String url, List<EventKind> events, Instant createdAt) {}
