package org.fugu.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;

class LanTests {
    private static final Preset ATM = Preset.named("now-atm-am");

    private static Lan lan(int nodes) {
        return new Lan(nodes, ATM);
    }

    /// In cycles of 25 ns: 1 into the fibre, 32 in the switch, 1 out of the fibre, and each cell of
    /// 53 bytes at 17.5 MB/s takes 121.14.
    @Test
    void aPacketTakesItsCellsTheSwitchAndTheWayToAndFrom() {
        assertThat(lan(4).book(0, 0, 3, 20)).isEqualTo(34 + 122);
        assertThat(lan(4).book(0, 0, 3, 48)).as("a full cell").isEqualTo(34 + 122);
        assertThat(lan(4).book(0, 0, 3, 49)).as("two cells").isEqualTo(34 + 243);
        assertThat(lan(4).book(1000, 2, 1, 20)).as("wherever the nodes are").isEqualTo(1034 + 122);
    }

    @Test
    void withoutCellsAPacketIsAsLongAsItIs() {
        var fddi = new Lan(2, Preset.named("now-hpam"));
        long twenty = fddi.book(0, 0, 1, 20);
        long sixty = fddi.book(100_000, 0, 1, 60) - 100_000;
        assertThat(sixty - twenty).as("40 bytes at 12.5 MB/s, 99 MHz").isBetween(316L, 317L);
    }

    @Test
    void packetsOfOneNodeFollowEachOtherAndSoDoThoseForOne() {
        var lan = lan(4);
        long first = lan.book(0, 0, 1, 20);
        assertThat(lan.book(0, 0, 2, 20) - first).as("from the same").isBetween(121L, 122L);
        assertThat(lan.book(0, 3, 1, 20) - first).as("to the same").isBetween(121L, 122L);
        assertThat(lan.book(0, 2, 3, 20)).as("a switch, not a bus").isEqualTo(first);
    }

    @Test
    void nothingIsThereBeforeTheLeastLatency() {
        for (int bytes = 1; bytes < 200; bytes++) {
            assertThat(lan(2).book(0, 0, 1, bytes)).isGreaterThanOrEqualTo(lan(2).leastLatency());
            assertThat(lan(2).book(0, 1, 1, bytes)).isGreaterThanOrEqualTo(lan(2).leastLoopLatency());
        }
        assertThat(lan(2).leastLatency()).as("L, in cycles").isEqualTo(155);
    }
}
