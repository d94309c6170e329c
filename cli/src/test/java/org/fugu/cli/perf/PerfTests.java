package org.fugu.cli.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fugu.cli.terminal.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long runs are made, and what the figures come to.
class PerfTests {
    private static final long MOST = 1_000_000;

    /// A program of 0.1 s before the first round, which takes that much less as the host warms up.
    private static PerfSample sample(long rounds, double aRound) {
        return new PerfSample(rounds, rounds * 1_000_000, 0, 0, seconds(0.1 + rounds * aRound));
    }

    private static PerfTime seconds(double seconds) {
        return new PerfTime(seconds, 2 * seconds, 3 * seconds);
    }

    @Test
    void samplesAreLongEnoughAndAsManyAsAsked() {
        var samples = new PerfMeter(3, 5).measure(rounds -> sample(rounds, 0.004), MOST);

        assertThat(samples)
                .hasSize(5)
                .allSatisfy(each -> assertThat(each.seconds()).isBetween(3.0, 4.0));
    }

    @Test
    void whatGetsFasterIsMeasuredAgainAndLonger() {
        var told = new ArrayList<Long>();
        var samples = new PerfMeter(3, 2)
                .measure(
                        rounds -> {
                            told.add(rounds);
                            return sample(rounds, told.size() < 6 ? 0.004 : 0.001);
                        },
                        MOST);

        assertThat(samples)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.seconds()).isGreaterThanOrEqualTo(3.0));
        assertThat(samples.getFirst().rounds()).isGreaterThan(2500);
    }

    @Test
    void aProgramThatCannotBeShorterIsRunLessOften() {
        assertThat(new PerfMeter(3, 3).measure(rounds -> sample(rounds, 8), MOST))
                .hasSize(3);
        assertThat(new PerfMeter(3, 3).measure(rounds -> sample(rounds, 12), MOST))
                .hasSize(2);
        assertThat(new PerfMeter(3, 3).measure(rounds -> sample(rounds, 30), MOST))
                .hasSize(1);
    }

    @Test
    void aProgramOfFewRoundsIsNotToldMore() {
        assertThat(new PerfMeter(3, 2).measure(rounds -> sample(rounds, 0.001), 7))
                .allSatisfy(each -> assertThat(each.rounds()).isEqualTo(7));
    }

    private static PerfPoint point(
            PerfWorkload workload, int nodes, String fidelity, double mips, @Nullable Double qemu) {
        var sample = new PerfSample(1, (long) (mips * 1_000_000), 0, 0, seconds(1));
        return new PerfPoint(
                new PerfOrder(workload, PerfEngine.TRANSLATED, nodes, fidelity, 1), 1, List.of(sample), qemu);
    }

    /// Half of the programs at 10 and half at 40 are 20 in the middle.
    @Test
    void theSummaryIsOfGeometricMeans() {
        var points = new ArrayList<PerfPoint>();
        for (int i = 0; i < PerfWorkload.SINGLE.size(); i++) {
            var workload = PerfWorkload.SINGLE.get(i);
            points.add(point(workload, 1, "functional", i % 2 == 0 ? 10 : 40, 200.0));
            points.add(point(workload, 1, "timing", 10, i % 2 == 0 ? 100.0 : 400.0));
        }
        for (var workload : PerfWorkload.PARALLEL) {
            points.add(point(workload, 16, "timing", 6, null));
            points.add(point(workload, 16, "functional", 90, null));
            points.add(point(workload, 1024, "timing", 2, null));
        }

        var summary = summary(points);

        assertThat((Double) summary.get("functionalToQemu")).isCloseTo(0.1, within(1e-9));
        assertThat((Double) summary.get("timingToQemu")).isCloseTo(0.05, within(1e-9));
        assertThat((Double) summary.get("parallelMips16")).isCloseTo(6, within(1e-9));
        assertThat((Double) summary.get("nodeScaling1024to16")).isCloseTo(3, within(1e-9));
        assertThat(summary.get("nsWindow")).isNull();
        points.removeLast();
        assertThat(summary(points).get("nodeScaling1024to16")).isNull();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> summary(List<PerfPoint> points) {
        var summary = new PerfResult(points, null, null).document().get("summary");
        assertThat(summary).isInstanceOf(Map.class);
        return (Map<String, @Nullable Object>) Objects.requireNonNull(summary);
    }

    /// As dash and as bash print it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0m0.010000s 0m0.000000s\n1m2.500000s 0m0.250000s\n",
                "0m0.002s 0m0.001s\n1m2.500s 0m0.250s\n",
            })
    void whatTheShellSaysOfItsChildrenIsProcessorTime(String times) {
        assertThat(PerfQemu.processorSeconds(times)).isCloseTo(62.75, within(1e-9));
        assertThat(PerfQemu.processorSeconds("0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n"))
                .as("nothing takes no time")
                .isEqualTo(0.01);
    }

    @Test
    void aRunOnOneThreadIsToldByProcessorTimeAndOneOnSeveralByTheClock() {
        var time = seconds(1);
        assertThat(new PerfSample(1, 5_000_000, 0, 0, time).mips()).isEqualTo(5);
        assertThat(new PerfSample(1, 5_000_000, 0, 0, time.byTheClock()).mips()).isEqualTo(2.5);
    }

    @Test
    void onlyWhatIsMoreThanFiveTimesSlowerThanItWasIsAFault() {
        var sieve = PerfWorkload.SINGLE.get(7);
        var translated = point(sieve, 1, "timing", 100, 400.0);
        var slow = new PerfPoint(
                translated.order().interpreted(),
                1,
                point(sieve, 1, "timing", 20, null).samples(),
                null);
        var ratios = PerfCheck.ratios(List.of(translated, slow));
        assertThat(ratios)
                .containsOnly(
                        Map.entry("sieve 1 timing to QEMU", 0.25), Map.entry("sieve 1 timing to interpreter", 5.0));
        var kept = Json.read("{\"ratios\": {\"sieve 1 timing to QEMU\": 1.3, \"sieve 1 timing to interpreter\": 24}}");
        assertThat(PerfCheck.faults(ratios, kept)).containsExactly("sieve 1 timing to QEMU was 1.300 and is 0.250");
        assertThat(PerfCheck.shared(ratios, kept)).isEqualTo(2);
        assertThat(PerfCheck.shared(ratios, Json.read("{}"))).isZero();
    }

    private static PerfOrders orders(boolean full, List<String> wanted) {
        return new PerfOrders(full, wanted, List.of(), List.of(), List.of());
    }

    @Test
    void everythingIsInBothEnginesAndOnOneAndTwoThreads() {
        assertThat(orders(false, List.of()).all()).hasSize(20 + 7 + 3).allMatch(PerfOrder::isUsual);
        var sieve = orders(true, List.of("sieve")).all();
        assertThat(sieve).extracting(PerfOrder::engine).contains(PerfEngine.INTERPRETED, PerfEngine.TRANSLATED);
        assertThat(orders(true, List.of("lu")).all())
                .as("functionally and exactly on 5 numbers of nodes, and on two threads on 4 of them")
                .hasSize(2 * 5 + 4);
    }
}
