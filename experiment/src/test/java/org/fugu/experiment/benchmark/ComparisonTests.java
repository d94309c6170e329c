package org.fugu.experiment.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Thresholds;
import org.fugu.bundle.Wildcard;
import org.fugu.exokernel.run.LibraryInputs;
import org.fugu.experiment.benchmark.Finding.Effect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonTests {
    private static final Measurement.Setting SETTING =
            new Measurement.Setting("work", List.of("10"), "fugu", "2x1", 2, "timing", 0);

    private static Measurement measured(String name, Map<String, Long> measures) {
        return new Measurement(
                name,
                SETTING,
                "v1",
                "exited",
                0,
                "d",
                "r",
                new TreeMap<>(measures),
                new TreeMap<>(),
                List.of(),
                Thresholds.NONE);
    }

    private static Measurement with(Measurement measured, String measure, Threshold threshold) {
        var thresholds = new TreeMap<>(measured.thresholds().byPattern());
        thresholds.put(measure, threshold);
        return with(measured, measured.units(), new Thresholds(thresholds));
    }

    private static BenchmarkResults results(Measurement... measurements) {
        return results(Map.of(), measurements);
    }

    private static BenchmarkResults results(Map<String, String> acknowledged, Measurement... measurements) {
        return new BenchmarkResults(
                "work", "1.0.0", "abc", null, new TreeMap<>(acknowledged), Arrays.asList(measurements));
    }

    private static Comparison compare(Measurement base, Measurement head) {
        return Comparison.of(results(base), results(head), Rules.USUAL);
    }

    @Test
    void equalResultsHaveNoRegression() {
        var comparison = compare(measured("a", Map.of("cycles", 100L)), measured("a", Map.of("cycles", 100L)));

        assertThat(comparison.failures()).isEmpty();
        assertThat(comparison.effect()).isEqualTo(Effect.NONE);
        assertThat(comparison.findings().getFirst().sentence()).isEqualTo("a, cycles: unchanged");
    }

    @Test
    void oneCycleMoreIsARegressionAndSaysSo() {
        var comparison = compare(measured("a", Map.of("cycles", 100L)), measured("a", Map.of("cycles", 101L)));

        assertThat(comparison.failures())
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

        assertThat(comparison.failures()).isEmpty();
    }

    private static Measurement with(Measurement measured, Map<String, String> units) {
        return with(measured, new TreeMap<>(units), measured.thresholds());
    }

    private static Measurement with(Measurement measured, SortedMap<String, String> units, Thresholds thresholds) {
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
                List.of(),
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

        assertThat(compare(base, head).effect()).isEqualTo(Effect.NO_BASELINE);
        assertThat(compare(base, head).findings())
                .extracting(Finding::sentence)
                .containsExactly("a, trip: not compared, the baseline counts cycles and this nanoseconds");
    }

    @Test
    void theWholeRangeOf64BitsIsCompared() {
        var comparison = compare(
                measured("a", Map.of("cycles", Long.MIN_VALUE)), measured("a", Map.of("cycles", Long.MAX_VALUE)));

        assertThat(comparison.failures())
                .extracting(Finding::sentence)
                .containsExactly("a, cycles: 18446744073709551615 more than before"
                        + " (-9223372036854775808 to 9223372036854775807)");
    }

    private static Threshold decrease(String allowed) {
        return new Threshold(null, Threshold.Allowance.parse(allowed));
    }

    @Test
    void theBasesThresholdCountsAndAnotherIsSaid() {
        var base = with(measured("a", Map.of("rate", 100L)), "rate", decrease("1%"));
        var loosened = with(measured("a", Map.of("rate", 98L)), "rate", decrease("50%"));
        var removed = measured("a", Map.of("rate", 98L));

        for (var head : List.of(loosened, removed)) {
            assertThat(compare(base, head).effect()).isEqualTo(Effect.WORSE);
            assertThat(Comparison.of(results(base), results(head), new Rules(Rules.Side.HEAD, Set.of()))
                            .effect())
                    .isEqualTo(Effect.NONE);
        }
        assertThat(compare(base, loosened).findings().getLast().sentence())
                .isEqualTo("a, rate: the threshold was decrease 1% and is decrease 50%; that of the baseline counts"
                        + " here");
        assertThat(compare(base, with(measured("a", Map.of("rate", 99L)), "rate", decrease("1%")))
                        .findings())
                .hasSize(1);
    }

    private static Measurement of(Measurement like, String version, Measurement.Setting setting, String outcome) {
        return new Measurement(
                like.name(),
                setting,
                version,
                outcome,
                outcome.equals("exited") ? 0 : null,
                "d",
                "r",
                like.measures(),
                like.units(),
                List.of(),
                like.thresholds());
    }

    @Test
    void anotherMachineVersionIsAnotherEpochNeverComparedAndNeverAcknowledged() {
        var old = measured("a", Map.of("cycles", 1L));
        var other = of(measured("a", Map.of("cycles", 1L)), "v2", SETTING, "exited");

        var comparison = Comparison.of(results(old), results(Map.of("a", "meant"), other), Rules.USUAL);

        assertThat(comparison.effect()).isEqualTo(Effect.NO_BASELINE);
        assertThat(comparison.findings().getFirst().sentence()).contains("v1").contains("v2");
    }

    @Test
    void whatTheBaseHasIsComparedOrFails() {
        var comparison = Comparison.of(
                results(measured("gone", Map.of()), measured("a", Map.of("cycles", 1L, "old", 1L))),
                results(measured("a", Map.of("cycles", 1L, "new", 1L)), measured("added", Map.of())),
                Rules.USUAL);

        assertThat(comparison.findings())
                .extracting(Finding::sentence, Finding::effect)
                .containsExactly(
                        tuple("a, cycles: unchanged", Effect.NONE),
                        tuple("a, new: the measure is new, without a baseline", Effect.NO_BASELINE),
                        tuple("a, old: the measure is gone; the baseline has it", Effect.WORSE),
                        tuple("added: the benchmark is new, without a baseline", Effect.NO_BASELINE),
                        tuple("gone: the benchmark is gone; the baseline has it", Effect.WORSE));
        assertThat(comparison.effect()).isEqualTo(Effect.WORSE);
    }

    /// What of a benchmark can be excused, by the name that excuses it.
    static Stream<Arguments> excusable() {
        var base = measured("a", Map.of("cycles", 1L, "hops", 1L));
        var elsewhere = new Measurement.Setting("work", List.of("11"), "fugu", "2x1", 2, "timing", 0);
        var inCycles = with(base, Map.of("hops", "cycles"));
        return Stream.of(
                arguments("a", results(base), results(), Effect.WORSE),
                arguments("a", results(), results(base), Effect.NO_BASELINE),
                arguments("a", results(base), results(of(base, "v1", elsewhere, "exited")), Effect.NO_BASELINE),
                arguments("a", results(of(base, "v1", SETTING, "trapped")), results(base), Effect.NO_BASELINE),
                arguments("a/hops", results(base), results(measured("a", Map.of("cycles", 1L))), Effect.WORSE),
                arguments("a/hops", results(measured("a", Map.of("cycles", 1L))), results(base), Effect.NO_BASELINE),
                arguments(
                        "a/hops", results(inCycles), results(with(base, Map.of("hops", "hops"))), Effect.NO_BASELINE));
    }

    @ParameterizedTest
    @MethodSource("excusable")
    void whatCannotBeComparedFailsUntilItIsAcknowledgedAndThenOnlyOnce(
            String subject, BenchmarkResults base, BenchmarkResults head, Effect effect) {
        var other = measured("other", Map.of("cycles", 1L));
        var before = and(base, Map.of(), other);
        var excuse = Map.of(subject, "it is meant");

        assertThat(Comparison.of(before, and(head, Map.of(), other), Rules.USUAL)
                        .effect())
                .isEqualTo(effect);
        var excused = Comparison.of(before, and(head, excuse, other), Rules.USUAL);
        assertThat(excused.effect()).isEqualTo(Effect.NONE);
        assertThat(excused.findings()).extracting(Finding::sentence).anyMatch(said -> said.endsWith("it is meant"));
        assertThat(Comparison.of(before, and(head, Map.of(), other), new Rules(Rules.Side.BASE, Set.of(subject)))
                        .effect())
                .isEqualTo(Effect.NONE);
        var spent = Comparison.of(and(base, excuse, other), and(head, excuse, other), Rules.USUAL);
        assertThat(spent.effect()).isEqualTo(effect);
        assertThat(spent.findings().getLast().sentence()).contains("is in the baseline too");
        assertThat(Comparison.of(before, and(head, excuse), Rules.USUAL).effect())
                .as("nothing is compared any more")
                .isNotEqualTo(Effect.NONE);
    }

    private static BenchmarkResults and(BenchmarkResults results, Map<String, String> excuse, Measurement... more) {
        var all = new ArrayList<>(results.measurements());
        all.addAll(Arrays.asList(more));
        return results(excuse, all.toArray(Measurement[]::new));
    }

    @Test
    void aRegressionIsNotAcknowledged() {
        var rules = new Rules(Rules.Side.BASE, Set.of("a", "a/cycles"));
        var comparison = Comparison.of(
                results(measured("a", Map.of("cycles", 1L))), results(measured("a", Map.of("cycles", 2L))), rules);

        assertThat(comparison.effect()).isEqualTo(Effect.WORSE);
        assertThat(comparison.findings())
                .extracting(Finding::sentence)
                .contains("a/cycles: the acknowledgement excuses nothing here; remove it");
    }

    @Test
    void aProgramThatDoesNotEndWellFailsBeforeAnythingElse() {
        var well = measured("a", Map.of("cycles", 1L));
        var trapped = of(well, "v2", SETTING, "trapped");

        for (var base : List.of(results(well), results(trapped), results(), results(measured("gone", Map.of())))) {
            var comparison = Comparison.of(base, results(Map.of("a", "meant"), trapped), Rules.USUAL);
            assertThat(comparison.effect()).isEqualTo(Effect.FAILS);
            assertThat(comparison.findings().getFirst().sentence())
                    .isEqualTo("a: the program does not end well: trapped");
        }
    }

    @Test
    void whatTheManifestAsksForAndNobodyReportsIsNoGreenLight() {
        var measured = measured("a", Map.of("cycles", 1L));
        var asking = new Measurement(
                "a",
                SETTING,
                "v1",
                "exited",
                0,
                "d",
                "r",
                measured.measures(),
                measured.units(),
                List.of("hpos"),
                Thresholds.NONE);

        assertThat(compare(asking, asking).effect()).isEqualTo(Effect.NO_BASELINE);
        assertThat(compare(measured("a", Map.of("cycles", 1L, "hpos", 2L)), asking)
                        .failures())
                .extracting(Finding::sentence)
                .containsExactly("a, hpos: the measure is gone; the baseline has it");
    }

    @Test
    void nothingComparedIsNoBaseline() {
        assertThat(Comparison.of(results(), results(), Rules.USUAL).effect()).isEqualTo(Effect.NO_BASELINE);
    }

    @Test
    void resultsSurviveTheFileExactly() {
        var results = results(
                Map.of("b/z", "counted by y"),
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

    private static BenchmarkResults on(@Nullable LibraryInputs library, BenchmarkResults results) {
        return new BenchmarkResults(
                results.bundle(),
                results.bundleVersion(),
                results.bundleDigest(),
                library,
                results.acknowledged(),
                results.measurements());
    }

    private static LibraryInputs exos(String version, String digit) {
        return new LibraryInputs("exos", version, "b".repeat(64), digit.repeat(64));
    }

    @Test
    void anotherLibraryOsIsComparedAndSaid() {
        var base = on(exos("1.0", "a"), results(measured("a", Map.of("cycles", 1L))));
        var head = on(exos("1.1", "c"), results(measured("a", Map.of("cycles", 2L))));

        var comparison = Comparison.of(base, head, Rules.USUAL);

        assertThat(comparison.effect()).isEqualTo(Effect.WORSE);
        assertThat(comparison.findings())
                .extracting(Finding::sentence)
                .containsExactly(
                        "the library OS was exos@1.0 (aaaaaaaaaaaa) and is exos@1.1 (cccccccccccc); what moved may be"
                                + " its doing",
                        "a, cycles: 1 more than before (1 to 2)");
        assertThat(Comparison.of(results(measured("a", Map.of("cycles", 2L))), head, Rules.USUAL)
                        .findings())
                .extracting(Finding::sentence)
                .first()
                .asString()
                .startsWith("the library OS was in the program and is exos@1.1");
        // Another name of the same content is the same library OS.
        assertThat(Comparison.of(on(exos("2.0", "c"), base), head, Rules.USUAL).findings())
                .hasSize(1);
    }

    @Test
    void theFileHasTheLibraryOsAndThoseOfBeforeAreRead() {
        var results = on(exos("1.0", "a"), results(measured("a", Map.of("cycles", 1L))));
        var document = ResultsFile.write(results);
        assertThat(ResultsFile.read(document)).isEqualTo(results);

        var without = on(null, results);
        var text = new String(ResultsFile.write(without), StandardCharsets.UTF_8);
        var second =
                text.replace("\"fuguBenchmarks\" : 3", "\"fuguBenchmarks\" : 2").replace("  \"libos\" : null,\n", "");
        assertThat(second).doesNotContain("libos");
        assertThat(ResultsFile.read(second.getBytes(StandardCharsets.UTF_8))).isEqualTo(without);
        assertRefused(text.replace("\"fuguBenchmarks\" : 3", "\"fuguBenchmarks\" : 2"), "'libos' is no field");
        assertRefused(second.replace("\"fuguBenchmarks\" : 2", "\"fuguBenchmarks\" : 3"), "is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                   | has no 'fuguBenchmarks'",
                "no json                              | is not JSON",
                "[]                                   | has no 'fuguBenchmarks'",
                "{}                                   | has no 'fuguBenchmarks'",
                "{\"fuguBenchmarks\": 1}              | its format is 1, and this program reads 2 to 3",
                "{\"fuguBenchmarks\": 2}              | is missing",
            })
    void aFileThatHoldsNoResultsIsRefusedWithAReason(String document, String reason) {
        assertRefused(document, reason);
    }

    private static void assertRefused(String document, String reason) {
        assertThatThrownBy(() -> ResultsFile.read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    /// Each makes a good file a bad one.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"seed\" : 0,        | \"seed\" : 0, \"sed\" : 1, | /benchmarks/0/sed",
                "\"seed\" : 0,        |                           | missing",
                "\"seed\" : 0,        | \"seed\" : 0.5,           | /benchmarks/0/seed",
                "\"seed\" : 0,        | \"seed\" : \"0\",         | /benchmarks/0/seed",
                "\"seed\" : 0,        | \"seed\" : 0, \"seed\" : 0, | not JSON",
                "\"nodes\" : 2        | \"nodes\" : null          | /benchmarks/0/nodes",
                "\"outcome\" : \"exited\" | \"outcome\" : 1       | /benchmarks/0/outcome",
                "\"outcome\" : \"exited\" | \"outcome\" : null    | /benchmarks/0/outcome",
                "\"x\" : -1           | \"x\" : null              | /benchmarks/0/measures",
                "\"x\" : -1           | \"x\" : 99999999999999999999 | /benchmarks/0/measures",
                "\"0.5%\"             | \"half\"                  | 'half' is no threshold",
            })
    void aFileIsReadOnlyAsItIsWritten(String part, String instead, String reason) {
        var results = results(with(
                measured("a", Map.of("cycles", 5L, "x", -1L)),
                "cycles",
                new Threshold(Threshold.Allowance.parse("0.5%"), null)));
        var good = new String(ResultsFile.write(results), StandardCharsets.UTF_8);
        assertThat(good).contains(part);

        assertRefused(good.replace(part, instead == null ? "" : instead), reason);
    }

    @Test
    void aBenchmarkIsInAFileOnce() {
        var twice = results(measured("a", Map.of()), measured("a", Map.of()));

        assertRefused(new String(ResultsFile.write(twice), StandardCharsets.UTF_8), "the benchmark 'a' is in it twice");
    }

    private static StandingThresholds standing(String... entries) {
        return new StandingThresholds(Arrays.stream(entries)
                .map(entry -> entry.split(" "))
                .map(parts -> new StandingThresholds.Entry(
                        new Wildcard(parts[0]),
                        new MeasurePattern(parts[1]),
                        new Threshold(Threshold.Allowance.parse(parts[2]), null)))
                .toList());
    }

    private static List<Finding> failures(Measurement base, Measurement head, StandingThresholds standing) {
        return Comparison.of(results(base), results(head), Rules.USUAL.with(standing))
                .failures();
    }

    @Test
    void aStandingThresholdCountsForAMeasureOfWhichTheBasesManifestSaysNothing() {
        var base = measured("a", Map.of("hops", 100L, "cycles", 100L));
        var head = measured("a", Map.of("hops", 111L, "cycles", 111L));

        assertThat(failures(base, head, StandingThresholds.NONE))
                .extracting(Finding::measure)
                .containsExactly("cycles");
        assertThat(failures(base, head, standing("* * 10"))).hasSize(2);
        assertThat(failures(base, head, standing("* * 11"))).isEmpty();
        assertThat(failures(base, head, standing("b * 10")))
                .extracting(Finding::measure)
                .containsExactly("cycles");
    }

    @Test
    void aManifestsThresholdComesBeforeAStandingOne() {
        var free = new Threshold(null, null);
        var base = with(measured("a", Map.of("cycles", 100L)), "*", free);
        var head = measured("a", Map.of("cycles", 200L));

        assertThat(failures(base, head, standing("a cycles 0"))).isEmpty();
        assertThat(failures(head, base, standing("a cycles 0"))).isEmpty();
        // What the new manifest says counts when it is the base.
        assertThat(failures(
                        measured("a", Map.of("cycles", 100L)),
                        with(measured("a", Map.of("cycles", 200L)), "*", free),
                        standing("a cycles 50")))
                .hasSize(1);
    }

    @Test
    void theClosestStandingThresholdCounts() {
        var base = measured("a-long-name", Map.of("hops", 100L));
        var head = measured("a-long-name", Map.of("hops", 110L));

        assertThat(failures(base, head, standing("* hops 0", "a-* * 10"))).isEmpty();
        assertThat(failures(base, head, standing("a-* h* 0", "a-* * 10"))).hasSize(1);
        assertThat(failures(base, head, standing("a-long-name * 10", "a-* hops 0")))
                .isEmpty();
        assertThatThrownBy(() -> standing("UPPER hops 0")).hasMessageContaining("names no benchmark");
    }
}
