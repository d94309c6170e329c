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

/// The links to a run, for its owner.
@RestController
@RequestMapping("/api/v1/runs/{id}/shares")
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
    @PostMapping
    ResponseEntity<IssuedShare> shareRun(
            @PathVariable String id, @Valid @RequestBody NewShare wanted, @AuthenticationPrincipal Account account) {
        var made = shares.make(account, SharedKind.RUN, id, wanted);
        return ResponseEntity.created(URI.create("/api/v1/runs/" + id + "/shares/" + made.id()))
                .header("Cache-Control", "no-store")
                .body(made);
    }

    @Operation(summary = "The links to this run that lead somewhere")
    @ApiResponse(responseCode = "200", description = "Links, newest first")
    @GetMapping
    ResponseEntity<Page<Share>> listShares(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        if (!shares.owns(account, SharedKind.RUN, id)) throw Refusal.notFound("run");
        var paging = Paging.of(limit, cursor);
        return paging.answer(
                shares.list(account, SharedKind.RUN, id, paging), RunShares.Row::number, RunShares.Row::share);
    }

    @Operation(summary = "Takes a link back: it leads nowhere from the next request on")
    @ApiResponse(responseCode = "204", description = "Done")
    @DeleteMapping("/{shareId}")
    ResponseEntity<Void> revokeShare(
            @PathVariable String id, @PathVariable String shareId, @AuthenticationPrincipal Account account) {
        shares.revoke(account, SharedKind.RUN, id, shareId);
        return ResponseEntity.noContent().build();
    }
}
