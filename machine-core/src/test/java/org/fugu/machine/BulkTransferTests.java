package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// User DMA is coherent, and takes its time.
class BulkTransferTests {
    private static final long LONG_ENOUGH = 3_000_000;
    private static final int CYCLE = 0xC00;
    private static final int NODE = 5;
    private static final int HOME0 = 6; // shared, at home on node 0
    private static final int HOME1 = 7;
    private static final int PRIVATE = 8;
    private static final int LEFT = 9;
    private static final int T0 = 20;
    private static final int T1 = 21;
    private static final int BEFORE = 22;
    private static final int TOOK = 23;
    private static final int SUM = 24;

    private static Assembler begin(String whenNotFirst) {
        var program = new Assembler();
        program.csrr(NODE, CsrNumber.URANK).slli(NODE, NODE, 32).srli(NODE, NODE, 32);
        program.lui(HOME0, 16).lui(HOME1, 17).lui(PRIVATE, 2);
        return program.bne(NODE, 0, whenNotFirst);
    }

    /// Sends bulk data to a rank.
    private static Assembler send(Assembler program, int to, int base, int offset, int bytes) {
        program.addi(T0, 0, to)
                .csrw(0, CsrNumber.UO0, T0)
                .addi(T0, base, offset)
                .csrw(0, CsrNumber.UO0 + 2, T0);
        program.addi(T0, 0, bytes).csrw(0, CsrNumber.UO0 + 3, T0);
        return program.csrwi(0, CsrNumber.ULAUNCH, 0b01_011);
    }

