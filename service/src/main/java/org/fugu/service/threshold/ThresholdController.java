package org.fugu.service.threshold;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.fugu.service.account.Account;
import org.fugu.service.listing.Page;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How far the measures of a project's benchmarks may move.
@RestController
@RequestMapping("/api/v1/projects/{id}/thresholds")
@Tag(name = "thresholds")
class ThresholdController {
    private final ProjectThresholds thresholds;
    private final List<ManifestThresholds> manifests;
    private final ProjectAccess access;

    ThresholdController(ProjectThresholds thresholds, List<ManifestThresholds> manifests, ProjectAccess access) {
        this.thresholds = thresholds;
        this.manifests = manifests;
        this.access = access;
    }

    @Operation(
            summary = "What the manifest of the default branch says, and what the project has beyond that",
            description = "The project's own count only for measures of which the manifest that counts says nothing.")
    @ApiResponse(responseCode = "200", description = "All of them")
    @GetMapping
    Page<ProjectThreshold> listThresholds(@PathVariable String id, @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        var ofManifests = manifests.stream().flatMap(manifest -> manifest.ofNewest(id).stream());
        return new Page<>(
                Stream.concat(ofManifests, thresholds.list(id).stream()).toList(), null);
    }

    @Operation(summary = "Adds a threshold of the project's own; for its owner")
    @ApiResponse(responseCode = "201", description = "Added")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @ApiResponse(responseCode = "409", description = "It has such a threshold, or as many as it may")
    @PostMapping
    ResponseEntity<ProjectThreshold> addThreshold(
            @PathVariable String id,
            @Valid @RequestBody NewThreshold wanted,
            @AuthenticationPrincipal Account account) {
        var added = thresholds.add(account, id, wanted);
        return ResponseEntity.created(URI.create("/api/v1/projects/" + id + "/thresholds/" + added.id()))
                .body(added);
    }

    @Operation(summary = "Deletes a threshold of the project's own; for its owner")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @DeleteMapping("/{threshold}")
    ResponseEntity<Void> deleteThreshold(
            @PathVariable String id, @PathVariable String threshold, @AuthenticationPrincipal Account account) {
        thresholds.delete(account, id, threshold);
        return ResponseEntity.noContent().build();
    }
}
