package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.machine.NamedMachine;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Leases that are made for one run each, and nodes that are kept for one.
@Component
public class RunPlaces {
    private final JdbcClient database;
    private final PartitionRows rows;
    private final Holdings holdings;
    private final LeaseTimes times;
    private final WaitingLeases waiting;

    RunPlaces(JdbcClient database, PartitionRows rows, Holdings holdings, LeaseTimes times, WaitingLeases waiting) {
        this.database = database;
        this.rows = rows;
        this.holdings = holdings;
        this.times = times;
        this.waiting = waiting;
    }

    /// Leases a place for one run, held by it, if there is room. Nothing is kept for the run then any more. Leases that
    /// wait have their turn first.
    ///
    /// @param machine locked for placement
    /// @param length how long it can need the place
    /// @return the partition's identifier
    @Transactional
    public Optional<String> lease(String run, String userId, NamedMachine machine, MeshShape shape, Duration length) {
        times.endExpired(machine);
        waiting.allocate(machine);
        var term = Term.fromNow(length);
        return holdings.place(
                        machine, Holder.run(run), term, occupancy -> occupancy.place(shape, term.now(), term.end()))
                .map(free -> {
                    holdings.forget(Holder.run(run));
                    return rows.insert(userId, machine, free, term, run, false);
                });
    }

    /// Keeps nodes for a run that found no place, unless some are kept for another on that machine.
    ///
    /// @param machine locked for placement
    /// @param length how long it can need them
    @Transactional
    public void keep(String run, NamedMachine machine, MeshShape shape, Duration length) {
        var now = Instant.now();
        holdings.keep(Holder.run(run), machine, now, length, others -> others.earliest(shape, now, length));
    }

    /// Keeps nothing for a run any more.
    public void forget(String run) {
        holdings.forget(Holder.run(run));
    }

    /// The run that a lease was made for is carried out on it once more.
    ///
    /// @param length how long it can need the place
    @Transactional
    public void extend(String id, Duration length) {
        database.sql("update partitions set expires_at = :end where id = :id and for_run")
                .param("end", Instant.now().plus(length).atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }
}
