package org.fugu.service.alert;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.fugu.service.account.Account;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What became worse on a project's default branch, and who answers for it.
@RestController
@RequestMapping("/api/v1/projects/{id}/alerts")
@Tag(name = "alerts")
class AlertController {
    private static final String NOT_YOURS = "You only look at the project";

    private final AlertRows rows;
    private final AlertAnswers answers;
    private final ProjectAccess access;

    AlertController(AlertRows rows, AlertAnswers answers, ProjectAccess access) {
        this.rows = rows;
        this.answers = answers;
        this.access = access;
    }

    @GetMapping
    ResponseEntity<Page<Alert>> listAlerts(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        access.require(account, id, ProjectRole.VIEWER);
        return paging.answer(rows.list(id, state, paging), AlertRows.Row::number, AlertRows.Row::alert);
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The alert", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{alert}")
    ResponseEntity<Alert> getAlert(
            @PathVariable String id, @PathVariable String alert, @AuthenticationPrincipal Account account) {
        access.require(account, id, ProjectRole.VIEWER);
        return shown(rows.find(id, alert).orElseThrow(() -> Refusal.notFound("alert")));
    }

    private static ResponseEntity<Alert> shown(AlertRows.Row row) {
        return ResponseEntity.ok().eTag(row.etag()).body(row.alert());
    }

    @Operation(summary = "Says why an alert stays; for the project's owner and members")
    @ApiResponse(responseCode = "200", description = "The alert", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = NOT_YOURS)
    @ApiResponse(responseCode = "409", description = "It is acknowledged or resolved already")
    @PostMapping("/{alert}/acknowledge")
    ResponseEntity<Alert> acknowledgeAlert(
            @PathVariable String id,
            @PathVariable String alert,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @Valid @RequestBody AlertAnswer answer,
            @AuthenticationPrincipal Account account) {
        return shown(answers.acknowledge(account, id, alert, match, answer.reason()));
    }

    @Operation(summary = "Says that an alert is over; for the project's owner and members")
    @ApiResponse(responseCode = "200", description = "The alert", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = NOT_YOURS)
    @ApiResponse(responseCode = "409", description = "It is resolved already")
    @PostMapping("/{alert}/resolve")
    ResponseEntity<Alert> resolveAlert(
            @PathVariable String id,
            @PathVariable String alert,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @Valid @RequestBody AlertResolution answer,
            @AuthenticationPrincipal Account account) {
        return shown(answers.resolve(account, id, alert, match, answer.reason()));
    }

    @Operation(summary = "Takes back what was said to an alert; for the project's owner and members")
    @ApiResponse(responseCode = "200", description = "The alert", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = NOT_YOURS)
    @ApiResponse(responseCode = "409", description = "It is active")
    @PostMapping("/{alert}/reopen")
    ResponseEntity<Alert> reopenAlert(
            @PathVariable String id,
            @PathVariable String alert,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        return shown(answers.reopen(account, id, alert, match));
    }
}
