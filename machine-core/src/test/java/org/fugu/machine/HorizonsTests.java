package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fugu.machine.clock.EventQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HorizonsTests {
    private static final long L = 9;

    @Test
    void aNodeThatRunsAloneIsUnbounded() {
        var horizons = new Horizons(4, L);
        horizons.mayAct(2, 100);
        assertThat(horizons.of(2)).isEqualTo(EventQueue.NEVER);
        assertThat(horizons.of(0)).isEqualTo(109);
    }

    @Test
    void whatANodeLaunchedItselfBoundsItToo() {
        var horizons = new Horizons(4, L);
        horizons.mayAct(2, 100);
        horizons.mayEcho(2, 118);
        assertThat(horizons.of(2)).isEqualTo(118);
    }

    @Test
    void whatIsOnItsWayToAnyNodeBoundsAll() {
        var horizons = new Horizons(4, L);
        horizons.mayAct(2, 100);
        horizons.mayReachAll(104);
        assertThat(horizons.of(2)).isEqualTo(104);
        assertThat(horizons.of(0)).isEqualTo(104);
        horizons.clear();
        horizons.mayAct(2, 100);
        assertThat(horizons.of(0)).isEqualTo(109);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theTwoEarliestTimesGiveWhatLookingAtAllOthersWouldGive(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int nodes = 1 + random.nextInt(6);
            var horizons = new Horizons(nodes, L);
            var acts = new long[nodes];
            java.util.Arrays.fill(acts, EventQueue.NEVER);
            for (int i = random.nextInt(12); i > 0; i--) {
                int node = random.nextInt(nodes);
                long time = random.nextInt(50);
                horizons.mayAct(node, time);
                acts[node] = Math.min(acts[node], time);
            }
            for (int node = 0; node < nodes; node++) {
                long earliest = EventQueue.NEVER;
                for (int other = 0; other < nodes; other++) {
                    if (other != node && acts[other] != EventQueue.NEVER)
                        earliest = Math.min(earliest, acts[other] + L);
                }
                assertThat(horizons.of(node)).isEqualTo(earliest);
            }
        }
    }
}
