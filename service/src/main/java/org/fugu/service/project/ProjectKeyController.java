package org.fugu.service.project;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.account.IssuedKey;
import org.fugu.service.account.NewKey;
import org.fugu.service.account.ProjectKey;
import org.fugu.service.account.RunKeys;
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

/// A project's run keys, for pipelines.
@RestController
@RequestMapping("/api/v1/projects/{id}/keys")
@Tag(name = "projects")
class ProjectKeyController {
    private final ProjectKeys keys;

    ProjectKeyController(ProjectKeys keys) {
        this.keys = keys;
    }

    @Operation(
            summary = "Makes a run key; for the owner and members",
            description =
                    "It reads the project, uploads bundles as its maker, measures and compares, while its maker may.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it, and its token is shown this once")
    @ApiResponse(responseCode = "403", description = "You are a viewer")
    @ApiResponse(responseCode = "409", description = "The project has as many as it may")
    @PostMapping
    ResponseEntity<IssuedKey> makeRunKey(
            @PathVariable String id, @Valid @RequestBody NewKey wanted, @AuthenticationPrincipal Account account) {
        var issued = keys.make(account, id, wanted);
        return ResponseEntity.created(URI.create("/api/v1/projects/" + id + "/keys/" + issued.id()))
                .body(issued);
    }

    @Operation(summary = "The run keys that you made; for the owner all")
    @ApiResponse(responseCode = "200", description = "Keys, newest first")
    @ApiResponse(responseCode = "403", description = "You are a viewer")
    @GetMapping
    ResponseEntity<Page<ProjectKey>> listRunKeys(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(keys.list(account, id, paging), RunKeys.Row::number, RunKeys.Row::key);
    }

    @Operation(summary = "Revokes a run key that you made; for the owner any")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "You are a viewer")
    @DeleteMapping("/{keyId}")
    ResponseEntity<Void> revokeRunKey(
            @PathVariable String id, @PathVariable String keyId, @AuthenticationPrincipal Account account) {
        keys.revoke(account, id, keyId);
        return ResponseEntity.noContent().build();
    }
}
