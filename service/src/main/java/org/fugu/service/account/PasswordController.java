package org.fugu.service.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// One's own password.
@RestController
@RequestMapping("/api/v1/users/me/password")
@Tag(name = "users")
class PasswordController {
    private final SignIn signIn;
    private final Users users;
    private final ApiKeys keys;
    private final AuditLog audit;

    PasswordController(SignIn signIn, Users users, ApiKeys keys, AuditLog audit) {
        this.signIn = signIn;
        this.users = users;
        this.keys = keys;
        this.audit = audit;
    }

    @Operation(
            summary = "Changes one's own password",
            description =
                    "In a session, which goes on; all others of the user end. API keys stay, unless `revokeKeys`.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "422", description = "The old password is wrong, or the new one will not do")
    @ApiResponse(responseCode = "429", description = "Too many wrong passwords")
    @PutMapping
    ResponseEntity<Void> changePassword(
            @Valid @RequestBody NewPassword wanted,
            @AuthenticationPrincipal Account account,
            HttpServletRequest request) {
        if (account.key() != null) {
            throw Refusal.of(403, "session-needed", "a key changes no password: sign in with the one that you have");
        }
        if (!signIn.isPasswordOf(account, wanted.oldPassword(), request.getRemoteAddr())) {
            audit.record(Act.SIGN_IN_FAILED, account.id(), account.name(), "change of password");
            throw Refusal.ofField(422, "wrong-password", "/oldPassword", "this is not your password");
        }
        if (wanted.newPassword().equals(wanted.oldPassword())) {
            throw Refusal.ofField(422, "same-password", "/newPassword", "must be another one than the old");
        }
        var epoch = users.setPassword(account.id(), wanted.newPassword(), null);
        request.changeSessionId();
        new SessionOwner(account.id(), epoch).own(request.getSession());
        var revoked = Boolean.TRUE.equals(wanted.revokeKeys()) ? keys.revokeAll(account.id()) : 0;
        audit.record(Act.PASSWORD_CHANGED, account.id(), account.id(), revoked > 0 ? revoked + " keys revoked" : null);
        return ResponseEntity.noContent().build();
    }
}
