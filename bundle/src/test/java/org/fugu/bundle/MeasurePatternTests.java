package org.fugu.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurePatternTests {
    @ParameterizedTest
    @CsvSource({
        "cycles, cycles, true",
        "cycles, cycle, false",
        "*, anything, true",
        "phase_*, phase_, true",
        "phase_*, phase_2, true",
        "phase_*, phases, false",
        "*_cycles, a_b_cycles, true",
        "*_cycles, cycles, false",
        "a*b*c, a_b_b_c, true",
        "a*b*c, a_c_b, false",
        "*, counter:tlb.misses, false",
        "*.misses, counter:tlb.misses, false",
        "counter:*, counter:tlb.misses, true",
        "counter:*.misses, counter:tlb.misses, true",
        "counter:cache.*, counter:tlb.misses, false",
    })
    void aStarStandsForAnythingWithinAKindOfName(String pattern, String name, boolean matches) {
        assertThat(new MeasurePattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void manyStarsTakeNoTime() {
        var pattern = new MeasurePattern("*a".repeat(31) + "b");

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(pattern.matches("a".repeat(64))).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Cycles", "a b", "a:b", "counter:", "counter:counter:a", "a/b"})
    void whatNamesNoMeasureIsRefused(String text) {
        assertThatThrownBy(() -> new MeasurePattern(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no measure");
    }

    private static Thresholds thresholds(String... patterns) {
        var thresholds = new TreeMap<String, Threshold>();
        for (var pattern : patterns) {
            thresholds.put(pattern, new Threshold(Threshold.Allowance.parse("" + pattern.length()), null));
        }
        return new Thresholds(thresholds);
    }

    /// The threshold is as wide as its pattern is long.
    @ParameterizedTest
    @CsvSource({"a_b, 3", "a_bc, 4", "a_cd, 3", "x, 1", "cycles, 1"})
    void theClosestPatternCounts(String measure, int width) {
        assertThat(thresholds("*", "a_b", "a_b*", "a_*").of(measure)).hasToString("increase " + width);
    }

    @Test
    void ofWhatIsNotNamedOnlyCyclesAndInstructionsAreGuarded() {
        assertThat(Thresholds.NONE.of("cycles")).isEqualTo(Threshold.NO_INCREASE);
        assertThat(Thresholds.NONE.of("instructions")).isEqualTo(Threshold.NO_INCREASE);
        assertThat(Thresholds.NONE.of("rate")).isNull();
        assertThat(new Thresholds(new TreeMap<>(Map.of("cycles", new Threshold(null, null)))).of("cycles"))
                .hasToString("free");
    }
}
