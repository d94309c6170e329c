package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A digest that did not notice a change would be no proof.
class DigestTests {
    private static final int SHARED = 5;
    private static final int VALUE = 6;

    private static byte[] program() {
        var program = new Assembler();
        program.lui(SHARED, 0x10).addi(VALUE, 0, 3);
        program.sd(VALUE, SHARED, 8).ld(VALUE, SHARED, 8);
        program.csrw(0, CsrNumber.UO0, 0).csrw(0, CsrNumber.UO0 + 1, VALUE).csrwi(0, CsrNumber.ULAUNCH, 1);
        return program.ecall().bytes();
    }

    private static Machine fresh() {
        return Machines.running(MachineConfig.of(Preset.named("fugu"), new MeshShape(2, 1)), program());
    }

    private static String digestAfter(Consumer<Machine> change) {
        var machine = fresh();
        machine.run(Long.MAX_VALUE, MachineObserver.NONE);
        change.accept(machine);
        return Machines.digest(machine);
    }

    static Stream<Named<Consumer<Machine>>> changes() {
        return Stream.of(
                Named.of(
                        "one bit of an integer register",
                        machine -> machine.node(1).context().x[31] ^= 1L << 63),
                Named.of(
                        "one bit of a floating-point register",
                        machine -> machine.node(0).context().f[0] ^= 1),
                Named.of("the pc", machine -> machine.node(1).context().pc += 2),
                Named.of("the fetch buffer", machine -> machine.node(1).context().fetchedLine = 0x1010),
                Named.of("an access that waits", machine -> machine.node(1).context().access.active = true),
                Named.of("an accrued flag", machine -> machine.node(1).context().fflags ^= 1),
                Named.of("a count", machine -> machine.node(0).context().instret++),
                Named.of(
                        "the clock",
                        machine -> machine.node(0).privileged().time().charge(1)),
                Named.of(
                        "one byte of memory",
                        machine -> machine.node(0).privileged().frames().localFrame(1)[4095] ^= 1),
                Named.of(
                        "a frame touched",
                        machine -> machine.node(0).privileged().frames().localFrame(99)),
                Named.of(
                        "a translation",
                        machine -> machine.node(0).privileged().translations().tlbWrite(1, 2, 1, 1)),
                Named.of(
                        "a translation dropped",
                        machine -> machine.node(0).privileged().translations().tlbDrop(1, 1)),
                Named.of(
                        "a register of the message unit",
                        machine -> machine.node(1).ucu().write(0, CsrNumber.USCRATCH1, 1)),
                Named.of(
                        "a message taken",
                        machine -> machine.node(0)
                                .privileged()
                                .unit()
                                .load(new UnitState(machine.node(0).contexts()).member(6, 0, 2, 0))));
    }

    @Test
    void nothingChangedIsTheSameDigest() {
        assertThat(digestAfter(machine -> {})).isEqualTo(digestAfter(machine -> {}));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyChangeOfStateChangesTheDigest(Consumer<Machine> change) {
        assertThat(digestAfter(change)).isNotEqualTo(digestAfter(machine -> {}));
    }

    @Test
    void aMessageThatDiffersChangesTheEpochs() {
        var machine = fresh();
        machine.run(Long.MAX_VALUE, MachineObserver.NONE);
        var other = fresh();
        other.node(0).context().pc += 8;
        other.node(0).context().x[VALUE] = 4;
        other.node(0).context().x[SHARED] = Machines.SHARED;
        other.run(Long.MAX_VALUE, MachineObserver.NONE);

        assertThat(other.epochs()).isNotEqualTo(machine.epochs()).hasSameSizeAs(machine.epochs());
    }
}
