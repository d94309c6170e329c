package org.fugu.service.storage;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.fugu.service.account.Account;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.quota.GivenQuota;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.quota.QuotaUse;
import org.fugu.service.quota.Quotas;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What one user may have, for administrators; the security configuration keeps others out.
@RestController
@RequestMapping("/api/v1/users/{id}/quota")
@Tag(name = "users")
class UserQuotaController {
    /// A user's quota, with what they have of it.
    ///
    /// @param given what an administrator gave the user; null for what the installation gives everybody
    record UserQuota(GivenQuota given, StorageUse storage, QuotaUse use) {}

    private final Quotas quotas;
    private final Storage storage;
    private final NodeUse use;

    UserQuotaController(Quotas quotas, Storage storage, NodeUse use) {
        this.quotas = quotas;
        this.storage = storage;
        this.use = use;
    }

    private ResponseEntity<UserQuota> answer(String id, Quotas.Seen seen) {
        return ResponseEntity.ok().eTag(seen.etag()).body(new UserQuota(seen.quota(), storage.of(id), use.of(id)));
    }

    @Operation(summary = "What a user may have, and has of it")
    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The quota", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping
    ResponseEntity<UserQuota> getQuota(@PathVariable String id) {
        return answer(id, quotas.see(id));
    }

    @Operation(
            summary = "Gives a user a quota of their own",
            description = "What is absent or null is what the installation gives everybody. What the user has already"
                    + " stays, and a run that has begun goes on to its end.")
    @ApiResponse(responseCode = "200", description = "Changed", headers = @Header(name = "ETag", ref = "ETag"))
    @PutMapping
    ResponseEntity<UserQuota> changeQuota(
            @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @Valid @RequestBody GivenQuota wanted,
            @AuthenticationPrincipal Account administrator) {
        return answer(id, quotas.change(administrator, id, match, wanted));
    }
}
