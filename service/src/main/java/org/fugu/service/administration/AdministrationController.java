package org.fugu.service.administration;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.corun.CoRunWithdrawal;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.partition.PartitionWithdrawal;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.RunCancellation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Everybody's runs, leases and bundles, for administrators; the security configuration keeps others out. Apart from
/// the resources of users, so that no mistake there shows one user's to another.
@RestController
@RequestMapping("/api/v1/admin")
@Tag(name = "administration")
class AdministrationController {
    private final OthersThings things;
    private final RunCancellation runs;
    private final CoRunWithdrawal coRuns;
    private final PartitionWithdrawal partitions;
    private final AuditLog audit;

    AdministrationController(
            OthersThings things,
            RunCancellation runs,
            CoRunWithdrawal coRuns,
            PartitionWithdrawal partitions,
            AuditLog audit) {
        this.things = things;
        this.runs = runs;
        this.coRuns = coRuns;
        this.partitions = partitions;
        this.audit = audit;
    }

    private static <T> T found(Optional<T> thing, String what) {
        return thing.orElseThrow(() -> Refusal.notFound(what));
    }

    @Operation(summary = "Everybody's runs, newest first")
    @GetMapping("/runs")
    ResponseEntity<Page<OthersRun>> listAllRuns(
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(things.runs(user, state, paging), OthersThings.Row::number, OthersThings.Row::shown);
    }

    @GetMapping("/runs/{id}")
    OthersRun getAnyRun(@PathVariable String id) {
        return found(things.run(id), "run");
    }

    @Operation(summary = "Cancels somebody's run")
    @ApiResponse(responseCode = "202", description = "It will stop; what has not begun is canceled already")
    @ApiResponse(responseCode = "409", description = "The run has ended, or is a job of a co-run")
    @PostMapping("/runs/{id}/cancel")
    ResponseEntity<OthersRun> cancelAnyRun(@PathVariable String id, @AuthenticationPrincipal Account administrator) {
        var run = getAnyRun(id);
        runs.cancel(id);
        audit.record(Act.RUN_CANCELED, administrator.id(), id, "of " + run.user());
        return ResponseEntity.accepted().body(getAnyRun(id));
    }

    @Operation(summary = "Everybody's run-sets, newest first")
    @GetMapping("/run-sets")
    ResponseEntity<Page<OthersRunSet>> listAllRunSets(
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(things.runSets(user, paging), OthersThings.Row::number, OthersThings.Row::shown);
    }

    @Operation(summary = "Cancels the runs of somebody's set that have not ended")
    @ApiResponse(responseCode = "202", description = "They will stop")
    @PostMapping("/run-sets/{id}/cancel")
    ResponseEntity<OthersRunSet> cancelAnyRunSet(
            @PathVariable String id, @AuthenticationPrincipal Account administrator) {
        runs.cancelSet(id);
        var set = found(things.runSet(id), "run-set");
        audit.record(Act.RUN_SET_CANCELED, administrator.id(), id, "of " + set.user());
        return ResponseEntity.accepted().body(set);
    }

    @Operation(summary = "Everybody's leases, newest first, those for single runs too")
    @GetMapping("/partitions")
    ResponseEntity<Page<OthersPartition>> listAllPartitions(
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(things.partitions(user, state, paging), OthersThings.Row::number, OthersThings.Row::shown);
    }

    @Operation(summary = "Gives somebody's lease back")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "409", description = "A run is queued or running on it")
    @DeleteMapping("/partitions/{id}")
    ResponseEntity<Void> releaseAnyPartition(@PathVariable String id, @AuthenticationPrincipal Account administrator) {
        var owner = partitions.release(id);
        audit.record(Act.PARTITION_RELEASED, administrator.id(), id, "of " + owner);
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "Everybody's co-runs, newest first")
    @GetMapping("/co-runs")
    ResponseEntity<Page<OthersCoRun>> listAllCoRuns(
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(things.coRuns(user, state, paging), OthersThings.Row::number, OthersThings.Row::shown);
    }

    @Operation(summary = "Ends a co-run that waits, or the jobs of one that runs")
    @ApiResponse(responseCode = "202", description = "It will stop; one that waited is canceled already")
    @ApiResponse(responseCode = "409", description = "It has ended")
    @PostMapping("/co-runs/{id}/cancel")
    ResponseEntity<OthersCoRun> cancelAnyCoRun(
            @PathVariable String id, @AuthenticationPrincipal Account administrator) {
        coRuns.cancel(id);
        var coRun = found(things.coRun(id), "co-run");
        audit.record(Act.CO_RUN_CANCELED, administrator.id(), id, "of " + coRun.user());
        return ResponseEntity.accepted().body(coRun);
    }

    @Operation(summary = "Everybody's bundles, newest first, without their content")
    @GetMapping("/bundles")
    ResponseEntity<Page<OthersBundle>> listAllBundles(
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(things.bundles(user, paging), OthersThings.Row::number, OthersThings.Row::shown);
    }
}
