package org.fugu.service.sharing;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.fugu.service.run.SharedRunSets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// A run-set for whoever has a link to it. The link's token comes in a header, so that it is in no address and no log.
@RestController
@RequestMapping("/api/v1/shared/run-set")
@Tag(name = "sharing")
class SharedRunSetController {
    private static final String HEADER = "Fugu-Share";
    private static final String CSV = "text/csv;charset=UTF-8";

    private final RunShares shares;
    private final SharedRunSets sets;
    private final ShareLimit limit;

    SharedRunSetController(RunShares shares, SharedRunSets sets, ShareLimit limit) {
        this.shares = shares;
        this.sets = sets;
        this.limit = limit;
    }

    @Operation(summary = "The run-set that a link leads to, with its runs, compared")
    @ApiResponse(responseCode = "200", description = "The set; its runs cannot be opened by the link")
    @ApiResponse(responseCode = "404", description = "The link leads nowhere, or nowhere any more")
    @ApiResponse(responseCode = "429", description = "Too many looks from this address")
    @SecurityRequirements
    @GetMapping
    SharedRunSet getSharedRunSet(
            @Parameter(description = "The link's token, what stands behind the # of its address")
                    @RequestHeader(name = HEADER, required = false)
                    @Nullable
                    String token,
            HttpServletRequest request) {
        limit.count(request.getRemoteAddr());
        var target = shares.open(SharedKind.RUN_SET, token);
        var set = sets.find(target.user(), target.id()).orElseThrow(RunShares::nowhere);
        return new SharedRunSet(set, target.owner(), target.expiresAt());
    }

    @Operation(summary = "The run-set that a link leads to, as a table")
    @ApiResponse(
            responseCode = "200",
            description = "The table",
            content = @Content(mediaType = CSV, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "404", description = "The link leads nowhere, or nowhere any more")
    @ApiResponse(responseCode = "429", description = "Too many looks from this address")
    @SecurityRequirements
    @GetMapping(path = "/csv", produces = CSV)
    ResponseEntity<byte[]> getSharedRunSetTable(
            @Parameter(description = "The link's token, what stands behind the # of its address")
                    @RequestHeader(name = HEADER, required = false)
                    @Nullable
                    String token,
            HttpServletRequest request) {
        limit.count(request.getRemoteAddr());
        var target = shares.open(SharedKind.RUN_SET, token);
        var table = sets.csv(target.user(), target.id()).orElseThrow(RunShares::nowhere);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(CSV))
                .body(table.getBytes(StandardCharsets.UTF_8));
    }
}
