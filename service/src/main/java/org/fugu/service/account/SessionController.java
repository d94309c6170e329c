package org.fugu.service.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Signing in and out in a browser.
@RestController
@RequestMapping("/api/v1/session")
@Tag(name = "session")
class SessionController {
    private final SignIn signIn;
    private final Users users;
    private final SessionAuthenticationStrategy onSignIn;
    private final AuditLog audit;
    private final OidcLogin provider;

    SessionController(
            SignIn signIn, Users users, SessionAuthenticationStrategy onSignIn, AuditLog audit, OidcLogin provider) {
        this.signIn = signIn;
        this.users = users;
        this.onSignIn = onSignIn;
        this.audit = audit;
        this.provider = provider;
    }

    @GetMapping
    Session getSession(@AuthenticationPrincipal @Nullable Account account) {
        if (account == null) throw Refusal.of(401, "not-signed-in", "sign in first, or send an API key");
        return new Session(User.of(account), users.required(account.id()).mustChangePassword());
    }

    @Operation(summary = "How one can sign in here, beside name and password")
    @ApiResponse(responseCode = "200", description = "An identity provider, where one is configured")
    @SecurityRequirements
    @GetMapping("/ways")
    SignInWays listSignInWays() {
        return provider.ways();
    }

    @ApiResponse(responseCode = "200", description = "Signed in; the session is in a cookie")
    @ApiResponse(responseCode = "401", description = "The name or the password is wrong")
    @ApiResponse(responseCode = "403", description = "The user is disabled, or the CSRF token is missing")
    @ApiResponse(responseCode = "429", description = "Too many sign-ins failed")
    @SecurityRequirements
    @PostMapping
    Session signIn(
            @Valid @RequestBody Credentials credentials, HttpServletRequest request, HttpServletResponse response) {
        var user = signIn.check(credentials, request.getRemoteAddr());
        SessionOwner.signIn(request, user);
        onSignIn.onAuthentication(SignedIn.of(user.account()), request, response);
        return new Session(User.of(user.account()), user.mustChangePassword());
    }

    @ApiResponse(responseCode = "204", description = "Done")
    @SecurityRequirements
    @DeleteMapping
    ResponseEntity<Void> signOut(@AuthenticationPrincipal @Nullable Account account, HttpServletRequest request) {
        SessionOwner.signOut(request);
        if (account != null) audit.record(Act.SIGNED_OUT, account.id(), account.name(), null);
        SecurityContextHolder.clearContext();
        return ResponseEntity.noContent().build();
    }
}
