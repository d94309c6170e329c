package org.fugu.service.history;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.fugu.service.account.Account;
import org.fugu.service.listing.Page;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The benchmarks of a project, and what they measured over time.
@RestController
@RequestMapping("/api/v1/projects/{id}/benchmarks")
@Tag(name = "benchmarks")
class HistoryController {
    private static final String USUAL_MEASURE = "cycles";

    private final Histories histories;
    private final ProjectAccess access;

    HistoryController(Histories histories, ProjectAccess access) {
        this.histories = histories;
        this.access = access;
    }

    @Operation(
            summary = "The benchmarks that were measured, by branch and machine",
            description = "The last measured first, at most 1,000. Without `branch` those of all branches.")
    @ApiResponse(responseCode = "200", description = "All of them")
    @GetMapping
    Page<BenchmarkSummary> listBenchmarks(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String branch,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        return new Page<>(histories.benchmarks(id, name, branch), null);
    }

    @Operation(
            summary = "What one measure of a benchmark was, commit by commit",
            description =
                    "`measure` is `cycles`, `branch` the project's default, and `machine` that of the newest figure"
                            + " unless they are said.")
    @ApiResponse(responseCode = "200", description = "The history")
    @GetMapping("/{name}/history")
    BenchmarkHistory getHistory(
            @PathVariable String id,
            @PathVariable String name,
            @RequestParam(required = false, defaultValue = USUAL_MEASURE) String measure,
            @RequestParam(required = false) @Nullable String branch,
            @RequestParam(required = false) @Nullable String machine,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        var of = branch == null ? histories.defaultBranch(id) : branch;
        return histories.history(id, name, measure, of, machine).orElseThrow(() -> Refusal.notFound("figure"));
    }
}
