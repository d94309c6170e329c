package org.fugu.service.project;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
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

/// Links by which people join a project.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "projects")
class InvitationController {
    private final Invitations invitations;
    private final ProjectRows rows;

    InvitationController(Invitations invitations, ProjectRows rows) {
        this.invitations = invitations;
        this.rows = rows;
    }

    @Operation(
            summary = "Makes a link by which people join the project; for its owner",
            description = "Its token is told this once. Who is signed in and has it can join.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it, and its token is told this once")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @ApiResponse(responseCode = "409", description = "The project has as many as it may")
    @PostMapping("/projects/{id}/invitations")
    ResponseEntity<IssuedInvitation> makeInvitation(
            @PathVariable String id,
            @Valid @RequestBody NewInvitation wanted,
            @AuthenticationPrincipal Account account) {
        var made = invitations.make(account, id, wanted);
        var path =
                "/api/v1/projects/" + id + "/invitations/" + made.invitation().id();
        return ResponseEntity.created(URI.create(path))
                .header("Cache-Control", "no-store")
                .body(made);
    }

    @ApiResponse(responseCode = "200", description = "Invitations, newest first, without their tokens")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @GetMapping("/projects/{id}/invitations")
    ResponseEntity<Page<Invitation>> listInvitations(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(
                invitations.list(account, id, paging), Invitations.Row::number, Invitations.Row::invitation);
    }

    @Operation(summary = "Revokes an invitation; who joined by it stays")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @DeleteMapping("/projects/{id}/invitations/{invitation}")
    ResponseEntity<Void> revokeInvitation(
            @PathVariable String id, @PathVariable String invitation, @AuthenticationPrincipal Account account) {
        invitations.revoke(account, id, invitation);
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Joins a project by an invitation's token",
            description = "Who takes part already, as that or more, stays what they are, and uses nothing up.")
    @ApiResponse(responseCode = "200", description = "You take part in it")
    @ApiResponse(responseCode = "404", description = "There is no such invitation")
    @ApiResponse(responseCode = "409", description = "The invitation is over, or the project has as many as it may")
    @PostMapping("/invitations/accept")
    Project acceptInvitation(@Valid @RequestBody Joining wanted, @AuthenticationPrincipal Account account) {
        var id = invitations.join(account, wanted.token());
        return rows.find(account.id(), id)
                .orElseThrow(() -> Refusal.notFound("project"))
                .project();
    }
}
