package org.fugu.exokernel.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramePoolTests {
    @Test
    void runsAreTakenFromTheSmallestThatSuffices() {
        var pool = new FramePool(100);
        int first = pool.allocate(10);
        int keep = pool.allocate(1);
        pool.free(first, 10);
        assertThat(keep).isEqualTo(10);
        assertThat(pool.allocate(8)).as("the hole of ten, not the rest of 89").isEqualTo(0);
        assertThat(pool.available()).isEqualTo(91);
    }

    @Test
    void aRunThatDoesNotExistIsNotGiven() {
        var pool = new FramePool(4);
        assertThat(pool.hasRun(5)).isFalse();
        assertThat(pool.allocate(5)).isEqualTo(FramePool.NONE);
        assertThat(pool.allocate(4)).isZero();
        assertThat(pool.hasRun(1)).isFalse();
    }

    @Test
    void aRunThatIsNamedIsTakenOutOfTheMiddle() {
        var pool = new FramePool(10, 20);
        pool.take(15, 5);
        assertThat(pool.available()).isEqualTo(15);
        assertThat(pool.isFree(14, 2)).as("its second one is taken").isFalse();
        assertThat(pool.isFree(19, 1)).isFalse();
        assertThat(pool.isFree(10, 5)).isTrue();
        assertThat(pool.isFree(20, 11)).as("one beyond the end").isFalse();
        assertThat(pool.covers(30, 1)).isFalse();
        assertThat(pool.covers(9, 1)).isFalse();
        assertThat(pool.covers(29, 1)).isTrue();
        assertThatThrownBy(() -> pool.take(14, 2)).isInstanceOf(IllegalStateException.class);
        pool.free(15, 5);
        assertThat(pool.longestRun()).as("in one piece again").isEqualTo(20);
    }

    @Test
    void freeingTwiceIsABrokenInvariant() {
        var pool = new FramePool(10);
        pool.allocate(4);
        pool.free(0, 4);
        assertThatThrownBy(() -> pool.free(0, 4)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.free(8, 4)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void noFrameIsGivenTwiceAndNoneIsLost(long seed) {
        var random = new Random(seed);
        var pool = new FramePool(300);
        var taken = new BitSet(300);
        List<int[]> runs = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            if (runs.isEmpty() || random.nextInt(5) < 3) {
                int count = 1 + random.nextInt(20);
                boolean possible = longestFree(taken) >= count;
                assertThat(pool.hasRun(count)).isEqualTo(possible);
                int named = random.nextInt(300 - count);
                assertThat(pool.isFree(named, count))
                        .isEqualTo(taken.get(named, named + count).isEmpty());
                boolean takes = pool.isFree(named, count) && random.nextBoolean();
                if (takes) pool.take(named, count);
                int first = takes ? named : pool.allocate(count);
                assertThat(first != FramePool.NONE).isEqualTo(possible);
                if (!possible) continue;
                assertThat(taken.get(first, first + count).isEmpty()).isTrue();
                taken.set(first, first + count);
                runs.add(new int[] {first, count});
            } else {
                var run = runs.remove(random.nextInt(runs.size()));
                pool.free(run[0], run[1]);
                taken.clear(run[0], run[0] + run[1]);
            }
            assertThat(pool.available()).isEqualTo(300 - taken.cardinality());
        }
    }

    private static int longestFree(BitSet taken) {
        int longest = 0;
        for (int at = taken.nextClearBit(0); at < 300; ) {
            int end = taken.nextSetBit(at);
            if (end < 0) end = 300;
            longest = Math.max(longest, end - at);
            at = taken.nextClearBit(end);
        }
        return longest;
    }

    @Test
    void interleavedPagesAreDealtToTheRanksInTurn() {
        var frames = new Frames.Interleaved(
                List.of(new Frames.Run(new NodeId(0), 7, 2), new Frames.Run(new NodeId(3), 9, 1)), 2, 3);
        assertThat(frames.physical(0)).isEqualTo(7);
        assertThat(frames.physical(1)).isEqualTo((3L << 20) | 9);
        assertThat(frames.physical(2)).isEqualTo(8);
        assertThat(Frames.homeOf(frames.physical(1))).isEqualTo(3);
        assertThat(Frames.withinHome(frames.physical(1))).isEqualTo(9);
    }

    @Test
    void aPartOfTheMemoryHasItsOwnFramesOnly() {
        var pool = new FramePool(100, 10);
        assertThat(pool.allocate(11)).isEqualTo(FramePool.NONE);
        assertThat(pool.allocate(4)).isEqualTo(100);
        assertThat(pool.allocate(6)).isEqualTo(104);
        assertThatThrownBy(() -> pool.free(99, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.free(110, 1)).isInstanceOf(IllegalStateException.class);
        pool.free(104, 6);
        pool.free(100, 4);
        assertThat(pool.allocate(10)).isEqualTo(100);
    }

    @Test
    void whatAPartHasCededIsNoneOfItsAnyMore() {
        var whole = new FramePool(100);
        var part = whole.part(10);
        int kept = part.allocate(2);
        assertThat(part.cede(whole, 5)).containsExactly(new FramePool.Cession(kept + 2, 5));
        assertThat(part.size()).isEqualTo(5);
        assertThat(whole.available()).isEqualTo(95);
        assertThat(part.cede(whole, 99)).containsExactly(new FramePool.Cession(kept + 7, 3));
        assertThat(part.cede(whole, 1)).isEmpty();
        part.returnTo(whole);
        assertThat(whole.available()).isEqualTo(98);
        part.free(kept, 2);
        part.returnTo(whole);
        assertThat(whole.available()).isEqualTo(100);
        assertThat(whole.hasRun(100)).isTrue();
        assertThat(part.available()).isZero();
    }
}
