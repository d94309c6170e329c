package org.fugu.service.webhook;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Where a project's events are sent to, and what became of them.
@RestController
@RequestMapping("/api/v1/projects/{id}/webhooks")
@Tag(name = "webhooks")
class WebhookController {
    private static final String OWNED = "Somebody else owns the project";

    private final Webhooks webhooks;
    private final Deliveries deliveries;

    WebhookController(Webhooks webhooks, Deliveries deliveries) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    @Operation(
            summary = "Has a project's events sent somewhere; for its owner",
            description = "The answer has the secret that signatures are made with, and no later one does.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @ApiResponse(responseCode = "403", description = OWNED)
    @ApiResponse(responseCode = "409", description = "Webhooks are off here, or the project has as many as it may")
    @PostMapping
    ResponseEntity<IssuedWebhook> makeWebhook(
            @PathVariable String id, @Valid @RequestBody NewWebhook wanted, @AuthenticationPrincipal Account account) {
        var made = webhooks.make(account, id, wanted);
        return ResponseEntity.created(URI.create("/api/v1/projects/" + id + "/webhooks/" + made.id()))
                .body(made);
    }

    @ApiResponse(responseCode = "200", description = "A page of them")
    @ApiResponse(responseCode = "403", description = OWNED)
    @GetMapping
    ResponseEntity<Page<Webhook>> listWebhooks(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(webhooks.list(account, id, paging), Webhooks.Row::number, Webhooks.Row::webhook);
    }

    @ApiResponse(responseCode = "200", description = "The webhook")
    @ApiResponse(responseCode = "403", description = OWNED)
    @GetMapping("/{webhook}")
    Webhook getWebhook(
            @PathVariable String id, @PathVariable String webhook, @AuthenticationPrincipal Account account) {
        return webhooks.get(account, id, webhook);
    }

    @Operation(summary = "Has nothing sent there any more; for the project's owner")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = OWNED)
    @DeleteMapping("/{webhook}")
    ResponseEntity<Void> deleteWebhook(
            @PathVariable String id, @PathVariable String webhook, @AuthenticationPrincipal Account account) {
        webhooks.delete(account, id, webhook);
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "What was sent to a webhook, and how it went; for the project's owner")
    @ApiResponse(responseCode = "200", description = "A page of them")
    @ApiResponse(responseCode = "403", description = OWNED)
    @GetMapping("/{webhook}/deliveries")
    ResponseEntity<Page<WebhookDelivery>> listDeliveries(
            @PathVariable String id,
            @PathVariable String webhook,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        var asked = webhooks.get(account, id, webhook);
        return paging.answer(deliveries.list(asked.id(), paging), Deliveries.Row::number, Deliveries.Row::delivery);
    }
}
