package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several register sets, one pipeline.
class ContextTests {
    private static final long LONG_ENOUGH = 2_000_000;
    private static final int CYCLE = 0xC00;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A7 = 17;
    private static final int RANK = 5;
    private static final int PRIVATE = 6;
    private static final int SHARED = 7;
    private static final int LEFT = 8;
    private static final int T0 = 20;
    private static final int T1 = 21;
    private static final int T2 = 22;
    private static final int BEFORE = 23;
    private static final int TOOK = 24;
    private static final int ONE = 25;

    private static final int START = 1;
    private static final int END = 2;

    private static Machine finished(MachineConfig config, Assembler program) {
        var machine = Machines.running(config, program.bytes());
        assertThat(machine.run(LONG_ENOUGH, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        return machine;
    }

    private static MachineConfig config(Preset preset, int columns) {
        return MachineConfig.of(preset, new MeshShape(columns, 1));
    }

    /// Starts a context at a label, with a number of its own in `a0`.
    private static Assembler start(Assembler program, int context, String label) {
        program.addi(A0, 0, context).lui(A1, 1).here(A1, label).addi(A2, 0, context);
        return program.addi(A7, 0, START).ecall();
    }

    private static Assembler end(Assembler program) {
        return program.addi(A7, 0, END).ecall();
    }

    private static Assembler stop(Assembler program) {
        return program.addi(A7, 0, 0).ecall();
    }

    /// Two contexts hand the pipeline to each other.
    private static long handOver(int switchCycles) {
        var program = new Assembler();
        start(program, 1, "other").addi(LEFT, 0, 2);
        // A round before the one that counts, so that the instructions are near.
        program.label("again").csrr(BEFORE, CYCLE);
        for (int i = 0; i < 8; i++) program.pause();
        program.csrr(TOOK, CYCLE).sub(TOOK, TOOK, BEFORE).addi(LEFT, LEFT, -1).bne(LEFT, 0, "again");
        stop(program).label("other").pause().pause().pause().pause().j("other");

        var preset = Preset.named("alewife").with("processor.context_switch", switchCycles);
        return finished(config(preset, 1), program).node(0).context().x[TOOK];
    }

    /// There and back is two switches, two `pause`s and every fourth time a jump.
    @Test
    void aSwitchTakesFourteenCycles() {
        assertThat(handOver(14) - handOver(0)).isEqualTo(16 * 14);
        assertThat(handOver(0)).isEqualTo(16 + 2 * 2 + 1);
    }

    /// Context 0 of node 0 loads a line while context 1 counts.
    private static Machine loadWhileAnotherCounts(int home, Consumer<Assembler> before) {
        var program = new Assembler();
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).bne(RANK, 0, "end");
        program.lui(SHARED, 16 + home).ld(T0, SHARED, 0);
        start(program, 1, "count");
        // Once for nothing, so that both contexts' instructions are near.
        program.pause();
        before.accept(program);
        program.csrr(BEFORE, CYCLE).ld(T0, SHARED, 1024).csrr(TOOK, CYCLE).sub(TOOK, TOOK, BEFORE);
        program.label("end");
        stop(program).label("count").addi(T1, T1, 1).pause().j("count");
        return finished(config(Preset.named("alewife"), 2), program);
    }

    @Test
    void aMissOfAnotherNodesMemoryGivesThePipelineAway() {
        var machine = loadWhileAnotherCounts(1, _ -> {});
        // There, some counting, and back when the line has come.
        assertThat(machine.node(0).counters()).containsEntry("contexts.switches", 4L);
        assertThat(machine.node(0).context(1).x[T1]).isGreaterThan(1);
        assertThat(machine.node(0).context().x[TOOK]).isBetween(38L, 38L + 2 * 14);
    }

    @Test
    void aMissOfTheNodesOwnMemoryKeepsIt() {
        var machine = loadWhileAnotherCounts(0, _ -> {});
        assertThat(machine.node(0).counters()).containsEntry("contexts.switches", 2L);
        assertThat(machine.node(0).context().x[TOOK]).isEqualTo(11 + 2);
    }

    @Test
    void anAtomicSectionKeepsIt() {
        var machine = loadWhileAnotherCounts(1, program -> program.csrwi(0, CsrNumber.UAC, 1));
        assertThat(machine.node(0).counters()).containsEntry("contexts.switches", 2L);
        assertThat(machine.node(0).context().x[TOOK]).isEqualTo(38 + 2);
    }

    /// Given away, the reservation would end, and a sequence that always misses would never succeed.
    @Test
    void aReservationKeepsItForAsLongAsItsLineIsHeld() {
        Consumer<Assembler> reserve = program -> program.lui(PRIVATE, 2).lrD(T0, PRIVATE);
        var machine = loadWhileAnotherCounts(1, reserve);
        assertThat(machine.node(0).counters()).containsEntry("contexts.switches", 2L);

        machine = loadWhileAnotherCounts(1, program -> {
            reserve.accept(program);
            for (int i = 0; i < 200; i++) program.addi(T0, T0, 1);
        });
        assertThat(machine.node(0).counters()).containsEntry("contexts.switches", 4L);
    }

    @Test
    void anAtomicSectionIsTheBusinessOfItsContext() {
        var machine = loadWhileAnotherCounts(1, _ -> {});
        machine.node(0).ucu().select(0, 1);
        assertThat(machine.node(0).ucu().isAtomic()).isFalse();
    }

    @Test
    void eachContextDescribesAMessageOfItsOwn() {
        var program = new Assembler();
        start(program, 1, "other");
        program.addi(T0, 0, 7).csrw(0, CsrNumber.UO0 + 3, T0).pause().csrr(T1, CsrNumber.UO0 + 3);
        stop(program)
                .label("other")
                .addi(T0, 0, 9)
                .csrw(0, CsrNumber.UO0 + 3, T0)
                .pause()
                .j("other");

        var machine = finished(config(Preset.named("fugu"), 1), program);
        assertThat(machine.node(0).context().x[T1]).isEqualTo(7);
    }

    @Test
    void aReservationEndsWhenThePipelineIsGivenAway() {
        var program = new Assembler();
        start(program, 1, "other");
        program.lui(PRIVATE, 2)
                .lrD(T0, PRIVATE)
                .pause()
                .scD(T1, PRIVATE, T0)
                .lrD(T0, PRIVATE)
                .scD(T2, PRIVATE, T0);
        stop(program).label("other").pause().j("other");

        var x = finished(config(Preset.named("fugu"), 1), program).node(0).context().x;
        assertThat(x[T1]).isEqualTo(1);
        assertThat(x[T2]).isZero();
    }

    @Test
    void aContextThatHasEndedCanBeStartedAgain() {
        var program = new Assembler();
        program.lui(PRIVATE, 2);
        for (int i = 1; i <= 3; i++) {
            start(program, 1, "add");
            program.label("wait" + i).pause().ld(T0, PRIVATE, 0).addi(T1, 0, i).bne(T0, T1, "wait" + i);
        }
        stop(program).label("add").lui(PRIVATE, 2).addi(T0, 0, 1).amoaddD(0, PRIVATE, T0);
        end(program);

        assertThat(finished(config(Preset.named("fugu"), 1), program).node(0).context().x[T0])
                .isEqualTo(3);
    }

    // Windows.

    private static final int ROUNDS = 30;

    /// Four contexts of every node add to shared counters, by AMO and by LR and SC, write a line of
    /// their own on another node, sleep now and then until a message comes, and end; the first
    /// sends itself messages for that and waits for the others.
    private static Assembler busyProgram() {
        var program = new Assembler();
        for (int context = 1; context < 4; context++) start(program, context, "work");
        program.addi(A0, 0, 0).j("work");

        program.label("work").lui(SHARED, 16).lui(PRIVATE, 2).addi(ONE, 0, 1).addi(LEFT, 0, ROUNDS);
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
        // Its own line, on the next node.
        program.slli(T2, RANK, 6)
                .slli(T1, A0, 4)
                .add(T2, T2, T1)
                .lui(T1, 1)
                .add(T2, T2, T1)
                .add(T2, T2, SHARED);
        program.label("round").amoaddD(0, SHARED, ONE);
        program.addi(T1, SHARED, 64).label("again").lrD(T0, T1).addi(T0, T0, 1).scD(TOOK, T1, T0);
        program.bne(TOOK, 0, "again");
        program.prefetchR(T2, 0).ld(T0, T2, 0).add(T0, T0, LEFT).sd(T0, T2, 0);
        program.andi(T0, LEFT, 3).bne(T0, 0, "busy").pause().label("busy");
        program.addi(LEFT, LEFT, -1).bne(LEFT, 0, "round");
        program.amoaddD(0, PRIVATE, ONE).beq(A0, 0, "main");
        end(program);

        // A message to itself, and one to be described while others run.
        program.label("main")
                .csrw(0, CsrNumber.UO0, RANK)
                .csrw(0, CsrNumber.UO0 + 1, LEFT)
                .csrwi(0, CsrNumber.ULAUNCH, 1);
        program.label("poll")
                .csrr(T0, CsrNumber.USTAT)
                .andi(T0, T0, 1)
                .beq(T0, 0, "poll")
                .csrwi(0, CsrNumber.UDISPOSE, 0);
        program.label("wait").pause().ld(T0, PRIVATE, 0).addi(T1, 0, 4).bne(T0, T1, "wait");
        return stop(program);
    }

    private static MachineConfig busy() {
        return MachineConfig.of(Preset.named("alewife").with("cache.bytes", 1024), new MeshShape(3, 2));
    }

    @Test
    void theBusyProgramDoesWhatItSays() {
        var machine = finished(busy(), busyProgram());
        assertThat(Machines.shared(machine, 0)).isEqualTo(6 * 4 * ROUNDS);
        assertThat(Machines.shared(machine, 64)).isEqualTo(6 * 4 * ROUNDS);
        for (var node : machine.nodes()) {
            assertThat(node.counters().get("contexts.switches")).isGreaterThan(30);
        }
    }

    @Test
    void whereWindowsEndChangesNothing() {
        var usual = Machines.digest(finished(busy(), busyProgram()));
        for (var windows : List.of(
                new Windows.Halves(),
                new Windows.OneCycle(),
                new Windows.OneAtATime(),
                new Windows.Random(1),
                new Windows.Random(2),
                new Windows.Random(3))) {
            assertThat(Machines.digest(finished(busy().withWindows(windows), busyProgram())))
                    .as(windows.toString())
                    .isEqualTo(usual);
        }
        assertThat(Machines.digest(finished(busy().withHostThreads(2), busyProgram())))
                .isEqualTo(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:100"})
    void otherFidelitiesDoTheSameWorkAndRepeatThemselves(String fidelity) {
        var config = busy().withFidelity(Fidelity.parse(fidelity));
        var machine = finished(config, busyProgram());
        assertThat(Machines.shared(machine, 0)).isEqualTo(6 * 4 * ROUNDS);
        assertThat(Machines.digest(finished(config.withHostThreads(2), busyProgram())))
                .isEqualTo(Machines.digest(machine));
    }

    @Test
    void aRunKeptWhileContextsWaitGoesOnAlike() {
        var usual = Machines.digest(finished(busy(), busyProgram()));
        for (long cycle = 500; cycle < 5_000; cycle += 611) {
            var kept = Machines.running(busy(), busyProgram().bytes());
            assertThat(kept.run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
            var out = new SnapshotWriter();
            kept.snapshot(out);
            var resumed = Machines.running(busy(), busyProgram().bytes());
            resumed.restore(new SnapshotReader(out.toBytes()));
            assertThat(resumed.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
            assertThat(Machines.digest(resumed)).as("from cycle " + cycle).isEqualTo(usual);
        }
    }
}
