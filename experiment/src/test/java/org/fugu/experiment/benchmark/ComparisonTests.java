package org.fugu.experiment.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTests {
    private static final Measurement.Setting SETTING =
            new Measurement.Setting("work", List.of("10"), "fugu", "2x1", 2, "timing", 0);

    private static Measurement measured(String name, Map<String, Long> measures) {
        return new Measurement(
                name, SETTING, "v1", "exited", 0, "d", "r", new TreeMap<>(measures), new TreeMap<>(), new TreeMap<>());
    }

    private static Measurement with(Measurement measured, String measure, Threshold threshold) {
        var thresholds = new TreeMap<>(measured.thresholds());
        thresholds.put(measure, threshold);
        return with(measured, measured.units(), thresholds);
    }

    private static BenchmarkResults results(Measurement... measurements) {
        return new BenchmarkResults("work", "1.0.0", "abc", Arrays.asList(measurements));
    }

    private static Comparison compare(Measurement base, Measurement head) {
        return Comparison.of(results(base), results(head));
    }

    @Test
    void equalResultsHaveNoRegression() {
        var comparison = compare(measured("a", Map.of("cycles", 100L)), measured("a", Map.of("cycles", 100L)));

        assertThat(comparison.regressions()).isEmpty();
        assertThat(comparison.hasBaseline()).isTrue();
        assertThat(comparison.findings().getFirst().sentence()).isEqualTo("a, cycles: unchanged");
    }

    @Test
    void oneCycleMoreIsARegressionAndSaysSo() {
        var comparison = compare(measured("a", Map.of("cycles", 100L)), measured("a", Map.of("cycles", 101L)));

        assertThat(comparison.regressions())
                .extracting(Finding::sentence)
                .containsExactly("a, cycles: 1 more than before (100 to 101)");
    }

    @Test
    void fewerCyclesAreAnImprovement() {
        var comparison = compare(measured("a", Map.of("cycles", 100L)), measured("a", Map.of("cycles", 90L)));

        assertThat(comparison.findings()).first().isInstanceOfSatisfying(Finding.Compared.class, compared -> {
            assertThat(compared.verdict()).isEqualTo(Finding.Verdict.IMPROVEMENT);
            assertThat(compared.difference()).isEqualTo(-10);
        });
    }

    @Test
    void aMetricWithoutAThresholdMayMoveEitherWay() {
        var comparison = compare(measured("a", Map.of("rate", 100L)), measured("a", Map.of("rate", 1L)));

        assertThat(comparison.regressions()).isEmpty();
    }

    private static Measurement with(Measurement measured, Map<String, String> units) {
        return with(measured, new TreeMap<>(units), measured.thresholds());
    }

    private static Measurement with(
            Measurement measured, SortedMap<String, String> units, SortedMap<String, Threshold> thresholds) {
        return new Measurement(
                measured.name(),
                measured.setting(),
                "v1",
                "exited",
                0,
                "d",
                "r",
                measured.measures(),
                units,
                thresholds);
    }

    @Test
    void whatAMeasureIsCountedInIsDeclaredAndNotGuessedFromItsName() {
        var base = measured("a", Map.of("hop_millicycles", 5L, "steps", 5L));
        var head = with(measured("a", Map.of("hop_millicycles", 8L, "steps", 4L)), Map.of("steps", "steps"));

        assertThat(compare(base, head).findings())
                .extracting(Finding::sentence)
                .containsExactly("a, hop_millicycles: 3 more than before (5 to 8)", "a, steps: 1 fewer steps (5 to 4)");
    }

    @Test
    void aMeasureInAnotherUnitIsNotCompared() {
        var base = with(measured("a", Map.of("trip", 5L)), Map.of("trip", "cycles"));
        var head = with(measured("a", Map.of("trip", 150L)), Map.of("trip", "nanoseconds"));

        assertThat(compare(base, head).regressions()).isEmpty();
        assertThat(compare(base, head).findings())
                .extracting(Finding::sentence)
                .containsExactly("a, trip: not compared, the baseline counts cycles and this nanoseconds");
    }

    @Test
    void theWholeRangeOf64BitsIsCompared() {
        var comparison = compare(
                measured("a", Map.of("cycles", Long.MIN_VALUE)), measured("a", Map.of("cycles", Long.MAX_VALUE)));

        assertThat(comparison.regressions())
                .extracting(Finding::sentence)
                .containsExactly("a, cycles: 18446744073709551615 more than before"
                        + " (-9223372036854775808 to 9223372036854775807)");
    }

    @Test
    void theNewVersionsThresholdCounts() {
        var base = measured("a", Map.of("rate", 100L));
        var guarded = new Threshold(null, Threshold.Allowance.parse("1%"));

        assertThat(compare(base, with(measured("a", Map.of("rate", 98L)), "rate", guarded))
                        .regressions())
                .hasSize(1);
        assertThat(compare(base, with(measured("a", Map.of("rate", 99L)), "rate", guarded))
                        .regressions())
                .isEmpty();
    }

    @Test
    void anotherMachineVersionIsAnotherEpochAndNeverCompared() {
        var old = measured("a", Map.of("cycles", 1L));
        var other = new Measurement(
                "a",
                SETTING,
                "v2",
                "exited",
                0,
                "d",
                "r",
                new TreeMap<>(Map.of("cycles", 999L)),
                new TreeMap<>(),
                new TreeMap<>());

        var comparison = compare(old, other);

        assertThat(comparison.isOtherEpoch()).isTrue();
        assertThat(comparison.hasBaseline()).isFalse();
        assertThat(comparison.regressions()).isEmpty();
        assertThat(comparison.findings().getFirst().sentence()).contains("v1").contains("v2");
    }

    @Test
    void anotherSettingIsNotCompared() {
        var setting = new Measurement.Setting("work", List.of("11"), "fugu", "2x1", 2, "timing", 0);
        var other = new Measurement(
                "a",
                setting,
                "v1",
                "exited",
                0,
                "d",
                "r",
                new TreeMap<>(Map.of("cycles", 999L)),
                new TreeMap<>(),
                new TreeMap<>());

        var comparison = compare(measured("a", Map.of("cycles", 1L)), other);

        assertThat(comparison.regressions()).isEmpty();
        assertThat(comparison.findings().getFirst().sentence()).contains("another list of arguments");
    }

    @Test
    void benchmarksAndMeasuresOnOneSideOnlyAreReported() {
        var comparison = Comparison.of(
                results(measured("gone", Map.of()), measured("a", Map.of("cycles", 1L, "old", 1L))),
                results(measured("a", Map.of("cycles", 1L, "new", 1L)), measured("added", Map.of())));

        assertThat(comparison.findings())
                .extracting(Finding::sentence)
                .containsExactly(
                        "a, cycles: unchanged",
                        "a: the measure new is new, without a baseline",
                        "a: the measure old is in the baseline only",
                        "added: the benchmark is new, without a baseline",
                        "gone: the benchmark is in the baseline only");
    }

    @Test
    void aProgramThatNoLongerEndsWellIsARegression() {
        var trapped = new Measurement(
                "a", SETTING, "v1", "trapped", null, "d", "r", new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

        assertThat(compare(measured("a", Map.of("cycles", 1L)), trapped).regressions())
                .extracting(Finding::sentence)
                .containsExactly("a: ended well before, and now as trapped");
        assertThat(compare(trapped, measured("a", Map.of("cycles", 1L))).hasBaseline())
                .isFalse();
    }

    @Test
    void resultsSurviveTheFileExactly() {
        var results = results(
                with(
                        measured("a", Map.of("cycles", Long.MAX_VALUE, "x", -1L)),
                        "cycles",
                        new Threshold(Threshold.Allowance.parse("0.5%"), Threshold.Allowance.parse("3"))),
                with(measured("b", Map.of("y", 2L)), Map.of("y", "KB/s")));

        var document = ResultsFile.write(results);

        assertThat(ResultsFile.read(document)).isEqualTo(results);
        assertThat(ResultsFile.write(ResultsFile.read(document))).isEqualTo(document);
        assertThat(new String(document, StandardCharsets.UTF_8)).endsWith("}\n").contains("\"increase\" : \"0.5%\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"fuguBenchmarks\": 2}",
                "{\"fuguBenchmarks\": 1}",
                "{\"fuguBenchmarks\": 1, \"bundle\": \"a\", \"bundleVersion\": \"1\", \"bundleDigest\": \"d\"}",
                "{\"fuguBenchmarks\": 1, \"bundle\": \"a\", \"bundleVersion\": \"1\", \"bundleDigest\": \"d\","
                        + " \"benchmarks\": [{\"name\": 1}]}",
            })
    void aFileThatHoldsNoResultsIsRefusedWithAReason(String document) {
        assertThatThrownBy(() -> ResultsFile.read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).{10,}");
    }
}
