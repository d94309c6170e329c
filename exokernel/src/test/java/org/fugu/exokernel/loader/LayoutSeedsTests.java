package org.fugu.exokernel.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

class LayoutSeedsTests {
    private static final List<NodeId> NODES =
            IntStream.range(0, 16).mapToObj(NodeId::new).toList();

    @Test
    void nodesArePlacedInAnotherOrderAndEachOnce() {
        var orders = new TreeSet<String>();
        for (long seed = 1; seed <= 50; seed++) {
            var placed = new LayoutSeeds(0, 0, seed).placed(NODES);
            assertThat(placed).containsExactlyInAnyOrderElementsOf(NODES);
            assertThat(new LayoutSeeds(9, 9, seed).placed(NODES)).isEqualTo(placed);
            orders.add(placed.toString());
        }
        assertThat(orders).hasSize(50);
        assertThat(new LayoutSeeds(1, 1, 0).placed(NODES)).isEqualTo(NODES);
    }

    @Test
    void gapsAreOfAllSizesUpToWhatThereIsToSpare() {
        var layout = new LayoutSeeds(7, 0, 0);
        var gaps = new TreeSet<Integer>();
        for (int part = 0; part < 2000; part++) {
            gaps.add(layout.gap(part, Integer.MAX_VALUE));
            assertThat(layout.gap(part, 3)).isBetween(0, 3);
            assertThat(layout.gap(part, 0)).isZero();
        }
        assertThat(gaps).hasSize(64).contains(0, 63);
        assertThat(new LayoutSeeds(0, 1, 1).gap(5, 100)).isZero();
    }

    @Test
    void aStackBeginsLowerByAMultipleOfSixteen() {
        var offsets = new TreeSet<Integer>();
        for (long seed = 1; seed < 3000; seed++) offsets.add(new LayoutSeeds(0, seed, 0).stackOffset());
        assertThat(offsets).hasSize(256).contains(0, 4080).allMatch(offset -> offset % 16 == 0);
        assertThat(new LayoutSeeds(1, 0, 1).stackOffset()).isZero();
    }
}
