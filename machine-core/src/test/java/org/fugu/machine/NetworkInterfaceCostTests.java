package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.message.Status;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;

/// What a program pays for the distance of its message unit, instruction by instruction.
class NetworkInterfaceCostTests {
    private static final int CYCLE = 0xC00;
    private static final int T0 = 16;
    private static final int T1 = 17;
    private static final int SEND = 18;
    private static final int READ = 19;
    private static final int DROP = 20;

    /// A node sends itself three words, waits until they are there, reads one and disposes.
    private static byte[] program() {
        var program = new Assembler();
        for (int warm = 0; warm < 2; warm++) {
            program.csrr(T0, CYCLE)
                    .csrw(0, CsrNumber.UO0, 0)
                    .csrwi(0, CsrNumber.ULAUNCH, 2)
                    .csrr(SEND, CYCLE);
            program.sub(SEND, SEND, T0);
            var wait = "wait" + warm;
            program.label(wait).csrr(T1, CsrNumber.USTAT).andi(T1, T1, 1).beq(T1, 0, wait);
            program.csrr(T0, CYCLE)
                    .csrr(T1, CsrNumber.UI0 + 1)
                    .csrr(READ, CYCLE)
                    .sub(READ, READ, T0);
            program.csrr(T0, CYCLE)
                    .csrwi(0, CsrNumber.UDISPOSE, 0)
                    .csrr(DROP, CYCLE)
                    .sub(DROP, DROP, T0);
            if (warm == 0) program.j("again").label("again");
        }
        return program.ecall().bytes();
    }

    private static long[] run(Preset preset) {
        var machine = Machines.running(MachineConfig.of(preset, new MeshShape(1, 1)), program());
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        var x = machine.node(0).context().x;
        return new long[] {x[SEND], x[READ], x[DROP]};
    }

    @Test
    void eachAccessPaysWhereItIsMade() {
        var fugu = Preset.named("fugu").with("processor.clock", 50_000);
        var near = run(fugu);
        var far = run(fugu.with("ni.word", 400)
                .with("ni.access", 1)
                .with("ni.trap", 2000)
                .with("ni.receive_trap", 1000)
                .with("ni.acknowledge", 60));
        assertThat(far[0] - near[0]).as("a word, the trap, the acknowledgement").isEqualTo(20 + 100 + 3);
        assertThat(far[1] - near[1]).as("a word").isEqualTo(20);
        assertThat(far[2] - near[2]).as("the trap, the acknowledgement").isEqualTo(50 + 3);
    }

    @Test
    void withoutAUnitTheStatusSaysSoAndLaunchesFail() {
        var program = new Assembler();
        program.csrw(0, CsrNumber.UO0, SEND)
                .csrr(READ, CsrNumber.USTAT)
                .addi(T1, 0, 1)
                .csrwi(T1, CsrNumber.ULAUNCHC, 1);
        program.csrwi(0, CsrNumber.ULAUNCH, 1).ecall();
        var dash = MachineConfig.of(Preset.named("dash"), new MeshShape(1, 1));
        var machine = Machines.running(dash, program.bytes());
        assertThatThrownBy(() -> machine.run(10_000, MachineObserver.NONE))
                .as("a launch that waits would wait for ever")
                .hasMessageContaining("ILLEGAL_INSTRUCTION");
        var x = machine.node(0).context().x;
        assertThat(x[READ]).isEqualTo(Status.NO_UNIT);
        assertThat(x[T1]).as("what a conditional launch answers").isZero();
    }
}
