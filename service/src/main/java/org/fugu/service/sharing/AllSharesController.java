package org.fugu.service.sharing;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.fugu.service.account.Account;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// All links of a user, whatever they lead to.
@RestController
@RequestMapping("/api/v1/shares")
@Tag(name = "sharing")
class AllSharesController {
    private final RunShares shares;

    AllSharesController(RunShares shares) {
        this.shares = shares;
    }

    @Operation(summary = "All links of yours that lead somewhere")
    @ApiResponse(responseCode = "200", description = "Links, newest first")
    @GetMapping
    ResponseEntity<Page<Share>> listAllShares(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(
                shares.list(account, SharedKind.RUN, null, paging), RunShares.Row::number, RunShares.Row::share);
    }

    @Operation(summary = "Takes a link back, whatever it leads to")
    @ApiResponse(responseCode = "204", description = "Done")
    @DeleteMapping("/{shareId}")
    ResponseEntity<Void> revokeAnyShare(@PathVariable String shareId, @AuthenticationPrincipal Account account) {
        shares.revoke(account, shareId);
        return ResponseEntity.noContent().build();
    }
}
