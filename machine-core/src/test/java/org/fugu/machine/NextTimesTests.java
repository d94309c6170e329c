package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.fugu.machine.clock.EventQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextTimesTests {
    @Test
    void ofNodesWithTheSameTimeTheLowestNumberIsFirst() {
        var times = new NextTimes(6);
        assertThat(times.earliest()).isEqualTo(EventQueue.NEVER);
        times.set(5, 7);
        times.set(3, 7);
        assertThat(times.first()).isEqualTo(3);
        assertThat(times.earliestBut(3)).isEqualTo(7);
        times.set(3, 8);
        assertThat(times.first()).isEqualTo(5);
        assertThat(times.earliestBut(5)).isEqualTo(8);
    }

    @Test
    void aTimeIsLoweredOnly() {
        var times = new NextTimes(3);
        times.lower(1, 9);
        times.lower(1, 12);
        assertThat(times.of(1)).isEqualTo(9);
        times.lower(1, 4);
        assertThat(times.earliest()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 17, 64})
    void isWhatLookingAtAllOfThemGives(int nodes) {
        var random = new Random(nodes);
        var times = new NextTimes(nodes);
        var all = new long[nodes];
        Arrays.fill(all, EventQueue.NEVER);
        var found = new int[nodes];
        for (int round = 0; round < 2_000; round++) {
            int node = 0;
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                node = random.nextInt(nodes);
                all[node] = random.nextInt(8) == 0 ? EventQueue.NEVER : random.nextInt(50);
                times.set(node, all[node]);
            }

            long earliest = LongStream.of(all).min().orElseThrow();
            assertThat(times.earliest()).isEqualTo(earliest);
            assertThat(times.of(node)).isEqualTo(all[node]);
            assertThat(times.first())
                    .isEqualTo(IntStream.range(0, nodes)
                            .filter(i -> all[i] == earliest)
                            .findFirst()
                            .orElseThrow());
            int others = node;
            assertThat(times.earliestBut(node))
                    .isEqualTo(IntStream.range(0, nodes)
                            .filter(i -> i != others)
                            .mapToLong(i -> all[i])
                            .min()
                            .orElse(EventQueue.NEVER));
            long bound = random.nextInt(60);
            assertThat(Arrays.copyOf(found, times.before(bound, found)))
                    .isEqualTo(IntStream.range(0, nodes)
                            .filter(i -> all[i] < bound)
                            .toArray());
        }
    }
}
