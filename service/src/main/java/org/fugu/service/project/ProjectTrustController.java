package org.fugu.service.project;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.account.NewTrust;
import org.fugu.service.account.PipelineTrust;
import org.fugu.service.account.PipelineTrusts;
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

/// The pipelines that a project trusts, for its owner.
@RestController
@RequestMapping("/api/v1/projects/{id}/trusts")
@Tag(name = "projects")
class ProjectTrustController {
    private final ProjectTrusts trusts;

    ProjectTrustController(ProjectTrusts trusts) {
        this.trusts = trusts;
    }

    @Operation(
            summary = "Trusts pipelines by their CI's identity provider; for the owner",
            description =
                    "A token of that issuer for `audience` that says what `claims` want does what a run key does, and"
                            + " no secret is stored.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @ApiResponse(responseCode = "403", description = "You are not the owner")
    @ApiResponse(responseCode = "409", description = "The project has as many as it may")
    @ApiResponse(responseCode = "422", description = "The issuer is not configured, or the claims are anybody's")
    @PostMapping
    ResponseEntity<PipelineTrust> makeTrust(
            @PathVariable String id, @Valid @RequestBody NewTrust wanted, @AuthenticationPrincipal Account account) {
        var made = trusts.make(account, id, wanted);
        return ResponseEntity.created(URI.create("/api/v1/projects/" + id + "/trusts/" + made.id()))
                .body(made);
    }

    @Operation(summary = "The pipelines that the project trusts; for the owner")
    @ApiResponse(responseCode = "200", description = "Trusts, newest first")
    @ApiResponse(responseCode = "403", description = "You are not the owner")
    @GetMapping
    ResponseEntity<Page<PipelineTrust>> listTrusts(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(trusts.list(account, id, paging), PipelineTrusts.Row::number, PipelineTrusts.Row::trust);
    }

    @Operation(summary = "Trusts them no more, from the next request on; for the owner")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "You are not the owner")
    @DeleteMapping("/{trustId}")
    ResponseEntity<Void> deleteTrust(
            @PathVariable String id, @PathVariable String trustId, @AuthenticationPrincipal Account account) {
        trusts.remove(account, id, trustId);
        return ResponseEntity.noContent().build();
    }
}
