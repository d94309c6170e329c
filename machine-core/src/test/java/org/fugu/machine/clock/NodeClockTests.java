package org.fugu.machine.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeClockTests {
    private final NodeClock clock = new NodeClock();

    @Test
    void timeNeverRunsBack() {
        clock.reach(10);
        clock.reach(5);
        assertThat(clock.now).isEqualTo(10);
    }

    @Test
    void limitAndHorizonAreOnlyLowered() {
        clock.limit = 100;
        clock.horizon(200);
        clock.lowerLimit(150);
        assertThat(clock.limit).isEqualTo(100);
        clock.lowerHorizon(80);
        assertThat(clock.horizon()).isEqualTo(80);
        assertThat(clock.limit)
                .as("instructions go no further than the horizon")
                .isEqualTo(80);
        clock.lowerHorizon(90);
        assertThat(clock.horizon()).isEqualTo(80);
    }
}
