package org.fugu.service.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccupancyTests {
    private static final MeshShape MESH = new MeshShape(8, 8);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    private static Occupancy.Holding holding(Rectangle place, int from, int until) {
        return new Occupancy.Holding(place, at(from), at(until));
    }

    /// Who asks for a place, for how long and when it begins, by chance. Each answer is compared with a look at every
    /// place and every minute.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 7, 11})
    void thereIsAPlaceIfAndOnlyIfALookAtAllOfThemFindsOne(long seed) {
        var random = new Random(seed);
        var mesh = new MeshShape(2 + random.nextInt(5), 2 + random.nextInt(5));
        var holdings = new ArrayList<Occupancy.Holding>();
        for (int i = 0; i < 60; i++) {
            var shape = new MeshShape(1 + random.nextInt(mesh.columns()), 1 + random.nextInt(mesh.rows()));
            int from = random.nextInt(60);
            int length = 1 + random.nextInt(30);
            var occupancy = new Occupancy(mesh, holdings);
            var free = free(occupancy, shape, from, from + length);
            var found = occupancy.place(shape, at(from), at(from + length));
            if (free.isEmpty()) assertThat(found).isEmpty();
            else assertThat(free).contains(found.orElseThrow());
            var slot = occupancy
                    .earliest(shape, at(from), Duration.ofMinutes(length))
                    .orElseThrow();
            int first = from;
            while (free(occupancy, shape, first, first + length).isEmpty()) first++;
            assertThat(slot.from()).isEqualTo(at(first));
            assertThat(free(occupancy, shape, first, first + length)).contains(slot.place());
            if (found.isPresent()) holdings.add(holding(found.get(), from, from + length));
            if (holdings.size() > 8) holdings.remove(random.nextInt(holdings.size()));
        }
    }

    /// Every free place, minute by minute and node by node.
    private static List<Rectangle> free(Occupancy occupancy, MeshShape shape, int from, int until) {
        var mesh = occupancy.mesh();
        var taken = new boolean[mesh.nodes()];
        for (var held : occupancy.holdings()) {
            boolean meets = false;
            for (int minute = from; minute < until; minute++) {
                meets |= !held.from().isAfter(at(minute)) && held.until().isAfter(at(minute));
            }
            if (!meets) continue;
            for (int node = 0; node < mesh.nodes(); node++) taken[node] |= has(held.place(), mesh, node);
        }
        var all = new ArrayList<Rectangle>();
        for (int row = 0; row + shape.rows() <= mesh.rows(); row++) {
            for (int column = 0; column + shape.columns() <= mesh.columns(); column++) {
                var place = new Rectangle(column, row, shape.columns(), shape.rows());
                boolean free = true;
                for (int node = 0; node < mesh.nodes(); node++) free &= !taken[node] || !has(place, mesh, node);
                if (free) all.add(place);
            }
        }
        return all;
    }

    private static boolean has(Rectangle place, MeshShape mesh, int node) {
        int column = node % mesh.columns();
        int row = node / mesh.columns();
        return column >= place.column()
                && column < place.column() + place.columns()
                && row >= place.row()
                && row < place.row() + place.rows();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42})
    void theLargestFreeRectangleIsTheOneThatALookAtAllOfThemFinds(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            var holdings = new ArrayList<Occupancy.Holding>();
            for (int i = 0; i < 6; i++) {
                holdings.add(
                        holding(new Rectangle(random.nextInt(7), random.nextInt(7), 1, 1 + random.nextInt(2)), 0, 1));
            }
            var occupancy = new Occupancy(MESH, holdings);
            int largest = 0;
            for (int rows = 1; rows <= 8; rows++) {
                for (int columns = 1; columns <= 8; columns++) {
                    if (!free(occupancy, new MeshShape(columns, rows), 0, 1).isEmpty()) {
                        largest = Math.max(largest, rows * columns);
                    }
                }
            }
            assertThat(occupancy.largestFree(NOON)).isEqualTo(largest);
        }
    }

    @Test
    void whatEndsBeforeIsInNobodysWay() {
        var kept = new Occupancy(MESH, List.of(holding(new Rectangle(0, 0, 8, 8), 30, 90)));
        var node = new MeshShape(1, 1);

        assertThat(kept.place(node, at(0), at(30))).contains(new Rectangle(0, 0, 1, 1));
        assertThat(kept.place(node, at(0), at(31))).isEmpty();
        assertThat(kept.earliest(node, at(0), Duration.ofMinutes(31))
                        .orElseThrow()
                        .from())
                .isEqualTo(at(90));
        assertThat(kept.isFree(new Rectangle(7, 7, 1, 1), at(90), at(99))).isTrue();
        assertThat(kept.isFree(new Rectangle(8, 7, 1, 1), at(90), at(99))).isFalse();
    }

    /// Leases of all shapes come and go on a mesh that is nearly full. First fit is what was done before.
    @Test
    void freeNodesStayTogetherAndMoreIsPlacedThanByFirstFit(TestReporter reporter) {
        var best = Arrays.stream(new long[] {1, 2, 3, 4, 5, 6, 7, 8})
                .mapToObj(seed -> churn(seed, false))
                .toList();
        var first = Arrays.stream(new long[] {1, 2, 3, 4, 5, 6, 7, 8})
                .mapToObj(seed -> churn(seed, true))
                .toList();

        double together = best.stream().mapToDouble(Churn::together).average().orElseThrow();
        double togetherBefore =
                first.stream().mapToDouble(Churn::together).average().orElseThrow();
        double refused = best.stream().mapToDouble(Churn::refused).average().orElseThrow();
        double refusedBefore =
                first.stream().mapToDouble(Churn::refused).average().orElseThrow();
        reporter.publishEntry(
                "fragmentation",
                String.format(
                        Locale.ROOT,
                        "largest free rectangle of all free nodes: %.3f, by first fit %.3f; refused though enough were"
                                + " free: %.3f, by first fit %.3f",
                        together,
                        togetherBefore,
                        refused,
                        refusedBefore));
        assertThat(together).isGreaterThan(togetherBefore);
        assertThat(refused).isLessThan(refusedBefore);
    }

    /// @param together the largest free rectangle as a share of the free nodes, on average
    /// @param refused how many of those for which enough nodes were free found no place
    private record Churn(double together, double refused) {}

    private static Churn churn(long seed, boolean firstFit) {
        var random = new Random(seed);
        var mesh = new MeshShape(16, 16);
        var held = new ArrayList<Rectangle>();
        double together = 0;
        int looked = 0;
        int enough = 0;
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            int used =
                    held.stream().mapToInt(each -> each.columns() * each.rows()).sum();
            if (used > mesh.nodes() * 3 / 4 || held.size() > 5 && random.nextInt(3) == 0) {
                held.remove(random.nextInt(held.size()));
                continue;
            }
            var shape = new MeshShape(1 << random.nextInt(4), 1 << random.nextInt(4));
            var occupancy = new Occupancy(
                    mesh, held.stream().map(each -> holding(each, 0, 1)).toList());
            var place = firstFit ? firstFit(occupancy, shape) : occupancy.place(shape, at(0), at(1));
            if (mesh.nodes() - used >= shape.nodes()) {
                enough++;
                if (place.isEmpty()) refused++;
            }
            place.ifPresent(held::add);
            together += (double) occupancy.largestFree(at(0)) / (mesh.nodes() - used);
            looked++;
        }
        return new Churn(together / looked, (double) refused / enough);
    }

    private static Optional<Rectangle> firstFit(Occupancy occupancy, MeshShape shape) {
        for (int row = 0; row + shape.rows() <= occupancy.mesh().rows(); row++) {
            for (int column = 0; column + shape.columns() <= occupancy.mesh().columns(); column++) {
                var place = new Rectangle(column, row, shape.columns(), shape.rows());
                if (occupancy.isFree(place, at(0), at(1))) return Optional.of(place);
            }
        }
        return Optional.empty();
    }
}
