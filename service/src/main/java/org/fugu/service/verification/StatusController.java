package org.fugu.service.verification;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.fugu.machine.Machine;
import org.fugu.service.account.Account;
import org.fugu.service.run.QueueLength;
import org.fugu.service.run.RunState;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Tells all users how the service is, and what went wrong.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "status")
class StatusController {
    private final JdbcClient database;
    private final QueueLength queue;
    private final Incidents incidents;

    StatusController(JdbcClient database, QueueLength queue, Incidents incidents) {
        this.database = database;
        this.queue = queue;
        this.incidents = incidents;
    }

    @Operation(
            summary = "How the service is",
            description = "What audits found, and the incidents. Which run an incident is of, its owner and"
                    + " administrators see.")
    @ApiResponse(responseCode = "200", description = "The status")
    @GetMapping("/status")
    ServiceStatus getStatus(@AuthenticationPrincipal Account account) {
        record Audits(long all, long different, @Nullable Instant last) {}
        var audits = database.sql("""
                        select count(*), count(*) filter (where not same), max(finished_at) from verifications
                        where audit and same is not null and finished_at > now() - interval '30 days'
                        """)
                .query((row, _) -> {
                    var last = row.getObject(3, OffsetDateTime.class);
                    return new Audits(row.getLong(1), row.getLong(2), last == null ? null : last.toInstant());
                })
                .single();
        return new ServiceStatus(
                String.valueOf(Machine.MODEL_VERSION),
                queue.in(RunState.QUEUED),
                queue.in(RunState.RUNNING),
                audits.all(),
                audits.different(),
                audits.last(),
                incidents.shownTo(account));
    }

    @Operation(summary = "Closes an incident, with a note that all users see; for administrators")
    @ApiResponse(responseCode = "200", description = "Closed")
    @ApiResponse(responseCode = "403", description = "Only an administrator may do that")
    @ApiResponse(responseCode = "409", description = "It is closed already")
    @PostMapping("/admin/incidents/{id}/close")
    Incident closeIncident(
            @PathVariable String id,
            @Valid @RequestBody IncidentNote wanted,
            @AuthenticationPrincipal Account administrator) {
        return incidents.close(administrator, id, wanted.note());
    }
}
