package org.fugu.service.account;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
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

/// The signed-in user's own API keys.
@RestController
@RequestMapping("/api/v1/keys")
@Tag(name = "keys")
class KeyController {
    private final ApiKeys keys;
    private final AuditLog audit;

    KeyController(ApiKeys keys, AuditLog audit) {
        this.keys = keys;
        this.audit = audit;
    }

    @GetMapping
    ResponseEntity<Page<ApiKey>> listKeys(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(keys.list(account, paging), ApiKeys.Row::number, ApiKeys.Row::key);
    }

    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @PostMapping
    ResponseEntity<IssuedKey> makeKey(@Valid @RequestBody NewKey wanted, @AuthenticationPrincipal Account account) {
        var issued = keys.issue(account, null, wanted);
        audit.record(
                Act.KEY_MADE,
                account.id(),
                issued.id(),
                issued.name() + " " + issued.scope().wireName());
        return ResponseEntity.created(URI.create("/api/v1/keys/" + issued.id())).body(issued);
    }

    @ApiResponse(responseCode = "204", description = "Done")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> revokeKey(@PathVariable String id, @AuthenticationPrincipal Account account) {
        if (!keys.revoke(account, id)) throw Refusal.notFound("key");
        audit.record(Act.KEY_REVOKED, account.id(), id, null);
        return ResponseEntity.noContent().build();
    }
}
