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
            assertThat(limit.begin("10.0.0.1")).isTrue();
        }

        assertThat(limit.begin("10.0.0.1")).isFalse();
        assertThat(limit.begin("10.0.0.2")).isTrue();
        limit.succeeded("10.0.0.1");
        assertThat(limit.begin("10.0.0.1")).isTrue();
        assertThat(limit.begin("10.0.0.1")).isFalse();
        time.now = time.now.plusSeconds(60);
        assertThat(limit.begin("10.0.0.1")).isTrue();
    }

    @Test
    void whoHasANetworkOfIpv6HasOneAddress() {
        assertThat(SignInAddress.of("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(SignInAddress.of("2001:db8:1:2:3:4:5:6")).isEqualTo(SignInAddress.of("2001:db8:1:2:ffff::1"));
        assertThat(SignInAddress.of("2001:db8:1:2::1")).isNotEqualTo(SignInAddress.of("2001:db8:1:3::1"));
        assertThat(SignInAddress.of("no address")).isEqualTo("no address");
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
