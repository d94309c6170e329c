package org.fugu.service.project;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.document.ConditionalGet;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The projects that the caller takes part in.
@RestController
@RequestMapping("/api/v1/projects")
@Tag(name = "projects")
class ProjectController {
    private final Projects projects;
    private final ProjectRows rows;

    ProjectController(Projects projects, ProjectRows rows) {
        this.projects = projects;
        this.rows = rows;
    }

    @Operation(summary = "Makes a project of yours")
    @ApiResponse(
            responseCode = "201",
            description = "Made; Location names it",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "409", description = "You have one of that name, or as many as you may")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @PostMapping
    ResponseEntity<Project> makeProject(
            @Valid @RequestBody NewProject wanted, @AuthenticationPrincipal Account account) {
        var id = projects.make(account, wanted.settings());
        return shown(ResponseEntity.created(URI.create("/api/v1/projects/" + id)), account, id);
    }

    private ResponseEntity<Project> shown(ResponseEntity.BodyBuilder answer, Account account, String id) {
        var row = rows.find(account.id(), id).orElseThrow(() -> Refusal.notFound("project"));
        return answer.eTag(row.etag()).body(row.project());
    }

    @GetMapping
    ResponseEntity<Page<Project>> listProjects(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(rows.list(account.id(), paging), ProjectRows.Row::number, ProjectRows.Row::project);
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The project", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{id}")
    ResponseEntity<Project> getProject(@PathVariable String id, @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(summary = "Changes a project; for its owner", description = "`If-Match` has the project's ETag.")
    @ApiResponse(responseCode = "200", description = "Changed", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @ApiResponse(responseCode = "409", description = "You have another of that name")
    @PutMapping("/{id}")
    ResponseEntity<Project> changeProject(
            @PathVariable String id,
            @Valid @RequestBody ProjectChange wanted,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        projects.change(account, id, match, wanted);
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(
            summary = "Deletes a project with all that it has; for its owner",
            description = "Its bundles stay with those who uploaded them.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> deleteProject(@PathVariable String id, @AuthenticationPrincipal Account account) {
        projects.delete(account, id);
        return ResponseEntity.noContent().build();
    }
}
