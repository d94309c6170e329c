package org.fugu.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausesTests {
    private final Pauses pauses = new Pauses(Duration.ofSeconds(10));

    @Test
    void eachPauseIsLongerUpToADay() {
        assertThat(pauses.after(1, 1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(pauses.after(2, 1)).isEqualTo(Duration.ofSeconds(50));
        assertThat(pauses.after(3, 1)).isEqualTo(Duration.ofSeconds(250));
        assertThat(pauses.after(6, 1)).isEqualTo(Duration.ofSeconds(31_250));
        assertThat(pauses.after(7, 1)).isEqualTo(Duration.ofDays(1));
        assertThat(pauses.after(1_000_000, 1)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void chanceShortensAPauseByAHalfAtMost() {
        assertThat(pauses.after(2, 0)).isEqualTo(Duration.ofSeconds(25));
        assertThat(pauses.after(2, 0.5)).isEqualTo(Duration.ofMillis(37_500));
        assertThat(pauses.after(1_000_000, 0)).isEqualTo(Duration.ofHours(12));
    }
}
