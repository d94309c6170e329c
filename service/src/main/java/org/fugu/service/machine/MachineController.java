package org.fugu.service.machine;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.fugu.service.account.Account;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.listing.Page;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The machines that can be used. Those who change them are administrators; the security
/// configuration keeps others out.
@RestController
@RequestMapping("/api/v1/machines")
@Tag(name = "machines")
class MachineController {
    private static final int USUAL_DAYS = 7;
    private static final int MOST_DAYS = 31;
    /// What the database can hold, and more than anybody asks for.
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("3000-01-01T00:00:00Z");

    private final Machines machines;
    private final MachineAdministration administration;
    private final Tenancy tenancy;

    MachineController(Machines machines, MachineAdministration administration, Tenancy tenancy) {
        this.machines = machines;
        this.administration = administration;
        this.tenancy = tenancy;
    }

    @GetMapping
    Page<MachineSummary> listMachines() {
        return new Page<>(machines.all().stream().map(MachineSummary::of).toList(), null);
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The machine", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{name}")
    ResponseEntity<MachineDetail> getMachine(@PathVariable String name, @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), machines.named(name).orElseThrow(() -> Refusal.notFound("machine")), account);
    }

    @Operation(
            summary = "Who has which part of a machine when",
            description = "Others' leases are shown without their names. Without `from` it begins with today, by UTC.")
    @ApiResponse(responseCode = "200", description = "The calendar")
    @GetMapping("/{name}/calendar")
    MachineCalendar getCalendar(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable Instant from,
            @Parameter(schema = @Schema(minimum = "1", maximum = "31", defaultValue = "7"))
                    @RequestParam(required = false)
                    @Nullable
                    Integer days,
            @AuthenticationPrincipal Account account) {
        var machine = machines.named(name).orElseThrow(() -> Refusal.notFound("machine"));
        var begin = from == null ? Instant.now().truncatedTo(ChronoUnit.DAYS) : from;
        int length = days == null ? USUAL_DAYS : days;
        if (length < 1 || length > MOST_DAYS) {
            throw Refusal.of(400, "bad-parameter", "days is from 1 to " + MOST_DAYS + ", and not " + length);
        }
        if (begin.isBefore(EARLIEST) || begin.isAfter(LATEST)) {
            throw Refusal.of(400, "bad-parameter", "from is between " + EARLIEST + " and " + LATEST);
        }
        var end = begin.plus(Duration.ofDays(length));
        return new MachineCalendar(machine.name(), begin, end, tenancy.between(machine, account.id(), begin, end));
    }

    private ResponseEntity<MachineDetail> shown(
            ResponseEntity.BodyBuilder answer, NamedMachine machine, Account account) {
        var held = tenancy.on(machine, account.id());
        return answer.eTag(MachineTag.of(machine, held)).body(MachineDetail.of(machine, held));
    }

    @Operation(summary = "Makes a machine; for administrators")
    @ApiResponse(
            responseCode = "201",
            description = "Made; Location names it",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "409", description = "There is such a machine already")
    @PostMapping
    ResponseEntity<MachineDetail> makeMachine(
            @Valid @RequestBody NewMachine wanted, @AuthenticationPrincipal Account account) {
        var made = administration.make(account, wanted);
        return shown(ResponseEntity.created(URI.create("/api/v1/machines/" + made.name())), made, account);
    }

    @Operation(
            summary = "Gives a machine another mesh; for administrators",
            description = "`If-Match` has the machine's ETag. Leases that came and went since do not matter.")
    @ApiResponse(responseCode = "200", description = "Changed", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "409", description = "It is in use")
    @PutMapping("/{name}")
    ResponseEntity<MachineDetail> changeMachine(
            @PathVariable String name,
            @Valid @RequestBody MachineChange wanted,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), administration.resize(account, name, match, wanted), account);
    }

    @Operation(
            summary = "Removes a machine; for administrators",
            description = "Results of its runs stay. `If-Match` has the machine's ETag.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "409", description = "It is in use")
    @DeleteMapping("/{name}")
    ResponseEntity<Void> removeMachine(
            @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        administration.remove(account, name, match);
        return ResponseEntity.noContent().build();
    }
}
