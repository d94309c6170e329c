package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowLoadTests {
    private final WindowLoad load = new WindowLoad(2);
    private long executed;

    private void windows(int count, long instructions, int active) {
        for (int i = 0; i < count; i++) {
            executed += instructions;
            load.executed(0, executed);
            load.endWindow(active);
        }
    }

    @Test
    void theAverageComesNearToWhatWindowsHaveOfLate() {
        windows(1_000, 40_000, 2);
        assertThat(load.average()).isBetween(39_900L, 40_000L);

        windows(1_000, 100, 2);
        assertThat(load.average()).isBetween(90L, 200L);
    }

    @Test
    void oneLongWindowIsNotEnough() {
        windows(1, 40_000, 2);

        assertThat(load.average()).isLessThan(1_000);
    }

    @Test
    void windowsOfOneNodeTellNothing() {
        windows(1_000, 40_000, 1);

        assertThat(load.average()).isZero();
    }
}
