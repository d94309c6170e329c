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

/// The links to a run-set, for its owner.
@RestController
@RequestMapping("/api/v1/run-sets/{id}/shares")
@Tag(name = "sharing")
class RunSetShareController {
    private final RunShares shares;

    RunSetShareController(RunShares shares) {
        this.shares = shares;
    }

    @Operation(
            summary = "Makes a link by which whoever has it sees this set",
            description = "Its table and its CSV, without signing in, and nothing else. Its token is shown this once.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @ApiResponse(responseCode = "409", description = "The set has as many as it may")
    @PostMapping
    ResponseEntity<IssuedShare> shareRunSet(
            @PathVariable String id, @Valid @RequestBody NewShare wanted, @AuthenticationPrincipal Account account) {
        var made = shares.make(account, SharedKind.RUN_SET, id, wanted);
        return ResponseEntity.created(URI.create("/api/v1/run-sets/" + id + "/shares/" + made.id()))
                .header("Cache-Control", "no-store")
                .body(made);
    }

    @Operation(summary = "The links to this set that lead somewhere")
    @ApiResponse(responseCode = "200", description = "Links, newest first")
    @GetMapping
    ResponseEntity<Page<Share>> listRunSetShares(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        if (!shares.owns(account, SharedKind.RUN_SET, id)) throw Refusal.notFound("run-set");
        var paging = Paging.of(limit, cursor);
        return paging.answer(
                shares.list(account, SharedKind.RUN_SET, id, paging), RunShares.Row::number, RunShares.Row::share);
    }

    @Operation(summary = "Takes a link back: it leads nowhere from the next request on")
    @ApiResponse(responseCode = "204", description = "Done")
    @DeleteMapping("/{shareId}")
    ResponseEntity<Void> revokeRunSetShare(
            @PathVariable String id, @PathVariable String shareId, @AuthenticationPrincipal Account account) {
        shares.revoke(account, SharedKind.RUN_SET, id, shareId);
        return ResponseEntity.noContent().build();
    }
}
