package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// Nodes that are kept for a run, or for a lease that waits, which is first in line and finds no place.
///
/// Nothing that comes later gets any of these nodes, unless it is over before they are free. That is back-filling with
/// one reservation, as in EASY (Lifka 1995). The place stays, but for one that is free earlier. So it begins at
/// the latest when all have ended who held its nodes as it became the first.
///
/// @param begins when the nodes are free as far as one knows
/// @param length for how long they can be needed
public record Reservation(Rectangle place, Instant begins, Duration length) {
    /// What it means for others. While its nodes are not free as foreseen, nobody gets them who asks now.
    public Occupancy.Holding holding(Instant now) {
        var end = begins.isAfter(now) ? begins : now;
        return new Occupancy.Holding(place, begins, end.plus(length));
    }

    /// The reservation that a run, or a lease that waits, has from now on.
    ///
    /// @param kept what it has had; null if it becomes the first now
    /// @param others all that is held, without that reservation
    public static Optional<Reservation> next(
            @Nullable Reservation kept, Occupancy others, MeshShape shape, Instant now, Duration length) {
        return next(kept, others.mesh(), others.earliest(shape, now, length), length);
    }

    /// @param kept what it has had; null if it becomes the first now
    /// @param slot the first place beside all others
    static Optional<Reservation> next(
            @Nullable Reservation kept, MeshShape mesh, Optional<Occupancy.Slot> slot, Duration length) {
        if (kept != null && kept.place().fitsOn(mesh)) {
            if (slot.isEmpty() || !slot.get().from().isBefore(kept.begins())) return Optional.of(kept);
        }
        return slot.map(found -> new Reservation(found.place(), found.from(), length));
    }
}
