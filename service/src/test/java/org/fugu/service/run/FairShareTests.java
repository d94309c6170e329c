package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With a clock of the test's, so that a day takes a second.
class FairShareTests {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aStrangersRunBehindAThousandOfMineStartsAtTheNextFreeSlot(int workers) {
        var queue = new SimulatedQueue(workers);
        for (int i = 0; i < 1000; i++) queue.submit("me", 90, false);
        queue.pass(Duration.ofMinutes(10));
        queue.submit("stranger", 5, false);
        var asked = queue.now;
        queue.pass(Duration.ofMinutes(10));

        var theirs = of(queue, "stranger").getFirst();
        var endedFirst = of(queue, "me").stream()
                .map(SimulatedQueue.Done::ended)
                .filter(end -> end.isAfter(asked))
                .min(Instant::compareTo)
                .orElseThrow();
        assertThat(theirs.started()).isEqualTo(endedFirst);
    }

    @Test
    void whatIsBriefHasALaneWhereThereAreTwoWorkers() {
        var queue = new SimulatedQueue(2);
        for (int i = 0; i < 100; i++) queue.submit("me", 3000, false);
        queue.pass(MINUTE);
        queue.submit("stranger", 5, true);
        queue.submit("me", 5, true);
        var asked = queue.now;
        queue.pass(MINUTE);

        assertThat(of(queue, "stranger").getFirst().started()).isEqualTo(asked);
        assertThat(of(queue, "me").getFirst().started()).isEqualTo(asked.plusSeconds(5));
    }

    /// Four who want more than there is, with runs of very different lengths, over a day.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sharesOverADayAreEqualWithinFivePercent(long seed) {
        var random = new Random(seed);
        var queue = new SimulatedQueue(3);
        var mean = Map.of("a", 2.0, "b", 20.0, "c", 120.0, "d", 600.0);
        for (int minute = 0; minute < 24 * 60; minute++) {
            new TreeMap<>(mean).forEach((user, seconds) -> {
                while (queue.waiting(user) < 40) {
                    queue.submit(user, seconds * (0.2 + 1.6 * random.nextDouble()), seconds < 10);
                }
            });
            queue.pass(MINUTE);
        }

        // The lane is for one of them alone; shares are those of the others' workers together with it.
        var longs = List.of("b", "c", "d").stream()
                .mapToDouble(user -> used(queue, user))
                .toArray();
        double each = (longs[0] + longs[1] + longs[2]) / 3;
        for (double one : longs) assertThat(one / each).isCloseTo(1, within(0.05));
        assertThat(queue.done).hasSizeGreaterThan(2000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sharesOfOneWorkerAreEqualWithinFivePercent(long seed) {
        var random = new Random(seed);
        var queue = new SimulatedQueue(1);
        var mean = Map.of("a", 2.0, "b", 20.0, "c", 120.0, "d", 600.0);
        for (int minute = 0; minute < 24 * 60; minute++) {
            new TreeMap<>(mean).forEach((user, seconds) -> {
                while (queue.waiting(user) < 40) {
                    queue.submit(user, seconds * (0.2 + 1.6 * random.nextDouble()), seconds < 10);
                }
            });
            queue.pass(MINUTE);
        }

        double all =
                mean.keySet().stream().mapToDouble(user -> used(queue, user)).sum();
        for (var user : mean.keySet()) assertThat(used(queue, user) / all).isCloseTo(0.25, within(0.05 * 0.25));
    }

    /// Small ones of others fill the machine, and each that ends is followed by another at once.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRunOfTheWholeMeshStartsWithinTheHostWallWhateverSmallOnesCome(long seed) {
        var random = new Random(seed);
        var queue = new SimulatedQueue(40);
        var begun = queue.now;
        for (int second = 0; second < 3 * 3600; second += 10) {
            for (var user : List.of("a", "b", "c")) {
                while (queue.waiting(user) < 50) {
                    var shape = new MeshShape(1 + random.nextInt(3), 1 + random.nextInt(3));
                    queue.submit(user, 20 + random.nextInt(1800), random.nextBoolean(), shape);
                }
            }
            if (second == 3600) queue.submit("large", 60, false, new MeshShape(8, 8));
            queue.pass(Duration.ofSeconds(10));
        }

        var large = of(queue, "large").getFirst();
        assertThat(large.started())
                .isBetween(begun.plusSeconds(3600), begun.plusSeconds(3600).plus(SimulatedQueue.HOST_WALL));
        // What cannot be over in time waits, and what comes afterwards is not hindered.
        assertThat(queue.done)
                .filteredOn(run -> run.started().isAfter(large.ended()))
                .hasSizeGreaterThan(50);
        assertThat(queue.overlaps).isZero();
    }

