package org.fugu.experiment.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Thresholds;
import org.fugu.experiment.benchmark.Finding.Effect;
import org.fugu.experiment.benchmark.Finding.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTests {
    private static BenchmarkResults results(String outcome, long cycles) {
        var measurement = new Measurement(
                "work",
                new Measurement.Setting("work", List.of(), "fugu", "1x1", 1, "timing", 0),
                "v1",
                outcome,
                outcome.equals("exited") ? 0 : null,
                "d",
                "r",
                new TreeMap<>(outcome.equals("exited") ? Map.of("cycles", cycles) : Map.of()),
                new TreeMap<>(Map.of("cycles", "cycles")),
                List.of(),
                new Thresholds(new TreeMap<>(Map.of("cycles", new Threshold(Threshold.Allowance.parse("2"), null)))));
        return new BenchmarkResults("sweep", "1.0.0", "abc", null, new TreeMap<>(), List.of(measurement));
    }

    private static Sweep sweep(long... cycles) {
        return new Sweep(
                Arrays.stream(cycles).mapToObj(each -> results("exited", each)).toList());
    }

    private static Finding.Swept swept(Sweep base, Sweep head) {
        return (Finding.Swept) head.comparedTo(base, Rules.USUAL).findings().getFirst();
    }

    @Test
    void whatMovesOneWayInNearlyEveryLayoutIsReal() {
        // Layouts differ by far more than the versions do.
        var found = swept(sweep(100, 900, 500, 300, 700, 400), sweep(104, 905, 503, 309, 703, 406));

        assertThat(found.verdict()).isEqualTo(Verdict.REGRESSION);
        assertThat(found.base()).isEqualTo(new Spread(100, 400, 900));
        assertThat(found.head()).isEqualTo(new Spread(104, 406, 905));
        assertThat(found.difference()).isEqualTo(new Spread(3, 4, 9));
        assertThat(found.sentence())
                .isEqualTo("work, cycles: +4 cycles in the median (+3 to +9; was 100 to 900, is 104 to 905); more in 6"
                        + " of 6 layouts, fewer in 0");
    }

    @Test
    void whatMovesUpAndDownIsLuckHoweverFar() {
        var found = swept(sweep(100, 900, 500, 300, 700, 400), sweep(150, 950, 550, 350, 750, 399));

        assertThat(found.effect()).isEqualTo(Effect.NONE);
        assertThat(found.verdict()).isEqualTo(Verdict.CHANGED);
        assertThat(found.sentence()).endsWith("; more in 5 of 6 layouts, fewer in 1: the luck of layouts");
    }

    @Test
    void whatTheUsualLayoutHidesIsFound() {
        var base = sweep(100, 900, 500, 300, 700, 400, 200);
        assertThat(swept(base, sweep(100, 910, 510, 310, 710, 410, 210)).effect())
                .isEqualTo(Effect.WORSE);
        assertThat(swept(base, sweep(90, 890, 490, 290, 690, 390, 190)).verdict())
                .isEqualTo(Verdict.IMPROVEMENT);
        assertThat(swept(base, base).verdict()).isEqualTo(Verdict.UNCHANGED);
        // The threshold allows two.
        assertThat(swept(base, sweep(102, 902, 502, 302, 702, 402, 202)).verdict())
                .isEqualTo(Verdict.CHANGED);
        assertThat(swept(base, sweep(100, 900, 500, 300, 700, 400, 300)).verdict())
                .isEqualTo(Verdict.CHANGED);
    }

    /// Of the two-sided sign test: 0.05 lies between these.
    @ParameterizedTest
    @CsvSource({
        "6, 0, true",
        "5, 0, false",
        "8, 1, true",
        "7, 1, false",
        "12, 3, true",
        "11, 4, false",
        "0, 6, true",
        "1, 8, true",
        "0, 0, false",
        "1000, 0, true",
        "500, 500, false",
        "531, 469, false",
        "532, 468, true"
    })
    void chanceIsBelievedAtOnceInTwenty(int up, int down, boolean real) {
        assertThat(new Moved(up, down, up + down).isReal()).isEqualTo(real);
        assertThat(new Moved(up, down, up + down + 50).isReal()).isEqualTo(real);
    }

    @Test
    void aLayoutInWhichAProgramFailsFailsAndOneInWhichItFailedIsLeftOut() {
        var broken = new Sweep(List.of(results("exited", 5), results("trapped", 0), results("exited", 5)));
        var fine = sweep(5, 5, 5);

        var failed = broken.comparedTo(fine, Rules.USUAL);
        assertThat(failed.effect()).isEqualTo(Effect.FAILS);
        assertThat(failed.findings().getLast().sentence())
                .isEqualTo("work: the program does not end well in layout 1: trapped");
        var mended = fine.comparedTo(broken, Rules.USUAL);
        assertThat(mended.effect()).isEqualTo(Effect.NONE);
        assertThat(((Finding.Swept) mended.findings().getFirst()).moved()).isEqualTo(new Moved(0, 0, 2));
    }

    @Test
    void aSweepOfOneLayoutIsNoSweepAndOthersAreOfTheSameSize() {
        assertThat(sweep(5).comparedTo(sweep(4), Rules.USUAL).findings().getFirst())
                .isInstanceOf(Finding.Compared.class);
        assertThatThrownBy(() -> sweep(5).comparedTo(sweep(4, 4), Rules.USUAL))
                .hasMessage("a sweep of 2 layouts cannot be compared with one of 1");
    }

    private static Sweep all(long cycles) {
        var layouts = new long[Sweep.LEAST];
        Arrays.fill(layouts, cycles);
        return sweep(layouts);
    }

    @Test
    void figuresOfAnySizeAreCompared() {
        var found = swept(all(Long.MIN_VALUE), all(Long.MAX_VALUE));

        assertThat(found.effect()).isEqualTo(Effect.WORSE);
        assertThat(found.difference().median()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theSeedsOfTheUsualLayoutAreNone() {
        assertThat(Sweep.seeds(0).isNone()).isTrue();
        assertThat(Sweep.seeds(3)).isEqualTo(Sweep.seeds(3)).isNotEqualTo(Sweep.seeds(4));
    }
}
