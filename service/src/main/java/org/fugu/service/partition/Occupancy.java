package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fugu.machine.topology.MeshShape;

/// Which nodes of a machine's mesh are held when, and where there is room.
///
/// Of the places that are free it takes one that touches the most of what is held and of the mesh's edges, as a piece
/// is put into a corner: that leaves the free nodes together. Of several such it takes the one that leaves the
/// largest free rectangle. It knows no clock and no database.
public record Occupancy(MeshShape mesh, List<Holding> holdings) {
    /// How many places that touch equally much are looked at more closely: each look reads the whole mesh.
    private static final int LOOKED_AT = 8;

    /// A rectangle that nobody else may have from one moment up to, and without, another.
    public record Holding(Rectangle place, Instant from, Instant until) {
        boolean meets(Instant begin, Instant end) {
            return from.isBefore(end) && begin.isBefore(until);
        }
    }

    /// A place that is free from a moment on.
    public record Slot(Rectangle place, Instant from) {}

    public Occupancy {
        holdings = List.copyOf(holdings);
    }

    /// Whether nobody holds any node of a place in that time.
    boolean isFree(Rectangle place, Instant from, Instant until) {
        return place.fitsOn(mesh)
                && holdings.stream()
                        .filter(held -> held.meets(from, until))
                        .noneMatch(held -> held.place().overlaps(place));
    }

    /// The best place of a shape that is free in all of that time.
    public Optional<Rectangle> place(MeshShape shape, Instant from, Instant until) {
        var held = holdings.stream()
                .filter(each -> each.meets(from, until))
                .map(Holding::place)
                .toList();
        var grid = new Grid(mesh, held);
        var best = grid.mostTouching(shape);
        if (best.size() <= 1) return best.stream().findFirst();
        Rectangle found = null;
        int left = -1;
        for (var place : best.subList(0, Math.min(LOOKED_AT, best.size()))) {
            int area = new Grid(
                            mesh, Stream.concat(held.stream(), Stream.of(place)).toList())
                    .largestFree();
            if (area > left) {
                found = place;
                left = area;
            }
        }
        return Optional.ofNullable(found);
    }

    /// The first moment from which a shape has a place for that long, and the place.
    public Optional<Slot> earliest(MeshShape shape, Instant from, Duration length) {
        return moments(from)
                .flatMap(begin -> place(shape, begin, begin.plus(length)).map(place -> new Slot(place, begin)).stream())
                .findFirst();
    }

    /// The first moment from which that very place is free for that long.
    Optional<Slot> earliest(Rectangle place, Instant from, Duration length) {
        return moments(from)
                .filter(begin -> isFree(place, begin, begin.plus(length)))
                .map(begin -> new Slot(place, begin))
                .findFirst();
    }

    /// When something can become free.
    private Stream<Instant> moments(Instant from) {
        return Stream.concat(
                        Stream.of(from), holdings.stream().map(Holding::until).filter(from::isBefore))
                .distinct()
                .sorted();
    }

    /// The largest rectangle that nobody holds at a moment, in nodes.
    int largestFree(Instant at) {
        var held = holdings.stream()
                .filter(each -> each.meets(at, at.plusNanos(1)))
                .map(Holding::place)
                .toList();
        return new Grid(mesh, held).largestFree();
    }
}
