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
import org.fugu.service.run.SharedRuns;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// A run for whoever has a link to it. The link's token comes in a header, so that it is in no address and no log.
@RestController
@RequestMapping("/api/v1/shared/run")
@Tag(name = "sharing")
class SharedRunController {
    private static final String HEADER = "Fugu-Share";
    private static final String TEXT = "text/plain;charset=UTF-8";

    private final RunShares shares;
    private final SharedRuns runs;
    private final ShareLimit limit;

    SharedRunController(RunShares shares, SharedRuns runs, ShareLimit limit) {
        this.shares = shares;
        this.runs = runs;
        this.limit = limit;
    }

    @Operation(summary = "The run that a link leads to")
    @ApiResponse(responseCode = "200", description = "The run, without what names other things of its owner's")
    @ApiResponse(responseCode = "404", description = "The link leads nowhere, or nowhere any more")
    @ApiResponse(responseCode = "429", description = "Too many looks from this address")
    @SecurityRequirements
    @GetMapping
    SharedRun getSharedRun(
            @Parameter(description = "The link's token, what stands behind the # of its address")
                    @RequestHeader(name = HEADER, required = false)
                    @Nullable
                    String token,
            HttpServletRequest request) {
        limit.count(request.getRemoteAddr());
        var target = shares.open(SharedKind.RUN, token);
        var run = runs.find(target.user(), target.id()).orElseThrow(RunShares::nowhere);
        return new SharedRun(run, target.owner(), target.expiresAt());
    }

    @Operation(summary = "What the nodes of the run that a link leads to wrote, node by node")
    @ApiResponse(
            responseCode = "200",
            description = "The console",
            content = @Content(mediaType = TEXT, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "404", description = "The link leads nowhere, or nowhere any more")
    @ApiResponse(responseCode = "429", description = "Too many looks from this address")
    @SecurityRequirements
    @GetMapping(path = "/console", produces = TEXT)
    void getSharedConsole(
            @Parameter(description = "The link's token, what stands behind the # of its address")
                    @RequestHeader(name = HEADER, required = false)
                    @Nullable
                    String token,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        limit.count(request.getRemoteAddr());
        var target = shares.open(SharedKind.RUN, token);
        if (runs.find(target.user(), target.id()).isEmpty()) throw RunShares.nowhere();
        response.setContentType(TEXT);
        runs.writeConsole(target.id(), response.getOutputStream());
    }
}
