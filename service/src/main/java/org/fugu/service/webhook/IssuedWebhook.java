package org.fugu.service.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.fugu.service.identifier.Identifiers;

/// A webhook that was just made.
///
/// @param secret what signatures are made with; shown in this answer and never again
record IssuedWebhook(
        @Schema(pattern = Identifiers.PATTERN) String id,
        String url,
        List<EventKind> events,
        Instant createdAt,
        String secret) {
    static IssuedWebhook of(Webhook made, WebhookSecret secret) {
        return new IssuedWebhook(made.id(), made.url(), made.events(), made.createdAt(), secret.text());
    }
}
