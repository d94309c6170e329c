package org.fugu.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.fugu.machine.network.FlitMesh.Launch;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What it costs that a packet's whole way is booked when it is launched: the same launches over
/// [Mesh] and over [FlitMesh]. Prints the table of `docs/machine.md`.
class BookingErrorTests {
    private static final int FLIT_BYTES = 2;
    private static final int NETWORKS = 3;
    private static final int CYCLES = 20_000;
    private static final long SEED = Long.getLong("fugu.seed", 7);
    private static final int[] PERCENT = {10, 25, 40, 55, 70};

    /// A flit a cycle, so that the reference has no fractions.
    private static final Preset FUGU = Preset.named("fugu").with("network.bandwidth", 33_000 * FLIT_BYTES);

    /// A request and a grant with its line.
    private static final int[] BYTES = {12, 28};

    private static final double MEAN_FLITS = 10;

    private static Mesh mesh(int side) {
        return new Mesh(new MeshShape(side, side), FUGU);
    }

    private static long[] perHop(int side, List<Launch> launches) {
        return new FlitMesh(
                        mesh(side),
                        NETWORKS,
                        FUGU.cyclesOf("network.inject"),
                        FUGU.cyclesOf("network.hop"),
                        FUGU.cyclesOf("network.eject"),
                        FUGU.intValue("network.buffer") / FLIT_BYTES)
                .run(launches);
    }

    private static long[] booked(int side, List<Launch> launches) {
        var mesh = mesh(side);
        return launches.stream()
                .mapToLong(launch ->
                        mesh.book(launch.time(), launch.source(), launch.destination(), launch.flits() * FLIT_BYTES))
                .toArray();
    }

    @Test
    void whereNothingContendsBookingIsExact() {
        for (int from = 0; from < 16; from++) {
            for (int to = 0; to < 16; to++) {
                for (int flits : new int[] {2, 6, 7, 14, 34, 100}) {
                    var alone = List.of(new Launch(0, 1, from, to, flits));
                    assertThat(booked(4, alone))
                            .as(from + " to " + to + ", " + flits + " flits")
                            .isEqualTo(perHop(4, alone));
                }
            }
        }
    }

    /// Who sends to whom on an 8 by 8 mesh.
    private enum Pattern {
        UNIFORM(new int[] {3, 8, 18, 32, 45}, new int[] {6, 25, 45, 70, 130}),
        /// Each fifth packet goes to one node.
        HOT_SPOT(new int[] {1, 2, 3, 4, 5}, new int[] {2, 3, 8, 12, 20}),
        /// From (x, y) to (y, x).
        TRANSPOSE(new int[] {1, 2, 3, 4, 5}, new int[] {2, 2, 6, 10, 15});

        /// What was measured, with room for other seeds: for each load, by how much of it the mean
        /// latency may be too long, in percent, and the 95th percentile of the difference, in cycles.
        final int[] meanTooLong;

        final int[] mostDiffer;

        Pattern(int[] meanTooLong, int[] mostDiffer) {
            this.meanTooLong = meanTooLong;
            this.mostDiffer = mostDiffer;
        }

        static final int SIDE = 8;
        static final int NODES = SIDE * SIDE;
        private static final int HOT = 27;

        /// @return a node, or its own for nothing
        int destination(int from, Random random) {
            return switch (this) {
                case UNIFORM -> random.nextInt(NODES);
                case HOT_SPOT -> random.nextInt(5) == 0 ? HOT : random.nextInt(NODES);
                case TRANSPOSE -> from % SIDE * SIDE + from / SIDE;
            };
        }

        /// Launches with which the busiest link is busy for that part of the time.
        List<Launch> launches(int percent, long seed) {
            double chance = percent / 100.0 / busiest(seed) / MEAN_FLITS;
            var random = new Random(seed);
            var launches = new ArrayList<Launch>();
            for (int time = 0; time < CYCLES; time++) {
                for (int i = 0; i < NODES; i++) {
                    int from = (i + time) % NODES;
                    if (random.nextDouble() >= chance) continue;
                    int to = destination(from, random);
                    int flits = BYTES[random.nextInt(2)] / FLIT_BYTES;
                    if (to != from) launches.add(new Launch(time, random.nextInt(NETWORKS), from, to, flits));
                }
            }
            return launches;
        }

        /// How many packets cross the busiest link when every node sends one.
        private double busiest(long seed) {
            int rounds = 2_000;
            var mesh = mesh(SIDE);
            var random = new Random(seed);
            var crossed = new int[NODES * 6];
            for (int i = 0; i < rounds * NODES; i++) {
                int from = i % NODES;
                int to = destination(from, random);
                if (to == from) continue;
                for (int link : mesh.route(from, to)) crossed[link]++;
            }
            return Arrays.stream(crossed).max().getAsInt() / (double) rounds;
        }
    }

    @ParameterizedTest
    @EnumSource(Pattern.class)
    void underLoadBookingIsNearAndKeepsTheOrderOfPairs(Pattern pattern) {
        for (int load = 0; load < PERCENT.length; load++) {
            var launches = pattern.launches(PERCENT[load], SEED);
            var slow = perHop(Pattern.SIDE, launches);
            var fast = booked(Pattern.SIDE, launches);
            assertOrder(launches, slow);
            assertOrder(launches, fast);
            compare(pattern, load, launches, slow, fast);
        }
    }

    private static void assertOrder(List<Launch> launches, long[] arrivals) {
        var last = new long[NETWORKS][Pattern.NODES][Pattern.NODES];
        for (int i = 0; i < arrivals.length; i++) {
            var launch = launches.get(i);
            var row = last[launch.network()][launch.source()];
            assertThat(arrivals[i]).isGreaterThan(row[launch.destination()]);
            row[launch.destination()] = arrivals[i];
        }
    }

    private static void compare(Pattern pattern, int load, List<Launch> launches, long[] slow, long[] fast) {
        int count = launches.size();
        double slowSum = 0;
        double fastSum = 0;
        var differences = new long[count];
        for (int i = 0; i < count; i++) {
            slowSum += slow[i] - launches.get(i).time();
            fastSum += fast[i] - launches.get(i).time();
            differences[i] = Math.abs(fast[i] - slow[i]);
        }
        Arrays.sort(differences);
        double tooLong = (fastSum / slowSum - 1) * 100;
        long mostDiffer = differences[count * 95 / 100];
        System.out.printf(
                Locale.ROOT,
                "| %s | %d %% | %,d | %.1f | %.1f | %+.1f %% | %d |%n",
                pattern.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                PERCENT[load],
                count,
                slowSum / count,
                fastSum / count,
                tooLong,
                mostDiffer);
        assertThat(tooLong).isBetween(-1.0, (double) pattern.meanTooLong[load]);
        assertThat(mostDiffer).isLessThanOrEqualTo(pattern.mostDiffer[load]);
    }
}
