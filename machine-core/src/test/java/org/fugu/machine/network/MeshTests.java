package org.fugu.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeshTests {
    private static final Preset FUGU = Preset.named("fugu");

    @Test
    void everyHopCostsTheSame() {
        long hop = FUGU.cyclesOf("network.hop");
        var shape = new MeshShape(8, 8);
        long near = new Mesh(shape, FUGU).book(0, 0, 1, 24);
        for (int to = 1; to < 64; to++) {
            long extra = shape.hops(new NodeId(0), new NodeId(to)) - 1;
            assertThat(new Mesh(shape, FUGU).book(0, 0, to, 24)).isEqualTo(near + extra * hop);
        }
    }

    /// The routes of a mesh of up to 64 nodes are kept, those of a larger one are not.
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "8, 8", "13, 5"})
    void aRouteGoesAlongXFirstAndThenAlongY(int columns, int rows) {
        var mesh = new Mesh(new MeshShape(columns, rows), FUGU);
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            int from = random.nextInt(columns * rows);
            int to = random.nextInt(columns * rows);
            var names = IntStream.of(mesh.route(from, to)).mapToObj(mesh::linkName);
            assertThat(names).as(from + " to " + to).containsExactlyElementsOf(walk(from, to, columns));
        }
    }

    private static List<String> walk(int from, int to, int columns) {
        var names = new ArrayList<String>();
        names.add("node " + from + " in");
        int at = from;
        while (at % columns != to % columns) {
            boolean east = at % columns < to % columns;
            names.add("node " + at + (east ? " east" : " west"));
            at += east ? 1 : -1;
        }
        while (at != to) {
            names.add("node " + at + (at < to ? " south" : " north"));
            at += at < to ? columns : -columns;
        }
        names.add("node " + to + " out");
        return names;
    }

    @Test
    void theSecondPacketOnALinkWaitsForTheFirst() {
        var mesh = new Mesh(new MeshShape(3, 1), FUGU);
        long first = mesh.book(0, 0, 2, 89);
        long second = mesh.book(0, 1, 2, 89);

        assertThat(second).isGreaterThan(new Mesh(new MeshShape(3, 1), FUGU).book(0, 1, 2, 89));
        assertThat(second - first).isBetween(38L, 41L); // 89 bytes at 2.225 bytes a cycle are 40 cycles
        assertThat(mesh.queuedCycles()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void packetsBetweenTwoNodesKeepTheirOrderAndNoneIsFasterThanTheLookahead(long seed) {
        var random = new Random(seed);
        var mesh = new Mesh(new MeshShape(4, 4), FUGU);
        var last = new long[16][16];
        long time = 0;
        for (int i = 0; i < 20_000; i++) {
            time += random.nextInt(3);
            int from = random.nextInt(16);
            int to = random.nextInt(16);
            long lead = random.nextInt(4) == 0 ? random.nextLong(Math.min(time + 1, 300)) : 0;
            long arrival = mesh.bookStream(time, lead, from, to, 4 + random.nextInt(lead > 0 ? 600 : 60));
            assertThat(arrival).isGreaterThan(last[from][to]);
            assertThat(arrival - time)
                    .isGreaterThanOrEqualTo(from == to ? mesh.leastLoopLatency() : mesh.leastLatency());
            last[from][to] = arrival;
        }
    }

    /// What comes slower than the wire could take it holds its links as long as it comes.
    @Test
    void whatComesBitByBitTakesTheWireOrItsTime() {
        var shape = new MeshShape(3, 1);
        long atOnce = new Mesh(shape, FUGU).book(100, 0, 2, 420);
        assertThat(new Mesh(shape, FUGU).bookStream(200, 100, 0, 2, 420))
                .as("the wire is slower")
                .isEqualTo(atOnce);

        long last = new Mesh(shape, FUGU).book(5_000, 0, 2, FUGU.intValue("network.header") + Packet.PIECE);
        assertThat(new Mesh(shape, FUGU).bookStream(5_000, 4_900, 0, 2, 420))
                .as("the last piece makes the end")
                .isEqualTo(last);
    }

    /// Whatever is on its way already: to have been coming for a while is never a disadvantage, and what
    /// has come when a link is free goes at the wire's rate.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatComesBitByBitIsNeverLaterThanWhatComesAtOnceAtTheEnd(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var streamed = new Mesh(new MeshShape(3, 3), FUGU);
            var atOnce = new Mesh(new MeshShape(3, 3), FUGU);
            for (long time = 0; time < 1_000; time += random.nextInt(60)) {
                int from = random.nextInt(9);
                int to = random.nextInt(9);
                int bytes = 4 + random.nextInt(200);
                streamed.book(time, from, to, bytes);
                atOnce.book(time, from, to, bytes);
            }
            int bytes = 20 + random.nextInt(2_000);
            long lead = random.nextInt(1_000);
            assertThat(streamed.bookStream(1_000, lead, 0, 8, bytes))
                    .isLessThanOrEqualTo(atOnce.book(1_000, 0, 8, bytes));
        }
    }

    @Test
    void nothingOvertakesWhatCameBitByBit() {
        for (long lead : new long[] {10, 100, 1_000, 10_000}) {
            var mesh = new Mesh(new MeshShape(3, 1), FUGU);
            long before = mesh.book(19_990, 0, 2, 24);
            long stream = mesh.bookStream(20_000, lead, 0, 2, 420);
            long behind = mesh.book(20_000, 0, 2, 12);
            assertThat(stream).isGreaterThan(before);
            assertThat(behind).isGreaterThan(stream);
        }
    }
}