    /// Who was away is not owed all of that time.
    @Test
    void whoComesLateHasAnEqualShareAfterTheHalfLifeHasDoneItsWork() {
        var queue = new SimulatedQueue(1);
        for (int hour = 0; hour < 96; hour++) {
            while (queue.waiting("early") < 100) queue.submit("early", 60, false);
            if (hour >= 48) while (queue.waiting("late") < 100) queue.submit("late", 60, false);
            queue.pass(Duration.ofHours(1));
        }

        var lastDay = queue.now.minus(Duration.ofHours(12));
        assertThat(used(queue, "early", lastDay) / used(queue, "late", lastDay)).isCloseTo(1, within(0.05));
    }

    /// A stream of brief ones has a head start on a long one of the same user, and no more.
    @Test
    void briefRunsKeepALongOneOfTheSameUserWaitingNoLongerThanTheirHeadStart() {
        var queue = new SimulatedQueue(1);
        for (int i = 0; i < 10; i++) queue.submit("me", 5, true);
        queue.submit("me", 300, false);
        var asked = queue.now;
        for (int second = 0; second < 3600; second++) {
            if (queue.waiting("me") < 20) queue.submit("me", 5, true);
            queue.pass(Duration.ofSeconds(1));
        }

        var theLong = of(queue, "me").stream()
                .filter(run -> !run.order().brief())
                .findFirst()
                .orElseThrow();
        // Those that were submitted within the head start: twenty at the most wait at its end.
        assertThat(theLong.started())
                .isAfter(asked.plus(SimulatedQueue.HEAD_START))
                .isBefore(asked.plus(SimulatedQueue.HEAD_START).plusSeconds(21 * 5 + 5));
    }

    /// A measurement says nothing of how much it can use: it counts as what its user's work came to on average, or as
    /// what it has used if that is more.
    @Test
    void otherWorkCountsAsRunsDoThoughNobodyKnowsItsLimit() {
        var share = new FairShare(Duration.ofDays(1), Duration.ZERO, 10);
        var used = Map.of("a", new Usage(8, 2, NOON), "b", new Usage(5, 1, NOON), "c", Usage.NONE);
        var underWay = List.of(
                new FairShare.UnderWay("a", 1, Double.POSITIVE_INFINITY),
                new FairShare.UnderWay("b", 9, Double.POSITIVE_INFINITY),
                new FairShare.UnderWay("c", 0, Double.POSITIVE_INFINITY),
                new FairShare.UnderWay("somebody else", 1000, Double.POSITIVE_INFINITY));

        var shares = share.shares(List.of("a", "b", "c", "a"), used, underWay, NOON);

        assertThat(shares).containsOnly(Map.entry("a", 12.0), Map.entry("b", 14.0), Map.entry("c", 10.0));
        assertThat(share.shares(List.of("a"), used, List.of(), NOON.plus(Duration.ofDays(1))))
                .containsOnly(Map.entry("a", 4.0));
    }

    @Test
    void amongOneUsersRunsTheFirstComesFirstAndWhatIsUnderWayCounts() {
        var share = new FairShare(Duration.ofDays(1), Duration.ZERO, 10);
        var heads = List.of(
                waiting(3, "b", "prt_1"), waiting(2, "a", "prt_2"), waiting(1, "a", null), waiting(4, "c", null));

        var order = share.order(
                heads,
                Map.of("b", new Usage(5, 1, NOON)),
                List.of(new FairShare.UnderWay("a", 1, 4), new FairShare.UnderWay("b", 9, 100)),
                NOON);

        // c has used nothing; a 4, since its run can use no more; b 5 and, by its progress, 9.
        assertThat(order).extracting(FairShare.Waiting::number).containsExactly(4L, 1L, 2L, 3L);
    }

    private static FairShare.Waiting waiting(long number, String user, @Nullable String partition) {
        return new FairShare.Waiting(
                "run_" + number,
                number,
                user,
                partition,
                "fugu",
                new MeshShape(1, 1),
                false,
                NOON.plusSeconds(number),
                false,
                null);
    }

    private static List<SimulatedQueue.Done> of(SimulatedQueue queue, String user) {
        return queue.done.stream()
                .filter(run -> run.order().user().equals(user))
                .toList();
    }

    private static double used(SimulatedQueue queue, String user) {
        return used(queue, user, Instant.EPOCH);
    }

    private static double used(SimulatedQueue queue, String user, Instant from) {
        return of(queue, user).stream()
                .filter(run -> run.ended().isAfter(from))
                .mapToDouble(run -> run.order().seconds())
                .sum();
    }
}
