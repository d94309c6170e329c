package org.fugu.service.verification;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.PreferredWait;
import org.fugu.service.signal.WaitForEnd;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Has runs carried out once more, and says what came of it.
@RestController
@RequestMapping("/api/v1/runs/{id}")
@Tag(name = "runs")
class VerificationController {
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final Verifications verifications;
    private final VerificationRows rows;
    private final WaitForEnd waiting;

    VerificationController(Verifications verifications, VerificationRows rows, WaitForEnd waiting) {
        this.verifications = verifications;
        this.rows = rows;
        this.waiting = waiting;
    }

    @Operation(
            summary = "Carries the run out once more, and compares the digests",
            description = "Digests that differ are an incident, which `GET /status` tells. A run that is being verified"
                    + " already is not verified twice at once.")
    @ApiResponse(
            responseCode = "202",
            description = "Accepted; Location names the verification",
            headers = {
                @Header(name = "Location", ref = "Location"),
                @Header(name = "Retry-After", ref = "Retry-After"),
                @Header(name = "ETag", ref = "ETag")
            })
    @ApiResponse(
            responseCode = "409",
            description = "The run has no result, is of another version of the machine, or a part of a co-run")
    @ApiResponse(responseCode = "429", description = "Too many of your runs wait to be verified already")
    @PostMapping("/verify")
    ResponseEntity<Verification> verifyRun(@PathVariable String id, @AuthenticationPrincipal Account account) {
        var made = row(account, id, verifications.ask(account.id(), id));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/runs/" + id + "/verifications/"
                        + made.verification().id()))
                .header("Retry-After", "1")
                .eTag(made.etag())
                .body(made.verification());
    }

    private VerificationRows.Row row(Account account, String run, String id) {
        return rows.find(account.id(), run, id).orElseThrow(() -> Refusal.notFound("verification"));
    }

    @Operation(summary = "How often the run was carried out once more, newest first")
    @ApiResponse(responseCode = "200", description = "Verifications")
    @GetMapping("/verifications")
    ResponseEntity<Page<Verification>> listVerifications(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        verifications.requireRun(account.id(), id);
        var paging = Paging.of(limit, cursor);
        return paging.answer(
                rows.list(account.id(), id, paging), VerificationRows.Row::number, VerificationRows.Row::verification);
    }

    @Operation(
            summary = "A verification",
            description = "With `Prefer: wait=N`, N up to 30, answers when it has ended, or after N seconds.")
    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The verification", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/verifications/{verification}")
    ResponseEntity<Verification> getVerification(
            @PathVariable String id,
            @PathVariable String verification,
            @PreferredWait @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            @AuthenticationPrincipal Account account) {
        var row = waiting.until(
                verification,
                prefer,
                LONGEST_WAIT_SECONDS,
                () -> row(account, id, verification),
                seen -> seen.verification().state().hasEnded());
        return ResponseEntity.ok().eTag(row.etag()).body(row.verification());
    }
}
