package org.fugu.service.webhook;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
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

    private static ResponseEntity<Webhook> shown(Webhooks.Row row) {
        return ResponseEntity.ok().eTag(row.etag()).body(row.webhook());
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The webhook", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = OWNED)
    @GetMapping("/{webhook}")
    ResponseEntity<Webhook> getWebhook(
            @PathVariable String id, @PathVariable String webhook, @AuthenticationPrincipal Account account) {
        return shown(webhooks.get(account, id, webhook));
    }

    @Operation(
            summary = "Changes address and events of a webhook; for the project's owner",
            description =
                    "`If-Match` has its ETag. The secret stays, and what is still to be sent goes to the new address.")
    @ApiResponse(responseCode = "200", description = "Changed", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = OWNED)
    @PutMapping("/{webhook}")
    ResponseEntity<Webhook> changeWebhook(
            @PathVariable String id,
            @PathVariable String webhook,
            @Valid @RequestBody NewWebhook wanted,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        return shown(webhooks.change(account, id, webhook, match, wanted));
    }

    @Operation(
            summary = "Sends a webhook a message of type `ping`, whatever it listens to; for the project's owner",
            description = "So that its receiver can be tried. It is signed, logged and tried again like an event.")
    @ApiResponse(responseCode = "202", description = "On its way")
    @ApiResponse(responseCode = "403", description = OWNED)
    @ApiResponse(responseCode = "409", description = "Webhooks are off here, or a ping is on its way already")
    @PostMapping("/{webhook}/ping")
    ResponseEntity<WebhookDelivery> pingWebhook(
            @PathVariable String id, @PathVariable String webhook, @AuthenticationPrincipal Account account) {
        var delivery = webhooks.ping(account, id, webhook);
        return ResponseEntity.accepted().body(deliveries.find(delivery));
    }

    @Operation(
            summary = "Sends once more what was delivered or given up; for the project's owner",
            description = "As it was, with the same `webhook-id`.")
    @ApiResponse(responseCode = "202", description = "On its way")
    @ApiResponse(responseCode = "403", description = OWNED)
    @ApiResponse(responseCode = "409", description = "Webhooks are off here, or it has not ended")
    @PostMapping("/{webhook}/deliveries/{delivery}/redeliver")
    ResponseEntity<WebhookDelivery> redeliver(
            @PathVariable String id,
            @PathVariable String webhook,
            @PathVariable String delivery,
            @AuthenticationPrincipal Account account) {
        webhooks.redeliver(account, id, webhook, delivery);
        return ResponseEntity.accepted().body(deliveries.find(delivery));
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
        return paging.answer(
                deliveries.list(asked.webhook().id(), paging), Deliveries.Row::number, Deliveries.Row::delivery);
    }
}
