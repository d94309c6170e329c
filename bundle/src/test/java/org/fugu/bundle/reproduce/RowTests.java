package org.fugu.bundle.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.fugu.bundle.reproduce.Row.Check;
import org.fugu.bundle.reproduce.Row.Kind;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTests {
    private static Row row(Check check, double tolerance, double... published) {
        var figures = java.util.Arrays.stream(published)
                .mapToObj(value -> new PublishedFigure("key", value, "cycles", "", "", "M-high"))
                .toList();
        var measured = Collections.nCopies(
                published.length, new Measurement("p", "1x1", List.of(), Measurement.Source.METRIC, "m", 1, 9));
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
                Collections.emptySortedMap(),
                List.of(),
                null);
    }

    private static RowResult result(Row row, double simulated, long inputCycles) {
        return new RowResult(row, List.of(simulated), inputCycles, Collections.emptySortedMap());
    }

    @ParameterizedTest
    @CsvSource({"110, true", "90, true", "111, false", "89, false"})
    void aValueMayBeOffByItsTolerance(double simulated, boolean within) {
        assertThat(result(row(Check.VALUE, 10, 100), simulated, 0).isWithinTolerance())
                .isEqualTo(within);
    }

    @Test
    void aRatioIsOfTheTwoPublishedFigures() {
        var result = result(row(Check.RATIO, 40, 1650, 660), 2.45, 0);
        assertThat(result.published()).isEqualTo(2.5);
        assertThat(result.isWithinTolerance()).isTrue();
        assertThat(result(result.row(), 1.4, 0).isWithinTolerance()).isFalse();
    }

    @Test
    void aStepIsExact() {
        assertThat(result(row(Check.STEP, 0, 5), 5, 0).isWithinTolerance()).isTrue();
        assertThat(result(row(Check.STEP, 0, 5), 6, 0).isWithinTolerance()).isFalse();
    }

    @Test
    void eachValueOfASeriesIsExact() {
        assertThat(result(row(Check.EACH, 0, 1), 1, 0).isWithinTolerance()).isTrue();
        assertThat(result(row(Check.EACH, 0, 1), 1.01, 0).isWithinTolerance()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"25, true", "18, true", "1, true", "0, false", "-3, false", "26, false"})
    void aRangeEndsAtTheFigure(double simulated, boolean within) {
        assertThat(result(row(Check.RANGE, 0, 25), simulated, 0).isWithinTolerance())
                .isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"54, 87, 115, true", "10, 20, 30, true", "54, 54, 115, false", "54, 115, 87, false"})
    void anOrderIsThatOfItsFigures(double first, double second, double third, boolean within) {
        var row = row(Check.ORDER, 0, 54, 87, 115);
        var result = new RowResult(row, List.of(first, second, third), 0, Collections.emptySortedMap());
        assertThat(result.isWithinTolerance()).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"4, 9, 20, true", "4, 4, 20, false", "4, 21, 20, false", "4, 9, 17, false", "4, 9, 46, false"})
    void aSweepRisesAndEndsBetweenItsFigures(double first, double second, double third, boolean within) {
        var row = withMeasurements(Check.RISING, List.of(18.0, 45.0), 3);
        var result = new RowResult(row, List.of(first, second, third), 0, Collections.emptySortedMap());
        assertThat(result.isWithinTolerance()).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"4.5, true", "9, true", "4.4, false"})
    void aLeastRatioHasNoUpperEnd(double simulated, boolean within) {
        var row = withMeasurements(Check.LEAST, List.of(4.5), 5);
        assertThat(result(row, simulated, 0).isWithinTolerance()).isEqualTo(within);
    }

    @Test
    void whatIsOnlyShownIsNeverOutsideAndHasNothingPublished() {
        var row = withMeasurements(Check.SHOWN, List.of(), 1);
        assertThat(result(row, 1e9, 0).isWithinTolerance()).isTrue();
        assertThat(row.published()).isNaN();
        assertThat(row.unit()).isEmpty();
    }

    private static Row withMeasurements(Check check, List<Double> published, int runs) {
        var figures = published.stream()
                .map(value -> new PublishedFigure("key", value, "us", "", "", "F-low"))
                .toList();
        var run = new Measurement("p", "1x1", List.of(), Measurement.Source.METRIC, "m", 0, 0);
        return new Row(
                1,
                "name",
                "",
                "fugu",
                check,
                0,
                Kind.EMERGENT,
                figures,
                Collections.nCopies(runs, run),
                Collections.emptySortedMap(),
                List.of(),
                null);
    }

    @Test
    void aMeasurementOfASeriesHasItsNumberInItsNameAndItsArguments() {
        var series = new Measurement("p", "1x1", List.of("many", "N"), Measurement.Source.COUNTER, "after_N", 1, 9);
        var third = series.at(3);
        assertThat(third.args()).containsExactly("many", "3");
        assertThat(third.name()).isEqualTo("after_3");
    }

    @Test
    void whatIsNotPutInIsEmergent() {
        var result = result(row(Check.VALUE, 20, 707), 682, 630);
        assertThat(result.emergentCycles()).isEqualTo(52);
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
            row.inputs().keySet().forEach(Preset.named(row.machine())::value);
            row.rests().forEach(Preset.named(row.machine())::value);
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
}
