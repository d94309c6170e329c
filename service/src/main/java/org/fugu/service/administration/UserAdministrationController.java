package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.fugu.service.account.Account;
import org.fugu.service.account.TemporaryPassword;
import org.fugu.service.account.UserAdministration;
import org.fugu.service.account.UserChange;
import org.fugu.service.account.UserDetail;
import org.fugu.service.document.ConditionalGet;
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

/// One user, for administrators; the security configuration keeps others out.
@RestController
@RequestMapping("/api/v1/users/{id}")
@Tag(name = "users")
class UserAdministrationController {
    private final UserAdministration users;
    private final Departure departure;

    UserAdministrationController(UserAdministration users, Departure departure) {
        this.users = users;
        this.departure = departure;
    }

    private static ResponseEntity<UserDetail> answer(UserAdministration.Seen seen) {
        return ResponseEntity.ok().eTag(seen.etag()).body(seen.user());
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The user", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping
    ResponseEntity<UserDetail> getUser(@PathVariable String id) {
        return answer(users.see(id));
    }

    @Operation(
            summary = "Changes a user's role, or keeps them out",
            description =
                    "Who is disabled has no session and no key from then on. What they have under way is canceled,"
                            + " their leases are released, and nothing else is lost.")
    @ApiResponse(responseCode = "200", description = "Changed", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "409", description = "Nobody would administer the service")
    @PutMapping
    ResponseEntity<UserDetail> changeUser(
            @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @Valid @RequestBody UserChange wanted,
            @AuthenticationPrincipal Account administrator) {
        var changed = users.change(administrator, id, match, wanted);
        if (wanted.disabled()) departure.stop(id);
        return answer(changed);
    }

    @Operation(
            summary = "Gives a user a password that they have to replace",
            description = "Their sessions end. The password is shown once and lasts a day.")
    @ApiResponse(responseCode = "200", description = "The password, to be handed on")
    @PostMapping("/password-reset")
    ResponseEntity<TemporaryPassword> resetPassword(
            @PathVariable String id,
            @RequestParam(defaultValue = "false") boolean revokeKeys,
            @AuthenticationPrincipal Account administrator) {
        return ResponseEntity.ok()
                .header("Cache-Control", "no-store")
                .body(users.resetPassword(administrator, id, revokeKeys));
    }

    @Operation(
            summary = "Deletes a user who is disabled",
            description =
                    "With `cascade` with their runs, bundles and projects. A library OS of theirs that others see or"
                            + " have runs on stays, and takes no new runs.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(
            responseCode = "409",
            description = "The user is enabled, has runs that are being stopped, or has things that are named")
    @DeleteMapping
    ResponseEntity<Void> deleteUser(
            @PathVariable String id,
            @RequestParam(defaultValue = "false") boolean cascade,
            @AuthenticationPrincipal Account administrator) {
        departure.delete(administrator, id, cascade);
        return ResponseEntity.noContent().build();
    }
}
