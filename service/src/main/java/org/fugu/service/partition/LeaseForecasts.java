package org.fugu.service.partition;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// When leases that wait are to begin, by the ends of leases and runs that are known.
///
/// The line is gone through as if each that waits began at the first moment that those before it leave it. Nobody is
/// promised anything by that: a lease that is given back early lets all come earlier.
@Component
class LeaseForecasts {
    /// How many of a line are looked at; of those behind them nothing is known.
    private static final int LOOKED_AT = 32;
    /// Whoever asks again and again gets what was found a moment ago.
    private static final Duration KEPT = Duration.ofSeconds(1);

    private static final int MOST_MACHINES = 1000;

    /// Where and when a lease that waits is to begin.
    ///
    /// @param user whose it is
    record Slot(String lease, String user, Rectangle place, Instant begin, Instant end) {}

    private static final String OF_A_QUOTA =
            "it begins when other leases and runs of its user have ended, and nobody knows when that is";
    private static final String BEHIND = "too many wait before it: estimates are made for the first " + LOOKED_AT
            + " in the line that wait for room";
    private static final String OPEN =
            "when the nodes that it needs are free is not known, or is later than it waits for them";

    /// @param slots by lease; of those that are not there nothing is known
    /// @param line the leases that waited
    /// @param lookedAt those of them that were placed as far as they could be
    record Forecast(Map<String, Slot> slots, Set<String> line, Set<String> lookedAt) {}

    private final WaitingLeases waiting;
    private final Holdings holdings;
    private final Machines machines;
    private final Cache<Integer, Forecast> latest = Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .maximumSize(MOST_MACHINES)
            .build();

    LeaseForecasts(WaitingLeases waiting, Holdings holdings, Machines machines) {
        this.waiting = waiting;
        this.holdings = holdings;
        this.machines = machines;
    }

    /// The same lease, if it waits, with an estimate or with why there is none.
    Partition estimated(Partition lease) {
        var wait = lease.waiting();
        if (wait == null) return lease;
        // What was found a moment ago may be older than that.
        if ("quota".equals(wait.waitingFor())) return lease.waiting(wait.unestimated(OF_A_QUOTA));
        return machines.named(lease.machine())
                .map(machine -> lease.waiting(estimated(wait, lease.id(), of(machine, lease.id()))))
                .orElse(lease);
    }

    private static LeaseWait estimated(LeaseWait wait, String lease, Forecast forecast) {
        var slot = forecast.slots().get(lease);
        if (slot != null) return wait.estimated(slot.begin());
        boolean isBehind =
                forecast.line().contains(lease) && !forecast.lookedAt().contains(lease);
        return wait.unestimated(isBehind ? BEHIND : OPEN);
    }

    private Forecast of(NamedMachine machine, String lease) {
        var known = latest.getIfPresent(machine.number());
        return known != null && known.line().contains(lease) ? known : look(machine);
    }

    /// What is known of those who wait for a machine.
    Forecast on(NamedMachine machine) {
        var known = latest.getIfPresent(machine.number());
        return known == null ? look(machine) : known;
    }

    private Forecast look(NamedMachine machine) {
        var line = waiting.on(machine);
        var found = line.isEmpty() ? new Forecast(Map.of(), Set.of(), Set.of()) : look(machine, line);
        latest.put(machine.number(), found);
        return found;
    }

    private Forecast look(NamedMachine machine, List<WaitingLeases.Asked> line) {
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var overdue = holdings.overdue(machine, now);
        var first = first(machine, line);
        var base = holdings.on(machine, now, first == null ? Holder.NOBODY : Holder.lease(first.id()));
        var held = new ArrayList<>(base.holdings());
        var slots = new HashMap<String, Slot>();
        var lookedAt = new HashSet<String>();
        for (var lease : inTurn(line, first)) {
            lookedAt.add(lease.id());
            var begin = lease.notBefore().isAfter(now) ? lease.notBefore() : now;
            lease.wanted()
                    .earliest(new Occupancy(base.mesh(), held), begin, lease.length())
                    .ifPresent(slot -> {
                        var end = slot.from().plus(lease.length());
                        held.add(new Occupancy.Holding(slot.place(), slot.from(), end));
                        if (isKnown(lease, slot, overdue)) {
                            slots.put(lease.id(), new Slot(lease.id(), lease.user(), slot.place(), slot.from(), end));
                        }
                    });
        }
        var all = new HashSet<String>();
        line.forEach(lease -> all.add(lease.id()));
        return new Forecast(Map.copyOf(slots), Set.copyOf(all), Set.copyOf(lookedAt));
    }

    /// The one that nodes are kept for.
    private WaitingLeases.@Nullable Asked first(NamedMachine machine, List<WaitingLeases.Asked> line) {
        var kept = holdings.firstLease(machine).orElse("");
        return line.stream()
                .filter(lease -> lease.id().equals(kept))
                .findFirst()
                .orElse(null);
    }

    /// Those who wait for room, with the one that nodes are kept for before all others.
    private static List<WaitingLeases.Asked> inTurn(
            List<WaitingLeases.Asked> line, WaitingLeases.@Nullable Asked first) {
        var turns = new ArrayList<WaitingLeases.Asked>();
        if (first != null) turns.add(first);
        line.stream()
                .filter(lease -> !lease.equals(first) && !"quota".equals(lease.told()))
                .limit(LOOKED_AT - turns.size())
                .forEach(turns::add);
        return turns;
    }

    private static boolean isKnown(WaitingLeases.Asked lease, Occupancy.Slot slot, List<Rectangle> overdue) {
        return !slot.from().isAfter(lease.until()) && overdue.stream().noneMatch(place -> place.overlaps(slot.place()));
    }
}
