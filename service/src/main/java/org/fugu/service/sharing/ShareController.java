package org.fugu.service.sharing;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
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
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The links to runs and run-sets, for their owner.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "sharing")
class ShareController {
    private final RunShares shares;

    ShareController(RunShares shares) {
        this.shares = shares;
    }

    @Operation(
            summary = "Makes a link by which whoever has it sees this run",
            description = "Without signing in, and nothing else. Its token is shown this once.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @ApiResponse(responseCode = "409", description = "The run has as many as it may")
    @PostMapping("/runs/{id}/shares")
    ResponseEntity<IssuedShare> shareRun(
            @PathVariable String id, @Valid @RequestBody NewShare wanted, @AuthenticationPrincipal Account account) {
        return made(account, SharedKind.RUN, id, wanted);
    }

    @Operation(
            summary = "Makes a link by which whoever has it sees this set",
            description = "Its table and its CSV, without signing in, and nothing else. Its token is shown this once.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @ApiResponse(responseCode = "409", description = "The set has as many as it may")
    @PostMapping("/run-sets/{id}/shares")
    ResponseEntity<IssuedShare> shareRunSet(
            @PathVariable String id, @Valid @RequestBody NewShare wanted, @AuthenticationPrincipal Account account) {
        return made(account, SharedKind.RUN_SET, id, wanted);
    }

    private ResponseEntity<IssuedShare> made(Account account, SharedKind kind, String id, NewShare wanted) {
        var made = shares.make(account, kind, id, wanted);
        return ResponseEntity.created(URI.create(kind.path() + id + "/shares/" + made.id()))
                .header("Cache-Control", "no-store")
                .body(made);
    }

    @Operation(summary = "The links to this run that lead somewhere")
    @ApiResponse(responseCode = "200", description = "Links, newest first")
    @GetMapping("/runs/{id}/shares")
    ResponseEntity<Page<Share>> listShares(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        return listed(account, SharedKind.RUN, id, limit, cursor);
    }

    @Operation(summary = "The links to this set that lead somewhere")
    @ApiResponse(responseCode = "200", description = "Links, newest first")
    @GetMapping("/run-sets/{id}/shares")
    ResponseEntity<Page<Share>> listRunSetShares(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        return listed(account, SharedKind.RUN_SET, id, limit, cursor);
    }

    private ResponseEntity<Page<Share>> listed(
            Account account, SharedKind kind, String id, @Nullable Integer limit, @Nullable String cursor) {
        if (!shares.owns(account, kind, id)) throw Refusal.notFound(kind.word());
        var paging = Paging.of(limit, cursor);
        return paging.answer(shares.list(account, kind, id, paging), RunShares.Row::number, RunShares.Row::share);
    }

    @Operation(summary = "Takes a link back: it leads nowhere from the next request on")
    @ApiResponse(responseCode = "204", description = "Done")
    @DeleteMapping("/runs/{id}/shares/{shareId}")
    ResponseEntity<Void> revokeShare(
            @PathVariable String id, @PathVariable String shareId, @AuthenticationPrincipal Account account) {
        shares.revoke(account, SharedKind.RUN, id, shareId);
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "Takes a link back: it leads nowhere from the next request on")
    @ApiResponse(responseCode = "204", description = "Done")
    @DeleteMapping("/run-sets/{id}/shares/{shareId}")
    ResponseEntity<Void> revokeRunSetShare(
            @PathVariable String id, @PathVariable String shareId, @AuthenticationPrincipal Account account) {
        shares.revoke(account, SharedKind.RUN_SET, id, shareId);
        return ResponseEntity.noContent().build();
    }
}
