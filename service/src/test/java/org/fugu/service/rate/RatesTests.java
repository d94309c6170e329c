package org.fugu.service.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatesTests {
    @Test
    void eachHasABucketThatHoldsTwoSecondsOfIt() {
        var rates = new Rates("somebody", 1_000);
        var refusals = IntStream.range(0, 1_000_000)
                .mapToObj(_ -> rates.take("ann"))
                .flatMap(java.util.Optional::stream)
                .limit(1)
                .toList();

        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.code()).isEqualTo("too-many-requests");
        });
        assertThat(rates.take("ben")).isEmpty();
    }

    @Test
    void withoutABoundNothingIsRefused() {
        var rates = new Rates("somebody", 0);
        assertThat(IntStream.range(0, 100_000).allMatch(_ -> rates.take("ann").isEmpty()))
                .isTrue();
    }
}
