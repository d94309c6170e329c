package org.fugu.service.run;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.fugu.service.account.Account;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The runs of a project.
@RestController
@RequestMapping("/api/v1/projects/{id}/runs")
@Tag(name = "projects")
class ProjectRunController {
    private final ProjectAccess access;
    private final RunRows rows;

    ProjectRunController(ProjectAccess access, RunRows rows) {
        this.access = access;
        this.rows = rows;
    }

    @Operation(
            summary = "The runs that were submitted to a project",
            description = "For its owner all of them, newest first; for others their own.")
    @GetMapping
    ResponseEntity<Page<Run>> listProjectRuns(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String user,
            @Parameter(schema = @Schema(implementation = RunState.class)) @RequestParam(required = false) @Nullable
                    String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        RunState.require(state);
        var paging = Paging.of(limit, cursor);
        var role = access.require(account, id, ProjectRole.VIEWER).role();
        var whose = role == ProjectRole.OWNER ? user : account.name();
        return paging.answer(
                rows.listOfProject(account.id(), id, whose, state, paging), RunRows.Row::number, RunRows.Row::run);
    }
}
