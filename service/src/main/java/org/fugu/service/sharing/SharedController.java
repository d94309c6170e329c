package org.fugu.service.sharing;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import org.fugu.service.run.SharedRunSets;
import org.fugu.service.run.SharedRuns;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// A run or a run-set for whoever has a link to it. The link's token comes in a header, so that it is in no address and
/// no log.
@RestController
@RequestMapping("/api/v1/shared")
@Tag(name = "sharing")
class SharedController {
    private static final String HEADER = "Fugu-Share";
    private static final String TOKEN = "The link's token, what stands behind the # of its address";
    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final String CSV = "text/csv;charset=UTF-8";

    /// For whoever has a link, and nobody has to sign in.
    @ApiResponse(responseCode = "404", description = "The link leads nowhere, or nowhere any more")
    @ApiResponse(responseCode = "429", description = "Too many looks from this address")
    @SecurityRequirements
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    private @interface ByLink {}

    private final RunShares shares;
    private final SharedRuns runs;
    private final SharedRunSets sets;
    private final ShareLimit limit;

    SharedController(RunShares shares, SharedRuns runs, SharedRunSets sets, ShareLimit limit) {
        this.shares = shares;
        this.runs = runs;
        this.sets = sets;
        this.limit = limit;
    }

    private RunShares.Target open(SharedKind kind, @Nullable String token, HttpServletRequest request) {
        limit.count(request.getRemoteAddr());
        return shares.open(kind, token);
    }

    @Operation(summary = "The run that a link leads to")
    @ApiResponse(responseCode = "200", description = "The run, without what names other things of its owner's")
    @ByLink
    @GetMapping("/run")
    SharedRun getSharedRun(
            @Parameter(description = TOKEN) @RequestHeader(name = HEADER, required = false) @Nullable String token,
            HttpServletRequest request) {
        var target = open(SharedKind.RUN, token, request);
        var run = runs.find(target.user(), target.id()).orElseThrow(RunShares::nowhere);
        return new SharedRun(run, target.owner(), target.expiresAt());
    }

    @Operation(summary = "What the nodes of the run that a link leads to wrote, node by node")
    @ApiResponse(
            responseCode = "200",
            description = "The console",
            content = @Content(mediaType = TEXT, schema = @Schema(type = "string")))
    @ByLink
    @GetMapping(path = "/run/console", produces = TEXT)
    void getSharedConsole(
            @Parameter(description = TOKEN) @RequestHeader(name = HEADER, required = false) @Nullable String token,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var target = open(SharedKind.RUN, token, request);
        if (runs.find(target.user(), target.id()).isEmpty()) throw RunShares.nowhere();
        response.setContentType(TEXT);
        runs.writeConsole(target.id(), response.getOutputStream());
    }

    @Operation(summary = "The run-set that a link leads to, with its runs, compared")
    @ApiResponse(responseCode = "200", description = "The set; its runs cannot be opened by the link")
    @ByLink
    @GetMapping("/run-set")
    SharedRunSet getSharedRunSet(
            @Parameter(description = TOKEN) @RequestHeader(name = HEADER, required = false) @Nullable String token,
            HttpServletRequest request) {
        var target = open(SharedKind.RUN_SET, token, request);
        var set = sets.find(target.user(), target.id()).orElseThrow(RunShares::nowhere);
        return new SharedRunSet(set, target.owner(), target.expiresAt());
    }

    @Operation(summary = "The run-set that a link leads to, as a table")
    @ApiResponse(
            responseCode = "200",
            description = "The table",
            content = @Content(mediaType = CSV, schema = @Schema(type = "string")))
    @ByLink
    @GetMapping(path = "/run-set/csv", produces = CSV)
    ResponseEntity<byte[]> getSharedRunSetTable(
            @Parameter(description = TOKEN) @RequestHeader(name = HEADER, required = false) @Nullable String token,
            HttpServletRequest request) {
        var target = open(SharedKind.RUN_SET, token, request);
        var table = sets.csv(target.user(), target.id()).orElseThrow(RunShares::nowhere);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(CSV))
                .body(table.getBytes(StandardCharsets.UTF_8));
    }
}
