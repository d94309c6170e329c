package org.fugu.experiment.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.Turns;
import org.fugu.experiment.reproduce.MeasuredFigure.Source;
import org.fugu.experiment.reproduce.Row.Check;
import org.fugu.experiment.reproduce.Row.Kind;
import org.fugu.machine.Machine;
import org.fugu.machine.preset.Preset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTests {
    private static Row row(Check check, double tolerance, double... published) {
        var figures = java.util.Arrays.stream(published)
                .mapToObj(value -> new PublishedFigure("key", value, "cycles", "", "", "M-high", List.of()))
                .toList();
        var measured = Collections.nCopies(
                published.length, new MeasuredFigure("p", "1x1", List.of(), MeasuredFigure.Source.METRIC, "m", 1, 9));
        return new Row(
                1,
                "name",
                "",
                "fugu",
                check,
                tolerance,
                Kind.EMERGENT,
                figures,
                measured,
                List.of(),
                0,
                List.of(),
                null,
                null);
    }

    private static RowResult result(Row row, double simulated, @Nullable Long inputCycles) {
        return new RowResult(row, List.of(simulated), inputCycles, Collections.emptySortedMap());
    }

    @ParameterizedTest
    @CsvSource({"110, true", "90, true", "111, false", "89, false"})
    void aValueMayBeOffByItsTolerance(double simulated, boolean within) {
        assertThat(result(row(Check.VALUE, 10, 100), simulated, null).isWithinTolerance())
                .isEqualTo(within);
    }

    @Test
    void aRatioIsOfTheTwoPublishedFigures() {
        var result = result(row(Check.RATIO, 40, 1650, 660), 2.45, null);
        assertThat(result.published()).isEqualTo(2.5);
        assertThat(result.isWithinTolerance()).isTrue();
        assertThat(result(result.row(), 1.4, null).isWithinTolerance()).isFalse();
    }

    @Test
    void aStepIsExact() {
        assertThat(result(row(Check.STEP, 0, 5), 5, null).isWithinTolerance()).isTrue();
        assertThat(result(row(Check.STEP, 0, 5), 6, null).isWithinTolerance()).isFalse();
    }

    @Test
    void eachValueOfASeriesIsExact() {
        assertThat(result(row(Check.EACH, 0, 1), 1, null).isWithinTolerance()).isTrue();
        assertThat(result(row(Check.EACH, 0, 1), 1.01, null).isWithinTolerance())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"25, true", "18, true", "1, true", "0, false", "-3, false", "26, false"})
    void aRangeEndsAtTheFigure(double simulated, boolean within) {
        assertThat(result(row(Check.RANGE, 0, 25), simulated, null).isWithinTolerance())
                .isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"54, 87, 115, true", "10, 20, 30, true", "54, 54, 115, false", "54, 115, 87, false"})
    void anOrderIsThatOfItsFigures(double first, double second, double third, boolean within) {
        var row = row(Check.ORDER, 0, 54, 87, 115);
        var result = new RowResult(row, List.of(first, second, third), null, Collections.emptySortedMap());
        assertThat(result.isWithinTolerance()).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"4, 9, 20, true", "4, 4, 20, false", "4, 21, 20, false", "4, 9, 17, false", "4, 9, 46, false"})
    void aSweepRisesAndEndsBetweenItsFigures(double first, double second, double third, boolean within) {
        var row = withMeasurements(Check.RISING, List.of(18.0, 45.0), 3);
        var result = new RowResult(row, List.of(first, second, third), null, Collections.emptySortedMap());
        assertThat(result.isWithinTolerance()).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"4.5, true", "9, true", "4.4, false"})
    void aLeastRatioHasNoUpperEnd(double simulated, boolean within) {
        var row = withMeasurements(Check.LEAST, List.of(4.5), 5);
        assertThat(result(row, simulated, null).isWithinTolerance()).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"71, true", "100, true", "102, true", "70.9, false", "102.1, false"})
    void aBandHasTwoEndsAndIsWiderAtTheUpperOne(double simulated, boolean within) {
        assertThat(result(withMeasurements(Check.BAND, List.of(71.0, 100.0), 2), simulated, null)
                        .isWithinTolerance())
                .isEqualTo(within);
    }

    @Test
    void whatIsOnlyShownIsNeverOutsideAndHasNothingPublished() {
        var row = withMeasurements(Check.SHOWN, List.of(), 1);
        assertThat(result(row, 1e9, null).isWithinTolerance()).isTrue();
        assertThat(row.published()).isNaN();
        assertThat(row.unit()).isEmpty();
    }

    private static Row withMeasurements(Check check, List<Double> published, int runs) {
        var figures = published.stream()
                .map(value -> new PublishedFigure("key", value, "us", "", "", "F-low", List.of()))
                .toList();
        var run = new MeasuredFigure("p", "1x1", List.of(), MeasuredFigure.Source.METRIC, "m", 0, 0);
        return new Row(
                1,
                "name",
                "",
                "fugu",
                check,
                check == Check.BAND ? 2 : 0,
                Kind.EMERGENT,
                figures,
                Collections.nCopies(runs, run),
                List.of(),
                0,
                List.of(),
                null,
                null);
    }

    @Test
    void aMeasurementOfASeriesHasItsNumberInItsNameAndItsArguments() {
        var series =
                new MeasuredFigure("p", "1x1", List.of("many", "N"), MeasuredFigure.Source.COUNTER, "after_N", 1, 9);
        var third = series.at(3);
        assertThat(third.args()).containsExactly("many", "3");
        assertThat(third.name()).isEqualTo("after_3");
    }

    /// Short turns, and all that a row can read of such a run.
    @Test
    void aMeasurementInTurnsReadsWhatTheMachineCountsWhileSomethingElseHasItToo() {
        var reproduction = new Reproduction(RowTests::prebuilt, _ -> RunObserver.NONE);
        var turns = new InTurns("null", List.of(), null, new Turns(10_000, 50));
        double buffered = reproduction.value("fugu-20mhz", synth(Source.COUNTER, "messages.buffered", turns));
        double received = reproduction.value("fugu-20mhz", synth(Source.COUNTER, "messages.received", turns));
        assertThat(buffered).isBetween(1.0, received / 2);
        assertThat(reproduction.value("fugu-20mhz", synth(Source.SHARE, "messages.buffered/messages.received", turns)))
                .isCloseTo(10_000 * buffered / received, within(0.5));
        assertThat(reproduction.value("fugu-20mhz", synth(Source.MOST, "messages.buffer_pages", turns)))
                .isOne();
        assertThat(reproduction.value("fugu-20mhz", synth(Source.COUNTER, "messages.buffer_pages", turns)))
                .as("nodes with a page of messages")
                .isBetween(2.0, 4.0);
        assertThat(reproduction.value("fugu-20mhz", synth(Source.COUNTER, "messages.buffered", null)))
                .as("alone")
                .isZero();
    }

    private static MeasuredFigure synth(Source source, String name, @Nullable InTurns turns) {
        return new MeasuredFigure(
                "synth",
                null,
                "2x2",
                List.of("100", "300"),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                source,
                name,
                1,
                0,
                0,
                turns,
                Structure.EXOKERNEL);
    }

    private static Bundle prebuilt(String name) {
        var root = Path.of(System.getProperty("fugu.root", ".."));
        try {
            return Bundle.read(Files.readAllBytes(root.resolve("guest/prebuilt/bench/" + name + ".zip")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsNotPutInIsEmergent() {
        var result = result(row(Check.VALUE, 20, 707), 682, 630L);
        assertThat(result.emergentCycles()).isEqualTo(52);
        assertThat(result.cyclesMissing()).isNull();
    }

    @Test
    void aRowThatIsNotOneNumberOfCyclesSaysSo() {
        var result = result(row(Check.RATIO, 40, 1650, 660), 2.45, null);
        assertThat(result.emergentCycles()).isNull();
        assertThat(result.cyclesMissing()).contains("not one number of cycles");
    }

    @ParameterizedTest
    @CsvSource({"1, 0.1, true", "1, 0, false", "1, -2, false", "2, 1.01, true", "2, 1, false", "5, 99, true"})
    void ofAShapeOnlyTheWinnerCounts(int runs, double simulated, boolean within) {
        var row = withMeasurements(Check.SHAPE, List.of(25.0), runs);
        assertThat(result(row, simulated, null).isWithinTolerance()).isEqualTo(within);
    }

    @Test
    void aRatioOfOneFigureIsNoRow() {
        assertThatThrownBy(() -> row(Check.RATIO, 10, 5)).hasMessageContaining("2 figures");
    }

    @Test
    void rowsHaveNamesOfTheirOwnMachinesThatExistAndFiguresWithSources() {
        var rows = Rows.load();
        var names = new TreeSet<String>();
        for (var row : rows.rows()) {
            assertThat(names.add(row.name())).as(row.name()).isTrue();
            assertThat(Preset.names()).contains(row.machine());
            for (var each : row.measured()) {
                var machine = Preset.named(each.machine() == null ? row.machine() : each.machine());
                each.overrides().forEach(machine::with);
            }
        }
        assertThat(Rows.figures().values()).allSatisfy(figure -> {
            assertThat(figure.source()).isNotBlank();
            assertThat(figure.confidence()).matches("[FM]-(high|med|low)");
        });
        assertThat(rows.planned())
                .allSatisfy(planned -> assertThat(planned.needs()).isNotBlank());
    }

    private static final Rows ROWS = Rows.load();

    private static Row named(String name) {
        return ROWS.rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Figures were fitted to these, or are these; so they predict nothing.
    @ParameterizedTest
    @CsvSource({
        "load-remote-3party, CALIBRATED",
        "store-remote, CALIBRATED",
        "store-remote-2party, CALIBRATED",
        "store-remote-3party, CALIBRATED",
        "udm-poll, CALIBRATED",
        "udm-interrupt-kernel, CALIBRATED",
        "distance, CALIBRATED",
        "common-ratio-fugu, CALIBRATED",
        "common-now-atm-am, CALIBRATED",
        "remote-access-read, CALIBRATED",
        "native-ratio, CALIBRATED",
        "one-way, CALIBRATED",
        "dash-stream-prefetch, CALIBRATED",
        "load-local, INPUT",
        "context-switch, INPUT",
        "worker-set-step, INPUT",
        "unmap-disturbed, INPUT",
        "gain-contexts, EMERGENT",
        "barrier, EMERGENT",
        "common-alewife, EMERGENT",
        "exception-overflow-2100, EMERGENT",
        "ultrix-overflow-2100, INPUT",
        "ultrix-ratio-protection-3100, INPUT",
        "getpid-ultrix-5000-125, INPUT",
        "null-procedure-ultrix-2100, CALIBRATED"
    })
    void theKindOfARowFollowsFromTheFiguresThatItRestsOn(String name, Kind kind) {
        assertThat(named(name).kind()).isEqualTo(kind);
    }

    @Test
    void aRowThatIsMostlyChargedIsAnInput() {
        var row = named("exception-overflow-2100");
        var sight = ROWS.sight(row);
        assertThat(row.charged()).isEqualTo(21);
        assertThat(Kinds.of(row, sight, List.of(), List.of(26.3))).isEqualTo(Kind.EMERGENT);
        assertThat(Kinds.of(row, sight, List.of(), List.of(26.25))).isEqualTo(Kind.INPUT);
        assertThat(Kinds.of(row, sight, List.of(), List.of())).isEqualTo(Kind.EMERGENT);
    }

    /// The same program on the kernel of another structure: what differs is the path that is charged.
    @Test
    void theKernelOfAnotherStructureIsChargedInPlaceOfThisOne() {
        var own = named("exception-overflow-2100");
        var other = named("ultrix-overflow-2100");
        var reproduction = new Reproduction(RowTests::prebuilt, _ -> RunObserver.NONE);
        double emergent = reproduction.value("decstation-2100", own.measured().getFirst()) - own.charged();
        assertThat(emergent).isPositive();
        assertThat(other.charged()).isGreaterThan(50 * own.charged());
        assertThat(reproduction.value("decstation-2100", other.measured().getFirst()))
                .isEqualTo(emergent + other.charged());
        assertThat(ROWS.inputCycles(other)).isEqualTo(other.charged());
    }

    /// What set a kernel's paths is no prediction of it; what is composed of them is.
    @Test
    void onlyARowThatSetThePathsOfAnotherKernelIsAnInput() {
        assertThat(named("shared-memory-ultrix-to-exos-2100").kind()).isEqualTo(Kind.INPUT);
        assertThat(named("pipe-ultrix-to-exos-2100").kind()).isEqualTo(Kind.EMERGENT);
    }

    /// A path without units can come several times, or be taken off.
    @Test
    void chargedPathsAreCounted() {
        assertThat(named("lrpc-2100").charged()).isEqualTo(2 * 30);
        assertThat(named("pipe-2100").charged()).isEqualTo(42 + 150 - 2 * 36);
    }

    /// A call for a hundred pages is a hundredth of one for each.
    @Test
    void whatIsChargedOnceIsSharedByAllThatARowIsTheMeanOf() {
        assertThat(named("prot100-5000-125").charged()).isEqualTo(45 + 99 * 18);
        assertThat(named("appel2-5000-125").charged())
                .isEqualTo(56 + 21 + 10 + Math.round((45 + 99 * 18 + 10 * 18) / 100.0));
    }

    /// The same was measured twice in the paper, and set the path.
    @Test
    void aTrapUnderUltrixIsAnInputAndWhatIsComposedOfItIsNot() {
        assertThat(named("trap-ultrix-to-exos-2100").kind()).isEqualTo(Kind.INPUT);
        assertThat(named("appel1-ultrix-to-exos-2100").kind()).isEqualTo(Kind.EMERGENT);
        assertThat(named("prot100-ultrix-to-exos-2100").kind()).isEqualTo(Kind.EMERGENT);
    }

    @Test
    void whatWasPutInOrIsOnlyShownIsNotReproduced() {
        var emergent = result(row(Check.VALUE, 20, 707), 682, 0L);
        assertThat(emergent.isReproduced()).isTrue();
        assertThat(result(emergent.row(), 10, 0L).isReproduced()).isFalse();
        assertThat(result(emergent.row().with(Kind.CALIBRATED), 682, 0L).isReproduced())
                .isTrue();
        assertThat(result(emergent.row().with(Kind.INPUT), 682, 0L).isReproduced())
                .isFalse();
        assertThat(result(withMeasurements(Check.SHOWN, List.of(5.0), 1), 5, null)
                        .isReproduced())
                .isFalse();
    }

    @Test
    void anEmergentRowRestsOnNoFigureThatWasChosenWithItInSight() {
        for (var row : ROWS.rows()) {
            if (row.kind() != Kind.EMERGENT) continue;
            var sight = ROWS.sight(row);
            assertThat(ROWS.restsOn(row))
                    .as(row.name())
                    .noneMatch(each ->
                            Kinds.isChosenWith(Preset.named(each.machine()).figure(each.figure()), sight));
            assertThat(row.paths()).as(row.name()).isEmpty();
        }
    }

    @Test
    void whatAFigureWasChosenWithIsPublished() {
        var keys = Rows.figures().keySet();
        for (var machine : Preset.names()) {
            for (var figure : Preset.named(machine).figures()) {
                assertThat(keys).as(machine + " " + figure.name()).containsAll(figure.chosenWith());
                assertThat(keys).as(machine + " " + figure.name()).containsAll(figure.takenFrom());
            }
        }
        for (var figure : Rows.figures().values()) assertThat(keys).containsAll(figure.restates());
    }

    @Test
    void rowsInCyclesSayHowMuchOfThemWasPutIn() {
        for (var row : ROWS.rows()) {
            var input = ROWS.inputCycles(row);
            if (!row.isInCycles()) {
                assertThat(input).as(row.name()).isNull();
                continue;
            }
            var here = ROWS.sensitivity().of(row).here();
            assertThat(input).as(row.name()).isNotNull().isBetween(0L, Math.round(here.getLast()));
            if (row.kind() != Kind.EMERGENT) assertThat(input).as(row.name()).isPositive();
        }
    }

    /// Where what was assumed decides, a tolerance would be met or missed by assumption.
    @Test
    void aPredictionHoldsOverAllThatIsAssumedOrElseItIsCalledAShape() {
        for (var row : ROWS.rows()) {
            if (!row.isPredicted() || row.check() == Check.SHOWN) continue;
            ROWS.sensitivity()
                    .of(row)
                    .moved()
                    .forEach((change, values) -> assertThat(
                                    new RowResult(row, values, null, Collections.emptySortedMap()).isWithinTolerance())
                            .as("%s with %s is %s", row.name(), change, values)
                            .isTrue());
        }
    }

    @Test
    void theRecordIsOfTheseMachinesAndOfEverythingThatIsToBeTried() {
        var renew = "./fugu reproduce --record-sensitivity FILE renews the record";
        var study = new SensitivityStudy(ROWS, RowTests::nothingIsRun, _ -> {});
        for (var row : ROWS.rows()) {
            var tried = study.tried(row);
            assertThat(ROWS.sensitivity().of(row).tried())
                    .as(row.name() + ": " + renew)
                    .isEqualTo(tried.size());
            assertThat(tried)
                    .as(row.name())
                    .containsAll(ROWS.sensitivity().of(row).moved().keySet());
            for (var machine : row.machines()) {
                assertThat(ROWS.sensitivity().presets())
                        .as(renew)
                        .containsEntry(machine, Preset.named(machine).hash());
            }
        }
        assertThat(ROWS.sensitivity().modelVersion()).as(renew).isEqualTo(Machine.MODEL_VERSION);
    }

    @Test
    void whatTheRowsOfTargets3And27And28HangOnIsSaid() {
        assertThat(ROWS.sensitivity().ranges(named("common-ratio-fugu")))
                .anySatisfy(range -> assertThat(range.what()).isEqualTo("fugu processor.clock"))
                .anySatisfy(range -> assertThat(range.what()).contains("mesh"));
        assertThat(ROWS.sensitivity().ranges(named("gain-contexts")))
                .anySatisfy(range -> assertThat(range.what()).startsWith("edges of 16"));
        assertThat(ROWS.sensitivity().ranges(named("invocation")))
                .anySatisfy(range -> assertThat(range.what()).startsWith("ranks that are invoked"));
        for (var name : List.of("common-ratio-fugu", "gain-contexts", "gain-prefetch", "barrier", "invocation")) {
            assertThat(named(name).check()).isEqualTo(Check.SHAPE);
        }
    }

    @Test
    void everyTargetHasRowsOrAReasonWhyNot() {
        var targets = new TreeSet<Integer>();
        for (var row : ROWS.rows()) targets.add(row.target());
        for (var planned : ROWS.planned()) {
            assertThat(targets.add(planned.target()))
                    .as("target " + planned.target())
                    .isTrue();
        }
        assertThat(targets)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 31).boxed().toList());
    }

    @Test
    void aRowWithLongRunsIsMeasuredUnderFewerFigures() {
        var row = named("barrier");
        assertThat(row.isMeasuredUnder("processor.divide")).isTrue();
        var few = new Row(
                28,
                "few",
                "",
                "alewife",
                Check.SHAPE,
                0,
                Kind.EMERGENT,
                row.figures(),
                row.measured(),
                List.of(),
                0,
                List.of(),
                List.of("network.header"),
                null);
        assertThat(new SensitivityStudy(ROWS, RowTests::nothingIsRun, _ -> {}).tried(few))
                .containsExactly("alewife network.header 2", "alewife network.header 8");
    }

    @Test
    void aStepIsSmallAndPossible() {
        var alewife = Preset.named("alewife");
        assertThat(Perturbation.step(alewife, alewife.figure("coherence.request"))
                        .value())
                .isEqualTo(3);
        assertThat(Perturbation.step(alewife, alewife.figure("coherence.handler_write"))
                        .value())
                .isEqualTo(561);
        assertThat(Perturbation.step(alewife, alewife.figure("network.hop")).value())
                .isEqualTo(100);
        assertThat(Perturbation.step(alewife, alewife.figure("coherence.pointers"))
                        .value())
                .as("the fewest")
                .isEqualTo(alewife.figure("coherence.pointers").least());
        var dash = Preset.named("dash");
        assertThat(Perturbation.step(dash, dash.figure("processor.prefetches")).value())
                .isOne();
        assertThat(Perturbation.step(alewife, alewife.figure("tlb.consistency")).value())
                .isZero();
        assertThat(Perturbation.step(alewife, alewife.figure("coherence.overflow"))
                        .value())
                .as("2 does not go with translations that the directory keeps")
                .isZero();
    }

    private static Bundle nothingIsRun(String name) {
        throw new AssertionError(name + " is run");
    }
}
