package org.fugu.service.corun;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.body.MaxBody;
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

/// Opening co-runs on a shared partition, adding jobs to them, starting them.
@RestController
@RequestMapping("/api/v1/co-runs")
@Tag(name = "co-runs")
class CoRunController {
    private final CoRunOpening opening;
    private final CoRuns coRuns;
    private final CoRunRows rows;
    private final JobPlanning planning;

    CoRunController(CoRunOpening opening, CoRuns coRuns, CoRunRows rows, JobPlanning planning) {
        this.opening = opening;
        this.coRuns = coRuns;
        this.rows = rows;
        this.planning = planning;
    }

    @Operation(
            summary = "Opens a co-run on a shared partition",
            description = "Its members are the partition's users of now, each with one job. It starts when all of them"
                    + " have confirmed theirs or left, or when its opener closes it.")
    @ApiResponse(
            responseCode = "201",
            description = "Opened; Location names it",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "404", description = "There is no such partition that you can see")
    @ApiResponse(responseCode = "409", description = "The lease has ended")
    @ApiResponse(responseCode = "429", description = "Too many of your co-runs are open already")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @PostMapping
    ResponseEntity<CoRun> openCoRun(
            @Valid @RequestBody NewCoRun wanted,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Account account) {
        var id = opening.open(account, wanted, key);
        return shown(ResponseEntity.created(URI.create("/api/v1/co-runs/" + id)), account, id);
    }

    private ResponseEntity<CoRun> shown(ResponseEntity.BodyBuilder answer, Account account, String id) {
        var row = row(account, id);
        return answer.eTag(row.etag()).body(row.coRun());
    }

    private CoRunRows.Row row(Account account, String id) {
        return rows.find(account.id(), id).orElseThrow(() -> Refusal.notFound("co-run"));
    }

    @GetMapping
    ResponseEntity<Page<CoRun>> listCoRuns(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(rows.list(account.id(), paging), CoRunRows.Row::number, CoRunRows.Row::coRun);
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The co-run", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{id}")
    ResponseEntity<CoRun> getCoRun(@PathVariable String id, @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(
            summary = "Adds your job to an open co-run, or changes it",
            description = "`If-Match` has the co-run's ETag. The other members see its program, place and limit of"
                    + " cycles, and neither its bundle, its arguments, what it reads nor its disk.")
    @ApiResponse(responseCode = "200", description = "Added", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "404", description = "There is no such co-run or bundle that you can see")
    @ApiResponse(responseCode = "409", description = "The co-run is not open any more, or your job is confirmed")
    @MaxBody(NewJob.MAX_BYTES)
    @PutMapping("/{id}/job")
    ResponseEntity<CoRun> putJob(
            @PathVariable String id,
            @Valid @RequestBody NewJob wanted,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        coRuns.join(account, id, match, planning.plan(account, row(account, id).coRun(), wanted));
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(
            summary = "Confirms your job, which gets a run of yours",
            description = "`If-Match` has the ETag of the co-run as you have seen it. The last confirmation starts it.")
    @ApiResponse(responseCode = "200", description = "Confirmed", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "409", description = "There is no job to confirm, or no room for its run")
    @ApiResponse(responseCode = "429", description = "Too many of your runs wait already")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @PostMapping("/{id}/confirm")
    ResponseEntity<CoRun> confirmJob(
            @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        coRuns.confirm(account, id, match);
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(
            summary = "Starts the co-run with the jobs that are confirmed; for its opener",
            description = "`If-Match` has the co-run's ETag. Members who have not confirmed are left out.")
    @ApiResponse(responseCode = "200", description = "Started", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = "Somebody else opened it")
    @ApiResponse(responseCode = "409", description = "No job is confirmed, or it was started before")
    @PostMapping("/{id}/close")
    ResponseEntity<CoRun> closeCoRun(
            @PathVariable String id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        coRuns.close(account, id, match);
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(summary = "Ends a co-run that has not been started; for its opener")
    @ApiResponse(responseCode = "200", description = "Canceled", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = "Somebody else opened it")
    @ApiResponse(responseCode = "409", description = "It was started")
    @PostMapping("/{id}/cancel")
    ResponseEntity<CoRun> cancelCoRun(@PathVariable String id, @AuthenticationPrincipal Account account) {
        coRuns.cancel(account, id);
        return shown(ResponseEntity.ok(), account, id);
    }

    @Operation(
            summary = "Leaves a co-run, or cancels your job in one that is under way",
            description = "Before the first attempt the job is left out. Afterwards it ends at a cycle that is recorded"
                    + " (`endedAt`), and the co-run is carried out once more with that.")
    @ApiResponse(
            responseCode = "202",
            description = "Done, or asked for",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "409", description = "It has ended, or you have no part in it")
    @DeleteMapping("/{id}/job")
    ResponseEntity<CoRun> leaveCoRun(@PathVariable String id, @AuthenticationPrincipal Account account) {
        coRuns.leave(account, id);
        return shown(ResponseEntity.accepted(), account, id);
    }
}
