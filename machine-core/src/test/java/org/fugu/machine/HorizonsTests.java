package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fugu.machine.clock.EventQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HorizonsTests {
    @Test
    void aNodeThatRunsAloneIsUnbounded() {
        var horizons = new Horizons(4);
        horizons.mayReach(2, 100);
        assertThat(horizons.of(2)).isEqualTo(EventQueue.NEVER);
        assertThat(horizons.of(0)).isEqualTo(100);
    }

    @Test
    void whatANodeLaunchedItselfBoundsItToo() {
        var horizons = new Horizons(4);
        horizons.mayReach(2, 100);
        horizons.mayEcho(2, 118);
        assertThat(horizons.of(2)).isEqualTo(118);
    }

    @Test
    void whatIsOnItsWayToAnyNodeBoundsAll() {
        var horizons = new Horizons(4);
        horizons.mayReach(2, 100);
        horizons.mayReachAll(94);
        assertThat(horizons.of(2)).isEqualTo(94);
        assertThat(horizons.of(0)).isEqualTo(94);
        horizons.clear();
        horizons.mayReach(2, 100);
        assertThat(horizons.of(0)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theTwoEarliestTimesGiveWhatLookingAtAllOthersWouldGive(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int nodes = 1 + random.nextInt(6);
            var horizons = new Horizons(nodes);
            var reaches = new long[nodes];
            java.util.Arrays.fill(reaches, EventQueue.NEVER);
            for (int i = random.nextInt(12); i > 0; i--) {
                int node = random.nextInt(nodes);
                long time = random.nextInt(50);
                horizons.mayReach(node, time);
                reaches[node] = Math.min(reaches[node], time);
            }
            for (int node = 0; node < nodes; node++) {
                long earliest = EventQueue.NEVER;
                for (int other = 0; other < nodes; other++) {
                    if (other != node && reaches[other] != EventQueue.NEVER)
                        earliest = Math.min(earliest, reaches[other]);
                }
                assertThat(horizons.of(node)).isEqualTo(earliest);
            }
        }
    }
}
