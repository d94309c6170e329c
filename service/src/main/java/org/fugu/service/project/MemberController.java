package org.fugu.service.project;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.fugu.service.account.Account;
import org.fugu.service.account.User;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Who takes part in a project.
@RestController
@RequestMapping("/api/v1/projects/{id}/members")
@Tag(name = "projects")
class MemberController {
    private final ProjectAccess access;
    private final ProjectRows rows;
    private final Members members;

    MemberController(ProjectAccess access, ProjectRows rows, Members members) {
        this.access = access;
        this.rows = rows;
        this.members = members;
    }

    @GetMapping
    ResponseEntity<Page<ProjectMember>> listMembers(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        access.require(account, id, ProjectRole.VIEWER);
        return paging.answer(rows.members(id, paging), ProjectRows.MemberRow::number, ProjectRows.MemberRow::member);
    }

    @Operation(
            summary = "Adds somebody to a project, or changes what they may; for its owner",
            description =
                    "A name that nobody has is added like one that somebody has; who gets it later was not added.")
    @ApiResponse(responseCode = "200", description = "Added, or changed")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @ApiResponse(responseCode = "409", description = "That is its owner, or it has as many members as it may")
    @PutMapping("/{name}")
    ProjectMember putMember(
            @PathVariable String id,
            @PathVariable String name,
            @Valid @RequestBody NewMember wanted,
            @AuthenticationPrincipal Account account) {
        if (!name.matches(User.NAME_FORM)) throw Refusal.of(400, "bad-parameter", "the name " + User.NAME_RULE);
        return members.put(account, id, name, wanted.role());
    }

    @Operation(summary = "Takes somebody out of a project; for its owner, and for oneself")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @ApiResponse(responseCode = "409", description = "That is its owner")
    @DeleteMapping("/{name}")
    ResponseEntity<Void> removeMember(
            @PathVariable String id, @PathVariable String name, @AuthenticationPrincipal Account account) {
        members.remove(account, id, name);
        return ResponseEntity.noContent().build();
    }
}