    private static Assembler await(Assembler program, String label) {
        return program.label(label).csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, label);
    }

    private static Assembler sink(Assembler program, int base, int offset) {
        return program.addi(T0, base, offset).csrw(0, CsrNumber.USINK, T0);
    }

    private static Assembler delay(Assembler program, String label) {
        return program.addi(T0, 0, 1000).label(label).addi(T0, T0, -1).bne(T0, 0, label);
    }

    private static Machine run(MachineConfig config, Assembler program) {
        var machine = Machines.running(config, program.bytes());
        assertThat(machine.run(LONG_ENOUGH, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        return machine;
    }

    private static MachineConfig config() {
        return MachineConfig.of(Preset.named("alewife"), new MeshShape(2, 1));
    }

    private static long privately(Machine machine, int node, int offset) {
        return ByteBuffer.wrap(machine.node(node).privileged().frames().localFrame(1))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(offset);
    }

    /// Node 1 writes to a line of node 0 and keeps it; node 0 sends the line to node 1.
    @Test
    void whatAnotherCacheHasChangedIsSent() {
        var program = begin("other");
        program.ld(T1, HOME0, 0);
        delay(program, "later");
        send(program, 1, HOME0, 0, 128).ecall();
        program.label("other").addi(T1, 0, 77).sd(T1, HOME0, 64);
        await(program, "comes");
        sink(program, PRIVATE, 1024).ecall();

        var machine = run(config(), program);
        assertThat(privately(machine, 1, 1024 + 64)).isEqualTo(77);
        assertThat(machine.node(1).counters().get("cache.dropped"))
                .as("node 1's writable copy")
                .isOne();
        assertThat(machine.node(0).counters()).containsEntry("messages.bulk_bytes", 128L);
    }

    /// Node 1 has read a line of node 0, and node 0 stores a message over it.
    @Test
    void whatIsStoredReplacesTheCopiesOfOthers() {
        var program = begin("other");
        await(program, "comes");
        program.ld(T1, HOME0, 0);
        delay(program, "later");
        sink(program, HOME0, 0).addi(T0, 0, 1).amoaddD(0, HOME1, T0).ecall();
        program.label("other").addi(T1, 0, 88).sd(T1, PRIVATE, 64).ld(SUM, HOME0, 64);
        send(program, 0, PRIVATE, 0, 96);
        program.label("done")
                .ld(T0, HOME1, 0)
                .beq(T0, 0, "done")
                .ld(T1, HOME0, 64)
                .add(SUM, SUM, T1)
                .ecall();

        var machine = run(config(), program);
        assertThat(machine.node(1).context().x[SUM]).as("0 before, 88 after").isEqualTo(88);
        assertThat(machine.node(1).counters().get("cache.dropped")).isPositive();
    }

    /// A launch returns at once; the next one waits until the memory has been read.
    @ParameterizedTest
    @ValueSource(ints = {64, 256, 1024})
    void aPieceOfSixteenBytesTakesSevenCycles(int bytes) {
        var program = begin("other");
        // Once for nothing: translations and instructions are near then.
        program.addi(LEFT, 0, 2).ld(T1, HOME0, 0).label("again");
        send(program, 1, HOME0, 0, bytes).csrr(BEFORE, CYCLE).csrwi(0, CsrNumber.ULAUNCH, 0);
        program.csrr(TOOK, CYCLE).sub(TOOK, TOOK, BEFORE);
        delay(program, "pause").addi(LEFT, LEFT, -1).bne(LEFT, 0, "again").ecall();
        program.label("other").addi(LEFT, 0, 4).label("next");
        await(program, "comes")
                .csrwi(0, CsrNumber.UDISPOSE, 0)
                .addi(LEFT, LEFT, -1)
                .bne(LEFT, 0, "next")
                .ecall();

        long took = run(config(), program).node(0).context().x[TOOK];
        // From the launch on; the second launch itself takes three cycles.
        assertThat(took).isBetween(bytes / 16 * 7L - 2, bytes / 16 * 7L + 8);
    }

    /// Reading and wire go on together: the slower of the two counts, and little more.
    @ParameterizedTest
    @CsvSource({"256, 7", "1024, 7", "1024, 2", "1024, 40"})
    void aMessageIsOnItsWayWhileItIsRead(int bytes, int pieceCycles) {
        var program = begin("other");
        program.addi(LEFT, 0, 2).ld(T1, HOME0, 0).label("again").csrr(BEFORE, CYCLE);
        send(program, 1, HOME0, 0, bytes);
        // A thousand rounds take longer than any of these messages.
        delay(program, "pause");
        delay(program, "still");
        program.addi(LEFT, LEFT, -1).bne(LEFT, 0, "again").ecall();
        program.label("other").addi(LEFT, 0, 2).label("next");
        await(program, "comes")
                .csrr(TOOK, CYCLE)
                .csrwi(0, CsrNumber.UDISPOSE, 0)
                .addi(LEFT, LEFT, -1)
                .bne(LEFT, 0, "next")
                .ecall();

        var preset = Preset.named("alewife").with("message.dma_piece", pieceCycles);
        var machine = run(MachineConfig.of(preset, new MeshShape(2, 1)), program);
        long took = machine.node(1).context().x[TOOK] - machine.node(0).context().x[BEFORE];
        long reading = (long) bytes / 16 * pieceCycles;
        // Header and two double-words with it, at 2.225 bytes a cycle.
        long wire = (bytes + 20) * 1000L / 2225;
        assertThat(took).isBetween(Math.max(reading, wire), Math.max(reading, wire) + 60);
    }

    @Test
    void anothersMemoryIsNotTheUnitsToRead() {
        var program = begin("end");
        program.ld(T1, HOME1, 0);
        send(program, 1, HOME1, 0, 64).label("end").ecall();
        var machine = Machines.running(config(), program.bytes());
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> machine.run(LONG_ENOUGH, MachineObserver.NONE))
                .hasMessageContaining("LOAD_ACCESS_FAULT");
    }

    /// Node 1 keeps changing lines of node 0, which keeps sending them to node 1, which stores them in
    /// lines that node 0 keeps reading.
    private static Assembler race() {
        var program = begin("other");
        program.addi(LEFT, 0, 20).label("round");
        send(program, 1, HOME0, 40, 200)
                .ld(T1, HOME1, 48)
                .add(SUM, SUM, T1)
                .ld(T1, HOME1, 128)
                .add(SUM, SUM, T1);
        program.addi(LEFT, LEFT, -1).bne(LEFT, 0, "round").ecall();
        program.label("other")
                .addi(LEFT, 0, 20)
                .label("next")
                .addi(T1, T1, 1)
                .sd(T1, HOME0, 64)
                .sd(T1, HOME0, 160);
        program.csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "next");
        sink(program, HOME1, 24).addi(LEFT, LEFT, -1).bne(LEFT, 0, "next");
        return program.ecall();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whereWindowsEndChangesNothing(long seed) {
        var usual = run(config(), race());
        assertThat(usual.node(0).context().x[SUM]).as("something changed hands").isPositive();
        for (var windows : List.of(
                new Windows.Halves(), new Windows.OneCycle(), new Windows.OneAtATime(), new Windows.Random(seed))) {
            assertThat(Machines.digest(run(config().withWindows(windows), race())))
                    .as(windows.toString())
                    .isEqualTo(Machines.digest(usual));
        }
        assertThat(Machines.digest(run(config().withHostThreads(2), race()))).isEqualTo(Machines.digest(usual));
    }
}
