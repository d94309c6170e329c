package org.fugu.service.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.alert.Results.broken;
import static org.fugu.service.alert.Results.measured;
import static org.fugu.service.alert.Results.of;
import static org.fugu.service.alert.Results.well;

import java.util.List;
import java.util.Map;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Rules;
import org.junit.jupiter.api.Test;

class AlarmTests {
    private static List<Alarm> alarms(BenchmarkResults base, BenchmarkResults head) {
        return Alarm.of(Comparison.of(base, head, Rules.USUAL));
    }

    private static BenchmarkResults cycles(long cycles) {
        return of(well("a", Map.of("cycles", cycles)));
    }

    @Test
    void aFigureThatIsWorseIsAnAlarmAndABetterOneIsNone() {
        var alarm = alarms(cycles(100), cycles(101)).getFirst();

        assertThat(alarm.kind()).isEqualTo(Alarm.Kind.REGRESSION);
        assertThat(alarm.measure()).isEqualTo("cycles");
        assertThat(alarm.base()).isEqualTo(100);
        assertThat(alarm.head()).isEqualTo(101);
        assertThat(alarm.sentence()).isEqualTo("a, cycles: 1 more than before (100 to 101)");
        assertThat(alarms(cycles(100), cycles(99))).isEmpty();
        assertThat(alarms(cycles(100), cycles(100))).isEmpty();
    }

    @Test
    void whatHasNoBaselineIsNotWorse() {
        var other = of(measured("a", "v2", 0, Map.of("cycles", 1000L)));
        var added = of(well("a", Map.of("cycles", 100L)), well("b", Map.of("cycles", 5L)));

        assertThat(alarms(cycles(100), other)).isEmpty();
        assertThat(alarms(cycles(100), added)).isEmpty();
    }

    @Test
    void whatIsGoneOrBrokenIsAnAlarm() {
        var base = of(well("a", Map.of("cycles", 100L, "hops", 3L)), well("b", Map.of("cycles", 5L)));
        var head = of(well("a", Map.of("cycles", 100L)));

        assertThat(alarms(base, head))
                .extracting(Alarm::benchmark, Alarm::measure, Alarm::kind)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("a", "hops", Alarm.Kind.GONE),
                        org.assertj.core.api.Assertions.tuple("b", null, Alarm.Kind.GONE));
        assertThat(alarms(cycles(100), of(broken("a"))))
                .extracting(Alarm::measure, Alarm::kind)
                .containsExactly(org.assertj.core.api.Assertions.tuple(null, Alarm.Kind.BROKEN));
    }

    @Test
    void aRegressionIsMendedWhenTheFigureIsWithinItsThresholdOfWhatItWas() {
        var alarm = alarms(cycles(100), cycles(120)).getFirst();

        assertThat(alarm.isMendedIn(cycles(120))).isFalse();
        assertThat(alarm.isMendedIn(cycles(101))).isFalse();
        assertThat(alarm.isMendedIn(cycles(100))).isTrue();
        assertThat(alarm.isMendedIn(cycles(50))).isTrue();
    }

    @Test
    void figuresThatCannotBeComparedMendNothing() {
        var alarm = alarms(cycles(100), cycles(120)).getFirst();

        assertThat(alarm.isMendedIn(of(measured("a", "v2", 0, Map.of("cycles", 50L)))))
                .isFalse();
        assertThat(alarm.isMendedIn(of(broken("a")))).isFalse();
        assertThat(alarm.isMendedIn(of(well("a", Map.of("hops", 1L))))).isFalse();
        assertThat(alarm.isMendedIn(of(well("b", Map.of("cycles", 50L))))).isFalse();
    }

    @Test
    void whatWasGoneIsMendedWhenItIsThereAgain() {
        var base = of(well("a", Map.of("cycles", 100L, "hops", 3L)), well("b", Map.of("cycles", 5L)));
        var alarms = alarms(base, of(well("a", Map.of("cycles", 100L))));
        var hops = alarms.getFirst();
        var other = alarms.getLast();

        assertThat(hops.isMendedIn(cycles(100))).isFalse();
        assertThat(hops.isMendedIn(of(well("a", Map.of("hops", 1000L))))).isTrue();
        assertThat(other.isMendedIn(cycles(100))).isFalse();
        assertThat(other.isMendedIn(of(broken("b")))).isTrue();
    }

    @Test
    void whatWasBrokenIsMendedWhenItEndsWell() {
        var alarm = alarms(cycles(100), of(broken("a"))).getFirst();

        assertThat(alarm.isMendedIn(of(broken("a")))).isFalse();
        assertThat(alarm.isMendedIn(of(well("b", Map.of())))).isFalse();
        assertThat(alarm.isMendedIn(cycles(1000))).isTrue();
    }
}
