package org.fugu.service.run;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.body.MaxBody;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
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

/// Submitting many runs that differ along axes, and comparing them.
@RestController
@RequestMapping("/api/v1/run-sets")
@Tag(name = "run-sets")
class RunSetController {
    private static final String CSV = "text/csv;charset=UTF-8";

    private final Submissions submissions;
    private final Runs runs;
    private final RunRemoval removal;
    private final RunSetRows rows;
    private final AuditLog audit;

    RunSetController(Submissions submissions, Runs runs, RunRemoval removal, RunSetRows rows, AuditLog audit) {
        this.submissions = submissions;
        this.runs = runs;
        this.removal = removal;
        this.rows = rows;
        this.audit = audit;
    }

    @Operation(
            summary = "Submits a run for each combination of some choices",
            description = "At most 256 runs, accepted all together or not at all. A run is as it would be alone.")
    @ApiResponse(
            responseCode = "202",
            description = "Accepted; Location names the set",
            headers = {
                @Header(name = "Location", ref = "Location"),
                @Header(name = "Retry-After", ref = "Retry-After"),
                @Header(name = "ETag", ref = "ETag")
            })
    @ApiResponse(responseCode = "404", description = "There is no such bundle or partition of yours")
    @ApiResponse(
            responseCode = "409",
            description =
                    "The lease has ended, there is no room for so many runs, or the Idempotency-Key is being used")
    @ApiResponse(responseCode = "429", description = "Too many of your runs wait already")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @MaxBody(NewRun.MAX_BYTES)
    @PostMapping
    ResponseEntity<RunSet> submitRunSet(
            @Valid @RequestBody NewRunSet wanted,
            @SubmissionKey @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Account account) {
        var id = submissions.submit(account, wanted, key);
        var answer = ResponseEntity.accepted()
                .location(URI.create("/api/v1/run-sets/" + id))
                .header("Retry-After", "1");
        return shown(answer, account, id);
    }

    private ResponseEntity<RunSet> shown(ResponseEntity.BodyBuilder answer, Account account, String id) {
        var row = rows.find(account.id(), id).orElseThrow(() -> Refusal.notFound("run-set"));
        return answer.eTag(row.etag()).body(row.set());
    }

    @GetMapping
    ResponseEntity<Page<RunSet>> listRunSets(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(rows.list(account.id(), paging), RunSetRows.Row::number, RunSetRows.Row::set);
    }

    @ConditionalGet
    @Operation(summary = "The set with its runs, compared")
    @ApiResponse(responseCode = "200", description = "The set", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{id}")
    ResponseEntity<RunSet> getRunSet(@PathVariable String id, @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(summary = "The set as a table", description = "Comma-separated values with a line for each run.")
    @ApiResponse(
            responseCode = "200",
            description = "The table",
            headers =
                    @Header(
                            name = "Content-Disposition",
                            description = "The name of a file to save it in",
                            schema = @Schema(type = "string")),
            content = @Content(mediaType = CSV, schema = @Schema(type = "string")))
    @GetMapping(path = "/{id}/csv", produces = CSV)
    ResponseEntity<byte[]> getRunSetTable(@PathVariable String id, @AuthenticationPrincipal Account account) {
        var table = rows.csv(account.id(), id).orElseThrow(() -> Refusal.notFound("run-set"));
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(CSV))
                .header("Content-Disposition", "attachment; filename=\"" + id + ".csv\"")
                .body(table.getBytes(StandardCharsets.UTF_8));
    }

    @Operation(summary = "Cancels all of its runs that have not ended")
    @ApiResponse(
            responseCode = "202",
            description = "They will stop; what has not begun is canceled already",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "409", description = "All of its runs have ended")
    @PostMapping("/{id}/cancel")
    ResponseEntity<RunSet> cancelRunSet(@PathVariable String id, @AuthenticationPrincipal Account account) {
        var set = rows.find(account.id(), id).orElseThrow(() -> Refusal.notFound("run-set"));
        if (set.set().state() == RunSetState.ENDED) {
            throw Refusal.of(409, "run-set-ended", "all runs of " + id + " have ended");
        }
        // One a transaction: who has a run locked may not wait for another one.
        for (var run : rows.underWay(id)) runs.cancelUnlessEnded(account.id(), run);
        audit.record(Act.RUN_SET_CANCELED, account.id(), id, null);
        return shown(ResponseEntity.accepted(), account, id);
    }

    @Operation(summary = "Deletes a set whose runs have ended, and these")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "409", description = "Not all of its runs have ended")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> deleteRunSet(@PathVariable String id, @AuthenticationPrincipal Account account) {
        removal.removeSet(account.id(), id);
        audit.record(Act.RUN_SET_DELETED, account.id(), id, null);
        return ResponseEntity.noContent().build();
    }
}
