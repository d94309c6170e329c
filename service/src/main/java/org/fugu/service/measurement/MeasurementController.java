package org.fugu.service.measurement;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.Arrays;
import org.fugu.service.account.Account;
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

/// A project's measurements.
@RestController
@RequestMapping("/api/v1/projects/{id}/measurements")
@Tag(name = "measurements")
class MeasurementController {
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final ProjectAccess access;
    private final Measurements measurements;
    private final MeasurementRows rows;
    private final MeasurementRemoval removal;
    private final WaitForEnd waiting;

    MeasurementController(
            ProjectAccess access,
            Measurements measurements,
            MeasurementRows rows,
            MeasurementRemoval removal,
            WaitForEnd waiting) {
        this.access = access;
        this.measurements = measurements;
        this.rows = rows;
        this.removal = removal;
        this.waiting = waiting;
    }

    @Operation(
            summary = "Has a bundle's benchmarks measured; for the owner, members and run keys",
            description = "If the project has figures of the bundle on the same library OS, from machines of the same"
                    + " versions, they are repeated at once. Asked for again, the same bundle, library OS, commit and"
                    + " branch is the same measurement; one that came to no result is tried once more.")
    @ApiResponse(
            responseCode = "202",
            description = "Accepted; Location names it",
            headers = {@Header(name = "Location", ref = "Location"), @Header(name = "Retry-After", ref = "Retry-After")
            })
    @ApiResponse(
            responseCode = "200",
            description = "It has ended already; Location names it",
            headers = @Header(name = "Location", ref = "Location"))
    @ApiResponse(responseCode = "403", description = "You are a viewer")
    @ApiResponse(
            responseCode = "409",
            description = "The project keeps as many as it may, or the library OS is retired")
    @ApiResponse(responseCode = "429", description = "Too many of the project wait already")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @PostMapping
    ResponseEntity<ProjectMeasurement> measure(
            @PathVariable String id,
            @Valid @RequestBody NewMeasurement wanted,
            @AuthenticationPrincipal Account account) {
        var measurement = row(id, measurements.submit(account, id, wanted)).measurement();
        var answer = measurement.state().hasEnded()
                ? ResponseEntity.ok()
                : ResponseEntity.accepted().header("Retry-After", "1");
        return answer.location(URI.create("/api/v1/projects/" + id + "/measurements/" + measurement.id()))
                .body(measurement);
    }

    private MeasurementRows.Row row(String project, String measurement) {
        return rows.find(project, measurement).orElseThrow(() -> Refusal.notFound("measurement"));
    }

    private ResponseEntity<ProjectMeasurement> shown(MeasurementRows.Row row) {
        return ResponseEntity.ok().eTag(row.etag()).body(row.measurement());
    }

    @GetMapping
    ResponseEntity<Page<ProjectMeasurement>> listMeasurements(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String commit,
            @RequestParam(required = false) @Nullable String branch,
            @RequestParam(required = false) @Nullable String pullRequest,
            @Parameter(schema = @Schema(implementation = MeasurementState.class))
                    @RequestParam(required = false)
                    @Nullable
                    String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        if (state != null
                && Arrays.stream(MeasurementState.values())
                        .noneMatch(known -> known.wireName().equals(state))) {
            throw Refusal.of(400, "bad-parameter", "there is no state '" + state + "'");
        }
        var paging = Paging.of(limit, cursor);
        var filter = new MeasurementRows.Filter(commit, branch, pullRequest, state);
        return paging.answer(
                rows.list(id, filter, paging), MeasurementRows.Row::number, MeasurementRows.Row::measurement);
    }

    @Operation(
            summary = "A measurement",
            description = "With `Prefer: wait=N`, N up to 30, answers when it has ended, or after N seconds.")
    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The measurement", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{measurement}")
    ResponseEntity<ProjectMeasurement> getMeasurement(
            @PathVariable String id,
            @PathVariable String measurement,
            @PreferredWait @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        return shown(waiting.until(
                measurement,
                prefer,
                LONGEST_WAIT_SECONDS,
                () -> row(id, measurement),
                row -> row.measurement().state().hasEnded()));
    }

    @Operation(summary = "Its figures", description = "The results file of `bench run -o`, byte for byte.")
    @AnyObject
    @ApiResponse(responseCode = "409", description = "It has not finished")
    @GetMapping(path = "/{measurement}/results", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getResults(
            @PathVariable String id, @PathVariable String measurement, @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        var state = row(id, measurement).measurement().state();
        return ResponseEntity.ok(rows.document(measurement)
                .orElseThrow(() -> Refusal.of(
                        409, "measurement-not-finished", "the measurement has no results: it is " + state.wireName())));
    }

    @Operation(summary = "Cancels a measurement; for the owner and members")
    @ApiResponse(
            responseCode = "202",
            description = "Done, or asked for",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = "You are a viewer")
    @ApiResponse(responseCode = "409", description = "It has ended")
    @PostMapping("/{measurement}/cancel")
    ResponseEntity<ProjectMeasurement> cancelMeasurement(
            @PathVariable String id, @PathVariable String measurement, @AuthenticationPrincipal Account account) {
        removal.cancel(account, id, measurement);
        var row = row(id, measurement);
        return ResponseEntity.accepted().eTag(row.etag()).body(row.measurement());
    }

    @Operation(
            summary = "Deletes a measurement with its comparisons; for the owner",
            description = "Those that repeat its figures keep them.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "403", description = "Somebody else owns the project")
    @ApiResponse(responseCode = "409", description = "It has not ended")
    @DeleteMapping("/{measurement}")
    ResponseEntity<Void> deleteMeasurement(
            @PathVariable String id, @PathVariable String measurement, @AuthenticationPrincipal Account account) {
        removal.delete(account, id, measurement);
        return ResponseEntity.noContent().build();
    }
}
