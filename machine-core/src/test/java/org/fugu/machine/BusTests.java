package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.node.Node;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;

/// What everybody shares is full when everybody uses it.
class BusTests {
    private static final int MESSAGES = 120;

    private static final int RANK = 5;
    private static final int RANKS = 6;
    private static final int DESTINATION = 7;
    private static final int LEFT = 8;
    private static final int GOT = 9;
    private static final int ALL = 10;
    private static final int T0 = 11;

    /// Every node sends as many messages of eight words, in turn to all others, and takes as many.
    private static byte[] allToAll() {
        var program = new Assembler();
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
        program.csrr(RANKS, CsrNumber.URANK).srli(RANKS, RANKS, 32);
        program.addi(DESTINATION, RANK, 0).addi(LEFT, 0, MESSAGES).addi(ALL, 0, MESSAGES);
        program.label("next").addi(DESTINATION, DESTINATION, 1);
        program.blt(DESTINATION, RANKS, "inside").addi(DESTINATION, 0, 0).label("inside");
        program.beq(DESTINATION, RANK, "next").csrw(0, CsrNumber.UO0, DESTINATION);
        program.label("send").csrwi(T0, CsrNumber.ULAUNCHC, 7).bne(T0, 0, "sent");
        take(program, "send");
        program.label("sent").addi(LEFT, LEFT, -1).bne(LEFT, 0, "next");
        program.label("rest").beq(GOT, ALL, "end");
        take(program, "rest");
        program.label("end").ecall();
        return program.bytes();
    }

    private static void take(Assembler program, String then) {
        program.csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, then);
        program.csrwi(0, CsrNumber.UDISPOSE, 0).addi(GOT, GOT, 1).j(then);
    }

    /// Cycles for each message of a node.
    private static double cyclesAMessage(String machine, int nodes) {
        var running = Machines.running(MachineConfig.of(Preset.named(machine), MeshShape.ofNodes(nodes)), allToAll());
        assertThat(running.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        long last = running.nodes().stream().mapToLong(Node::clock).max().orElseThrow();
        double cycles = last / (double) MESSAGES;
        System.out.printf(Locale.ROOT, "%s, %d nodes: %.1f cycles a message%n", machine, nodes, cycles);
        return cycles;
    }

    @Test
    void onABusTheTimeOfAMessageGrowsWithTheNodesOnAMeshHardlySo() {
        double bus = cyclesAMessage("bus-smp", 2);
        double mesh = cyclesAMessage("fugu", 2);
        for (int nodes = 4; nodes <= 16; nodes *= 2) {
            double more = cyclesAMessage("bus-smp", nodes);
            assertThat(more).isBetween(1.8 * bus, 2.2 * bus);
            bus = more;
            assertThat(cyclesAMessage("fugu", nodes)).isLessThan(1.6 * mesh);
        }
    }

    /// One packet at a time: a message of 68 bytes has the bus for 17 cycles.
    @Test
    void aFullBusMovesItsPeakRate() {
        assertThat(cyclesAMessage("bus-smp", 16)).isBetween(16 * 16.8, 16 * 17.5);
    }
}
