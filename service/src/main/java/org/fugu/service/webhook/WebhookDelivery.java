package org.fugu.service.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.document.KnownValues;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// One event on its way to one webhook.
///
/// @param id what is sent as `webhook-id`, the same in each attempt
/// @param event what it tells of; `ping` for a test
/// @param lastStatus of HTTP, in the last attempt that was answered
/// @param lastError why the last attempt failed
/// @param nextAttemptAt null when there is none to come
/// @param body what is posted, JSON
record WebhookDelivery(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String event,
        @KnownValues(DeliveryState.class) String state,
        int attempts,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        String body) {}
