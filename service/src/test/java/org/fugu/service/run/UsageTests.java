package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsageTests {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void halfIsForgottenWithEachHalfLife() {
        var used = Usage.NONE.plus(800, NOON, DAY).plus(200, NOON, DAY);

        assertThat(used.until(NOON.plus(DAY), DAY).nodeCycles()).isCloseTo(500, within(1e-9));
        assertThat(used.until(NOON.plus(DAY.multipliedBy(3)), DAY).nodeCycles()).isCloseTo(125, within(1e-9));
        assertThat(used.until(NOON.plus(DAY), DAY).meanOr(0)).isCloseTo(500, within(1e-9));
        assertThat(used.until(NOON.minus(DAY), DAY)).isEqualTo(used);
    }

    @Test
    void whoHasUsedNothingIsExpectedToUseWhatIsUsual() {
        assertThat(Usage.NONE.meanOr(7)).isEqualTo(7);
        assertThat(Usage.NONE.until(NOON, DAY).nodeCycles()).isZero();
    }
}
