package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;

/// The misses that the preset's figures were derived from (ISCA 1995: 11 cycles local, 38 from a
/// neighbour's memory).
class MissLatencyTests {
    private static final int CYCLE = 0xC00;
    private static final int BASE = 5;
    private static final int BEFORE = 6;
    private static final int AFTER = 7;
    private static final int COLD = 20;
    private static final int WARM = 21;

    /// Node 0 loads a word of page 16 + `page` twice and leaves in x20 and x21 what each load took;
    /// node 1 ends at
    /// once.
    private static Machine timedLoad(int page) {
        var program = new Assembler();
        program.csrr(1, org.fugu.machine.message.Csr.URANK).andi(1, 1, 1).bne(1, 0, "end");
        program.lui(BASE, 16 + page).addi(BASE, BASE, 1024);
        // Touch another line first, for the translation; and fetch the lines of the program by running it twice.
        program.ld(2, BASE, 64).addi(3, 0, 0);
        program.label("again");
        program.csrr(BEFORE, CYCLE).ld(2, BASE, 0).csrr(AFTER, CYCLE).sub(COLD, AFTER, BEFORE);
        program.csrr(BEFORE, CYCLE).ld(2, BASE, 0).csrr(AFTER, CYCLE).sub(WARM, AFTER, BEFORE);
        program.addi(BASE, BASE, 16).addi(3, 3, 1).addi(4, 0, 2).blt(3, 4, "again");
        program.label("end").ecall();
        var machine = Machines.running(MachineConfig.of(Preset.named("fugu"), new MeshShape(2, 1)), program.bytes());
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(Stop.FINISHED);
        return machine;
    }

    private static long missCycles(Machine machine) {
        long[] x = machine.node(0).context().x;
        return x[COLD] - x[WARM];
    }

    @Test
    void aLoadOfTheNodesOwnMemoryTakesElevenCyclesMore() {
        assertThat(missCycles(timedLoad(0))).isEqualTo(11);
    }

    @Test
    void aLoadOfANeighboursMemoryTakesThirtyEightCyclesMore() {
        assertThat(missCycles(timedLoad(1))).isEqualTo(38);
    }
}
