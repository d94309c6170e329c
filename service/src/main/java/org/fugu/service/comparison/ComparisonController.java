package org.fugu.service.comparison;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.Optional;
import org.fugu.service.account.Account;
import org.fugu.service.body.MaxBody;
import org.fugu.service.document.AnyObject;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.fugu.service.run.PreferredWait;
import org.fugu.service.signal.WaitForEnd;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A project's comparisons.
@RestController
@RequestMapping("/api/v1/projects/{id}/comparisons")
@Tag(name = "comparisons")
class ComparisonController {
    private static final int LONGEST_WAIT_SECONDS = 30;
    /// Of whom 256 are acknowledged.
    private static final int MAX_BYTES = 256 << 10;

    private final ProjectAccess access;
    private final Comparisons comparisons;
    private final ComparisonRows rows;
    private final WaitForEnd waiting;

    ComparisonController(ProjectAccess access, Comparisons comparisons, ComparisonRows rows, WaitForEnd waiting) {
        this.access = access;
        this.comparisons = comparisons;
        this.rows = rows;
        this.waiting = waiting;
    }

    @Operation(
            summary = "Holds a measurement against another; for the owner, members and run keys",
            description =
                    "Waits for them if they are under way. What is worse is explained: both bundles are run again,"
                            + " followed step by step.")
    @ApiResponse(
            responseCode = "202",
            description = "Accepted; Location names it",
            headers = {@Header(name = "Location", ref = "Location"), @Header(name = "Retry-After", ref = "Retry-After")
            })
    @ApiResponse(responseCode = "403", description = "You are a viewer")
    @ApiResponse(responseCode = "409", description = "A measurement came to no result, or the project keeps too much")
    @ApiResponse(responseCode = "429", description = "Too many of the project wait already")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @MaxBody(MAX_BYTES)
    @PostMapping
    ResponseEntity<ProjectComparison> compare(
            @PathVariable String id,
            @Valid @RequestBody NewComparison wanted,
            @AuthenticationPrincipal Account account) {
        var comparison = row(id, comparisons.submit(account, id, wanted)).comparison();
        return ResponseEntity.accepted()
                .header("Retry-After", "1")
                .location(URI.create("/api/v1/projects/" + id + "/comparisons/" + comparison.id()))
                .body(comparison);
    }

    private ComparisonRows.Row row(String project, String comparison) {
        return rows.find(project, comparison).orElseThrow(() -> Refusal.notFound("comparison"));
    }

    @GetMapping
    ResponseEntity<Page<ProjectComparison>> listComparisons(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String branch,
            @RequestParam(required = false) @Nullable String commit,
            @RequestParam(required = false) @Nullable String pullRequest,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        var paging = Paging.of(limit, cursor);
        var filter = new ComparisonRows.Filter(commit, branch, pullRequest);
        return paging.answer(rows.list(id, filter, paging), ComparisonRows.Row::number, ComparisonRows.Row::comparison);
    }

    @Operation(
            summary = "A comparison",
            description = "With `Prefer: wait=N`, N up to 30, answers when it has ended, or after N seconds.")
    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The comparison", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{comparison}")
    ResponseEntity<ProjectComparison> getComparison(
            @PathVariable String id,
            @PathVariable String comparison,
            @PreferredWait @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        var row = waiting.until(
                comparison,
                prefer,
                LONGEST_WAIT_SECONDS,
                () -> row(id, comparison),
                seen -> seen.comparison().state().hasEnded());
        return ResponseEntity.ok().eTag(row.etag()).body(row.comparison());
    }

    @Operation(summary = "Its report", description = "The document `fuguComparison` of `bench compare --json`.")
    @AnyObject
    @ApiResponse(responseCode = "409", description = "It has not finished")
    @GetMapping(path = "/{comparison}/report", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getReport(
            @PathVariable String id, @PathVariable String comparison, @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        var state = row(id, comparison).comparison().state();
        return ResponseEntity.ok(rows.report(comparison)
                .orElseThrow(() -> Refusal.of(
                        409, "comparison-not-finished", "the comparison has no report: it is " + state.wireName())));
    }

    @Operation(
            summary = "Why a benchmark is worse",
            description = "The document `fuguExplanation` of `bench explain --json`, if it is explained.")
    @AnyObject
    @GetMapping(path = "/{comparison}/explanation", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getExplanation(
            @PathVariable String id,
            @PathVariable String comparison,
            @RequestParam String benchmark,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        row(id, comparison);
        return explained(rows.explanation(comparison, benchmark));
    }

    @Operation(
            summary = "Where a benchmark's cycles went, and went before",
            description = "A differential flame graph for speedscope.app, if it is explained.")
    @AnyObject
    @GetMapping(path = "/{comparison}/flames", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getFlames(
            @PathVariable String id,
            @PathVariable String comparison,
            @RequestParam String benchmark,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        row(id, comparison);
        return explained(rows.flames(comparison, benchmark));
    }

    private static ResponseEntity<byte[]> explained(Optional<byte[]> found) {
        return ResponseEntity.ok(found.orElseThrow(() -> Refusal.of(
                404, "not-explained", "that benchmark is not explained; the comparison's report says what is")));
    }

    @Operation(summary = "Deletes a comparison; for the owner")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "Somebody else owns the project")
    @ApiResponse(responseCode = "409", description = "It has not ended")
    @DeleteMapping("/{comparison}")
    ResponseEntity<Void> deleteComparison(
            @PathVariable String id, @PathVariable String comparison, @AuthenticationPrincipal Account account) {
        comparisons.delete(account, id, comparison);
        return ResponseEntity.noContent().build();
    }
}
