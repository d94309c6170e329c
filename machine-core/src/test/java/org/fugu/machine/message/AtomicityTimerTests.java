package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AtomicityTimerTests {
    private static final long LIMIT = 100;

    private final AtomicityTimer timer = new AtomicityTimer(LIMIT, new NoUnitPort());

    @Test
    void itRunsDownOnceAndOnlyInTheRunThatWasMeant() {
        timer.count(0, true);
        assertThat(timer.hasExpired(2)).isFalse();
        assertThat(timer.hasExpired(1)).isTrue();
        assertThat(timer.hasExpired(1)).isFalse();
        timer.count(200, true);
        assertThat(timer.isCounting()).as("it stands still until it is preset").isFalse();
        timer.preset(300);
        timer.count(300, true);
        assertThat(timer.isCounting()).isTrue();
    }

    @Test
    void aUnitWithoutATimerNeverCounts() {
        var none = new AtomicityTimer(0, new NoUnitPort());
        none.count(0, true);
        assertThat(none.isCounting()).isFalse();
    }

    /// However it is started and stopped, what it has counted is the sum of its stretches.
    @Test
    void whatItHasCountedIsTheTimeInWhichItCounted() {
        var random = new Random(1);
        long time = 0;
        long counted = 0;
        while (true) {
            timer.count(time, true);
            long stretch = random.nextInt(5);
            assertThat(timer.counted(time)).isEqualTo(counted);
            if (counted + stretch > LIMIT) break;
            time += stretch;
            counted += stretch;
            assertThat(timer.counted(time)).isEqualTo(counted);
            timer.count(time, false);
            time += random.nextInt(5);
            assertThat(timer.left()).isEqualTo(LIMIT - counted);
        }
        assertThat(timer.counted(time + LIMIT)).as("it has not run down yet").isEqualTo(LIMIT - 1);
    }

    /// The kernel may be at work when it runs down, and stop it for another program.
    @Test
    void whoIsStoppedPastItsEndIsToldWhenItCountsAgain() {
        timer.count(0, true);
        timer.count(LIMIT + 7, false);
        assertThat(timer.hasExpired(1)).isFalse();
        long counted = timer.counted(LIMIT + 7);
        timer.preset(LIMIT + 7);
        timer.counted(LIMIT + 7, counted);
        timer.count(300, true);
        assertThat(timer.isCounting()).isTrue();
        assertThat(timer.left()).isOne();
        assertThat(timer.hasExpired(2)).isTrue();
    }
}
