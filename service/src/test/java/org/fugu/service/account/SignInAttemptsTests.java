package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SignInAttemptsTests {
    @Test
    void eachFurtherFailureLocksForTwiceAsLongUpToAQuarterOfAnHour() {
        assertThat(SignInAttempts.lockAfter(5)).isEqualTo(Duration.ofMinutes(1));
        assertThat(SignInAttempts.lockAfter(6)).isEqualTo(Duration.ofMinutes(2));
        assertThat(SignInAttempts.lockAfter(8)).isEqualTo(Duration.ofMinutes(8));
        assertThat(SignInAttempts.lockAfter(9)).isEqualTo(Duration.ofMinutes(15));
        assertThat(SignInAttempts.lockAfter(1_000_000)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void anAddressIsHeldOffForTheRestOfTheMinute() {
        var time = new SteppedClock(Instant.parse("2026-01-01T00:00:00Z"));
        var limit = new AddressLimit(time);
        for (int i = 0; i < AddressLimit.PER_MINUTE; i++) {
            assertThat(limit.exceeded("10.0.0.1")).isFalse();
            limit.failed("10.0.0.1");
        }

        assertThat(limit.exceeded("10.0.0.1")).isTrue();
        assertThat(limit.exceeded("10.0.0.2")).isFalse();
        time.now = time.now.plusSeconds(60);
        assertThat(limit.exceeded("10.0.0.1")).isFalse();
    }

    private static final class SteppedClock extends Clock {
        private Instant now;

        SteppedClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
