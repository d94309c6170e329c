package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.listing.TimeParameter;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The audit log: all of it for administrators, and for others what they did themselves.
@RestController
@RequestMapping("/api/v1/audit")
@Tag(name = "audit")
class AuditController {
    private final ActTrail trail;

    AuditController(ActTrail trail) {
        this.trail = trail;
    }

    @Operation(
            summary = "Who did what, newest first",
            description = "An administrator sees all of it, and others what they did themselves.")
    @ApiResponse(responseCode = "200", description = "Acts, newest first")
    @ApiResponse(responseCode = "403", description = "Only an administrator asks for somebody else's acts")
    @GetMapping
    ResponseEntity<Page<AuditEntry>> listActs(
            @Parameter(description = "Who did it, by name") @RequestParam(required = false) @Nullable String user,
            @Parameter(schema = @Schema(implementation = Act.class)) @RequestParam(required = false) @Nullable
                    String act,
            @Parameter(description = "What it was done to, as it stands there")
                    @RequestParam(required = false)
                    @Nullable
                    String subject,
            @Parameter(description = "From then on, as in 2026-01-31T12:00:00Z")
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(description = "Before then") @RequestParam(required = false) @Nullable String until,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        if (act != null
                && Arrays.stream(Act.values())
                        .noneMatch(known -> known.wireName().equals(act))) {
            throw Refusal.of(400, "bad-parameter", "there is no act '" + act + "'");
        }
        if (user != null && !account.isAdmin() && !user.equals(account.name())) {
            throw Refusal.of(403, "forbidden", "only an administrator sees what others did");
        }
        var wanted = new ActTrail.Wanted(
                account.isAdmin() ? null : account.id(),
                user,
                act,
                subject,
                TimeParameter.read("from", from),
                TimeParameter.read("until", until));
        return paging.answer(trail.list(wanted, paging), ActTrail.Row::number, ActTrail.Row::entry);
    }
}
