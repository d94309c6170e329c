package org.fugu.service.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who a user is at the identity provider, for administrators; the security configuration keeps others out.
@RestController
@RequestMapping("/api/v1/users/{id}/identity")
@Tag(name = "users")
class IdentityController {
    private final Users users;
    private final OidcSettings settings;
    private final AuditLog audit;

    IdentityController(Users users, OidcSettings settings, AuditLog audit) {
        this.users = users;
        this.settings = settings;
        this.audit = audit;
    }

    @Operation(
            summary = "Links a user with somebody at the identity provider",
            description = "Who signs in there as `subject` is this user from then on. Sessions go on.")
    @ApiResponse(responseCode = "200", description = "The identity")
    @ApiResponse(responseCode = "409", description = "There is no provider, or another user has that identity")
    @PutMapping
    LinkedIdentity linkIdentity(
            @PathVariable String id,
            @Valid @RequestBody NewIdentity wanted,
            @AuthenticationPrincipal Account administrator) {
        if (!settings.on()) {
            throw Refusal.of(409, "no-identity-provider", "no identity provider is configured: FUGU_OIDC_ISSUER");
        }
        var identity = new LinkedIdentity(settings.issuer(), wanted.subject());
        users.link(id, identity);
        audit.record(Act.IDENTITY_LINKED, administrator.id(), id, identity.subject() + " of " + identity.issuer());
        return identity;
    }

    @Operation(
            summary = "Takes the link with the identity provider away",
            description = "All sessions of the user end: how each began is not known.")
    @ApiResponse(responseCode = "204", description = "Done")
    @DeleteMapping
    ResponseEntity<Void> unlinkIdentity(@PathVariable String id, @AuthenticationPrincipal Account administrator) {
        users.unlink(id);
        audit.record(Act.IDENTITY_UNLINKED, administrator.id(), id, null);
        return ResponseEntity.noContent().build();
    }
}
