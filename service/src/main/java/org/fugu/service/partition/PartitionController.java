package org.fugu.service.partition;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.problem.Refusal;
import org.fugu.service.signal.WaitForEnd;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Leasing and giving back rectangles of a machine.
@RestController
@RequestMapping("/api/v1/partitions")
@Tag(name = "partitions")
class PartitionController {
    private static final int USUAL_MINUTES = 60;
    /// In seconds.
    private static final int LONGEST_WAIT = 60;

    private final Partitions partitions;
    private final Machines machines;
    private final LeaseSettings settings;
    private final AuditLog audit;
    private final PartitionUsers users;
    private final WaitForEnd ends;
    /// Who looks for a place waits for the machine's lock in the database anyway. Here they wait without a connection,
    /// so that hundreds at once leave some for others.
    private final ReentrantLock turn = new ReentrantLock(true);

    PartitionController(
            Partitions partitions,
            Machines machines,
            LeaseSettings settings,
            AuditLog audit,
            PartitionUsers users,
            WaitForEnd ends) {
        this.settings = settings;
        this.partitions = partitions;
        this.machines = machines;
        this.audit = audit;
        this.users = users;
        this.ends = ends;
    }

    @Operation(
            summary = "Leases a rectangle of a machine",
            description = "With `wait` it is kept if there is no free place, and has one as soon as it is its turn.")
    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @ApiResponse(
            responseCode = "202",
            description = "It waits for a place; Location names it",
            headers = {@Header(name = "Location", ref = "Location"), @Header(name = "Retry-After", ref = "Retry-After")
            })
    @ApiResponse(responseCode = "409", description = "There is no free place of that shape")
    @PostMapping
    ResponseEntity<Partition> leasePartition(
            @Valid @RequestBody NewPartition wanted, @AuthenticationPrincipal Account account) {
        var sharing = sharing(wanted);
        var machine = machines.named(wanted.machine())
                .orElseThrow(() -> Refusal.ofField(
                        422, "unknown-machine", "/machine", "there is no machine '" + wanted.machine() + "'"));
        var shape = Partitions.fitting(machine, wanted.columns(), wanted.rows(), "/columns", "/rows");
        var minutes = Objects.requireNonNullElse(wanted.minutes(), USUAL_MINUTES);
        var term = Term.from(wanted.begin(), Duration.ofMinutes(minutes));
        settings.requireNotTooLong(term.length());
        settings.requireNotTooFarAhead(Duration.between(term.now(), term.begin()));
        var place = place(machine, shape, wanted);
        var until = until(wanted, term);
        var made = inTurn(
                () -> partitions.lease(account.id(), machine, new WantedPlace(shape, place), term, until, sharing));
        audit.record(
                until == null ? Act.PARTITION_LEASED : Act.PARTITION_ASKED_FOR,
                account.id(),
                made.id(),
                shape + " of " + machine.name());
        var location = URI.create("/api/v1/partitions/" + made.id());
        if (!made.isWaiting()) return ResponseEntity.created(location).body(made);
        return ResponseEntity.accepted()
                .location(location)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(made);
    }

    private @Nullable Instant until(NewPartition wanted, Term term) {
        if (Boolean.TRUE.equals(wanted.waits())) return settings.waitsUntil(term, wanted.latest());
        if (wanted.waitUntil() == null) return null;
        throw Refusal.ofField(
                422, "invalid-body", "/waitUntil", "waitUntil says how long to wait, so it needs \"wait\": true");
    }

    private Partition inTurn(Supplier<Partition> work) {
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    private static Sharing sharing(NewPartition wanted) {
        var users = Objects.requireNonNullElse(wanted.users(), List.<String>of());
        var kind = Objects.requireNonNullElse(wanted.kind(), "dedicated");
        switch (kind) {
            case "shared" -> {
                return new Sharing(true, users);
            }
            case "dedicated" -> {
                if (users.isEmpty()) return new Sharing(false, users);
                throw Refusal.ofField(
                        422, "users-of-a-dedicated-partition", "/users", "only a partition of kind 'shared' has users");
            }
            default ->
                throw Refusal.ofField(
                        422, "unknown-kind", "/kind", "kind is 'dedicated' or 'shared', and not '" + kind + "'");
        }
    }

    private static @Nullable Rectangle place(NamedMachine machine, MeshShape shape, NewPartition wanted) {
        var column = wanted.column();
        var row = wanted.row();
        if (column == null && row == null) return null;
        if (column == null || row == null) {
            var missing = column == null ? "/column" : "/row";
            throw Refusal.ofField(
                    422, "incomplete-place", missing, "name both column and row, or neither for the first free place");
        }
        var place = new Rectangle(column, row, shape.columns(), shape.rows());
        if (place.fitsOn(machine.mesh())) return place;
        throw Refusal.ofField(
                422,
                "partition-outside",
                column + shape.columns() > machine.mesh().columns() ? "/column" : "/row",
                shape + " at column " + column + ", row " + row + " reaches over the edge of machine " + machine.name()
                        + ", which is " + machine.mesh());
    }

    @GetMapping
    ResponseEntity<Page<Partition>> listPartitions(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(
                partitions.list(account.id(), paging), PartitionRows.Row::number, PartitionRows.Row::partition);
    }

    @Operation(
            summary = "One of your leases",
            description = "With `Prefer: wait=N` it waits up to N seconds, 60 at the most, while the lease waits.")
    @ApiResponse(responseCode = "200", description = "The lease")
    @GetMapping("/{id}")
    Partition getPartition(
            @PathVariable String id,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            @AuthenticationPrincipal Account account) {
        return ends.until(
                id,
                prefer,
                LONGEST_WAIT,
                () -> partitions.find(account.id(), id).orElseThrow(() -> Refusal.notFound("partition")),
                lease -> !lease.isWaiting());
    }

    @Operation(
            summary = "Lets a lease last longer, or end earlier",
            description =
                    "Up to the longest lease from its beginning on, and as long as nobody else has the nodes next.")
    @ApiResponse(responseCode = "200", description = "Renewed")
    @ApiResponse(responseCode = "409", description = "Somebody else comes next, or it has ended")
    @PostMapping("/{id}/renew")
    Partition renewPartition(
            @PathVariable String id,
            @Valid @RequestBody RenewedPartition wanted,
            @AuthenticationPrincipal Account account) {
        var renewed = inTurn(() -> partitions.renew(account.id(), id, Duration.ofMinutes(wanted.minutes())));
        audit.record(Act.PARTITION_RENEWED, account.id(), id, "until " + renewed.expiresAt());
        return renewed;
    }

    @Operation(summary = "Gives a lease back, or up if it waits")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "409", description = "A run is queued or running on it")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> releasePartition(@PathVariable String id, @AuthenticationPrincipal Account account) {
        partitions.release(account.id(), id);
        audit.record(Act.PARTITION_RELEASED, account.id(), id, null);
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Declines the invitation to a shared partition",
            description = "You do not see it any more, and do not take part in what is opened on it afterwards.")
    @ApiResponse(responseCode = "204", description = "Done")
    @ApiResponse(responseCode = "409", description = "The partition is yours")
    @PostMapping("/{id}/decline")
    ResponseEntity<Void> declinePartition(@PathVariable String id, @AuthenticationPrincipal Account account) {
        users.decline(account.id(), id);
        audit.record(Act.PARTITION_DECLINED, account.id(), id, null);
        return ResponseEntity.noContent().build();
    }
}
