package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// Where a lease is to lie.
///
/// @param place of that shape; null for any
record WantedPlace(MeshShape shape, @Nullable Rectangle place) {
    /// The place, if it is free in all of that time.
    Optional<Rectangle> find(Occupancy occupancy, Instant from, Instant until) {
        if (place == null) return occupancy.place(shape, from, until);
        return Optional.of(place).filter(named -> occupancy.isFree(named, from, until));
    }

    /// When there is such a place first.
    Optional<Occupancy.Slot> earliest(Occupancy occupancy, Instant from, Duration length) {
        return place == null ? occupancy.earliest(shape, from, length) : occupancy.earliest(place, from, length);
    }
}
