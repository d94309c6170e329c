package org.fugu.service.project;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.fugu.service.account.Account;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What members may have for a project's runs.
@RestController
@RequestMapping("/api/v1/projects/{id}")
@Tag(name = "projects")
class MemberQuotaController {
    private final MemberQuotas quotas;

    MemberQuotaController(MemberQuotas quotas) {
        this.quotas = quotas;
    }

    @Operation(summary = "What each member may have for the project's runs")
    @ApiResponse(responseCode = "200", description = "The quota of who has none of their own")
    @GetMapping("/member-quota")
    MemberQuota getMemberQuota(@PathVariable String id, @AuthenticationPrincipal Account account) {
        return quotas.usual(account, id);
    }

    @Operation(
            summary = "Says what each member may have for the project's runs; for its owner",
            description = "What is absent or null is as much as you have. A run that has begun goes on to its end.")
    @ApiResponse(responseCode = "200", description = "Changed")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @PutMapping("/member-quota")
    MemberQuota changeMemberQuota(
            @PathVariable String id, @Valid @RequestBody MemberQuota wanted, @AuthenticationPrincipal Account account) {
        return quotas.giveAll(account, id, wanted);
    }

    @Operation(summary = "What one member may have, and has of it; for the owner, and for oneself")
    @ApiResponse(responseCode = "200", description = "The quota")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @GetMapping("/members/{name}/quota")
    MemberQuotas.MemberUse getQuotaOfMember(
            @PathVariable String id, @PathVariable String name, @AuthenticationPrincipal Account account) {
        return quotas.see(account, id, name);
    }

    @Operation(
            summary = "Gives one member a quota of their own for the project's runs; for its owner",
            description = "What is absent or null is what each member may have.")
    @ApiResponse(responseCode = "200", description = "Changed")
    @ApiResponse(responseCode = "403", description = "Somebody else owns it")
    @PutMapping("/members/{name}/quota")
    MemberQuotas.MemberUse changeQuotaOfMember(
            @PathVariable String id,
            @PathVariable String name,
            @Valid @RequestBody MemberQuota wanted,
            @AuthenticationPrincipal Account account) {
        return quotas.give(account, id, name, wanted);
    }
}
