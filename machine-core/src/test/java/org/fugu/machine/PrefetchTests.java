package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Node 0 prefetches a line of its neighbour, lets some time pass and accesses it.
class PrefetchTests {
    private static final int CYCLE = 0xC00;
    private static final int RANK = 5;
    private static final int LINE = 6;
    private static final int LEFT = 7;
    private static final int BEFORE = 8;
    private static final int AFTER = 9;
    private static final int TOOK = 20;

    private enum Hint {
        NONE,
        READ,
        WRITE
    }

    private static Machine run(Preset preset, Hint hint, int loops, boolean store) {
        var program = new Assembler();
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).bne(RANK, 0, "end");
        program.lui(LINE, 17).ld(TOOK, LINE, 2016);
        // Everything twice, so that the second time its instructions are near.
        program.addi(10, 0, 2).label("again").addi(LINE, LINE, 64);
        switch (hint) {
            case NONE -> program.addi(0, 0, 0);
            case READ -> program.prefetchR(LINE, 32);
            case WRITE -> program.prefetchW(LINE, 32);
        }
        program.addi(LEFT, 0, loops).label("wait").addi(LEFT, LEFT, -1).bne(LEFT, 0, "wait");
        program.csrr(BEFORE, CYCLE);
        if (store) program.sd(0, LINE, 32);
        else program.ld(TOOK, LINE, 32);
        program.csrr(AFTER, CYCLE).sub(TOOK, AFTER, BEFORE);
        program.addi(10, 10, -1).bne(10, 0, "again").label("end").ecall();

        var machine = Machines.running(MachineConfig.of(preset, new MeshShape(2, 1)), program.bytes());
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        return machine;
    }

    private static long took(Hint hint, int loops, boolean store) {
        return run(Preset.named("alewife"), hint, loops, store).node(0).context().x[TOOK];
    }

    private static final int SHORT = 3;
    private static final int LONG = 100;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLineThatWasAskedForInTimeIsThere(boolean store) {
        var hint = store ? Hint.WRITE : Hint.READ;
        long miss = took(Hint.NONE, LONG, store);
        assertThat(miss - took(hint, LONG, store)).isEqualTo(38);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAccessWaitsOnlyForWhatIsLeft(boolean store) {
        var hint = store ? Hint.WRITE : Hint.READ;
        long hit = took(hint, LONG, store);
        long whole = took(Hint.NONE, SHORT, store);
        assertThat(took(hint, SHORT, store)).isBetween(hit + 1, whole - 1);
    }

    @Test
    void aStoreToALineThatWasPrefetchedForReadingAsksAgain() {
        long miss = took(Hint.NONE, LONG, true);
        assertThat(took(Hint.READ, LONG, true)).isCloseTo(miss, org.assertj.core.data.Offset.offset(2L));
        assertThat(took(Hint.READ, SHORT, true)).isGreaterThan(miss);
    }

    @Test
    void aMachineWithoutPrefetchesTakesTheHintForNothing() {
        var preset = Preset.named("alewife").with("processor.prefetches", 0);
        var machine = run(preset, Hint.READ, LONG, false);
        assertThat(machine.node(0).context().x[TOOK]).isEqualTo(took(Hint.NONE, LONG, false));
        assertThat(machine.node(0).counters()).containsEntry("cache.prefetches", 0L);
    }

    /// The test's kernel fails on a fault that it cannot answer.
    @Test
    void aPrefetchOfWhatIsNotMappedDoesNothing() {
        var program = new Assembler();
        program.lui(LINE, 0x400)
                .prefetchR(LINE, 0)
                .prefetchW(LINE, 0)
                .addi(LINE, 0, -1)
                .prefetchR(LINE, 0);
        program.ecall();
        var machine = Machines.running(MachineConfig.of(Preset.named("fugu"), new MeshShape(1, 1)), program.bytes());
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        assertThat(machine.node(0).counters()).containsEntry("cache.prefetches", 0L);
    }
}
