package org.fugu.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTests {
    @ParameterizedTest
    @CsvSource({
        "0, 100, 100, false",
        "0, 100, 101, true",
        "0, 100, 99, false",
        "5, 100, 105, false",
        "5, 100, 106, true",
        "1%, 1000, 1010, false",
        "1%, 1000, 1011, true",
        "0.5%, 1000, 1005, false",
        "0.5%, 1000, 1006, true",
        "1%, 0, 1, true",
        "1%, 9007199254740993, 9097271247288402, false",
        "1%, 9007199254740993, 9097271247288403, true",
        "1%, -1000, -990, false",
        "1%, -1000, -989, true",
    })
    void anIncreaseIsJudgedExactly(String allowed, long base, long head, boolean exceeded) {
        var threshold = new Threshold(Threshold.Allowance.parse(allowed), null);

        assertThat(threshold.exceededBy(base, head)).isEqualTo(exceeded);
    }

    @Test
    void aDecreaseIsJudgedTheOtherWayRound() {
        var threshold = new Threshold(null, Threshold.Allowance.parse("10%"));

        assertThat(threshold.exceededBy(100, 90)).isFalse();
        assertThat(threshold.exceededBy(100, 89)).isTrue();
        assertThat(threshold.exceededBy(100, 1000)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "%", "1 percent", "1e3", "0x10"})
    void whatIsNoAllowanceIsRefused(String text) {
        assertThatThrownBy(() -> Threshold.Allowance.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as in \"1%\"");
    }
}
