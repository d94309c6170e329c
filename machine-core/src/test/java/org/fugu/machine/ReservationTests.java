package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A reservation ends with whatever else writes its line, in every fidelity.
class ReservationTests {
    private static final long LONG_ENOUGH = 3_000_000;
    private static final List<String> FIDELITIES = List.of("functional", "timing", "relaxed:100");
    private static final List<String> MACHINES = List.of("fugu", "alewife", "bus-smp", "dash");

    private static final int CYCLE = 0xC00;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A7 = 17;
    private static final int NODE = 5;
    private static final int SAID = 6;
    private static final int WRITTEN = 7;
    private static final int WORD = 8;
    private static final int PRIVATE = 9;
    private static final int T0 = 20;
    private static final int T1 = 21;
    private static final int FAILED = 24;

    /// Offset of the reserved word in the page that is at home on node 0; its neighbour on the other
    /// side of the line's end is written too.
    private static final int OFFSET = 0x400;

    private static final int LINE = 128;

    /// How another node writes to the reserved line.
    enum Writing {
        BYTE(program -> program.store(1, T0, WORD, 7)),
        HALF(program -> program.store(2, T0, WORD, 10)),
        WORD_OF_IT(program -> program.store(4, T0, WORD, 4)),
        DOUBLE_WORD(program -> program.sd(T0, WORD, 0)),
        ITS_END_OF_A_MISALIGNED_ONE(program -> program.sd(T0, WORD, -4)),
        ITS_BEGINNING_OF_A_MISALIGNED_ONE(program -> program.sd(T0, WORD, 12)),
        SWAP_AND_BACK(program ->
                program.addi(T1, 0, -5).addi(T0, 0, 5).amoaddD(0, WORD, T0).amoaddD(0, WORD, T1)),
        AMO(program -> program.amoaddD(0, WORD, T0)),
        NOTHING_ADDED(program -> program.amoaddD(0, WORD, 0)),
        CONDITIONALLY(program ->
                program.label("retry").lrD(T1, WORD).scD(T1, WORD, T0).bne(T1, 0, "retry"));

        final Consumer<Assembler> code;

        Writing(Consumer<Assembler> code) {
            this.code = code;
        }
    }

    private static Assembler begin(int reservedPage) {
        var program = new Assembler();
        program.csrr(NODE, CsrNumber.URANK).slli(NODE, NODE, 32).srli(NODE, NODE, 32);
        program.lui(SAID, 16)
                .addi(WRITTEN, SAID, LINE)
                .lui(WORD, 16 + reservedPage)
                .addi(WORD, WORD, OFFSET);
        // So that nothing between LR and SC faults.
        program.lui(PRIVATE, 2).ld(T0, SAID, 0).ld(T0, WORD, 0);
        return program.bne(NODE, 0, "other");
    }

    /// Node 0 reserves, says so, waits until somebody has written, and tries SC.
    private static Assembler reserveAndWait(int reservedPage) {
        var program = begin(reservedPage);
        // Until the others have what they need.
        wait(program, "early", 300).lrD(T0, WORD).addi(T0, 0, 1).sd(T0, SAID, 0);
        program.label("written").ld(T0, WRITTEN, 0).beq(T0, 0, "written");
        return program.addi(T0, 0, 9).scD(FAILED, WORD, T0).ecall();
    }

    private static Assembler wait(Assembler program, String label, int rounds) {
        return program.addi(T0, 0, rounds).label(label).addi(T0, T0, -1).bne(T0, 0, label);
    }

    private static Assembler awaitReservation(Assembler program) {
        return program.label("other").label("reserved").ld(T0, SAID, 0).beq(T0, 0, "reserved");
    }

    private static Machine finished(MachineConfig config, Assembler program) {
        var machine = Machines.running(config, program.bytes());
        assertThat(machine.run(LONG_ENOUGH, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        return machine;
    }

    private static MachineConfig config(Preset preset, String fidelity) {
        return MachineConfig.of(preset, new MeshShape(3, 1)).withFidelity(Fidelity.parse(fidelity));
    }

    private static Stream<Preset> presets() {
        var lines = Stream.of(32, 128).map(bytes -> Preset.named("fugu").with("cache.line", bytes));
        return Stream.concat(MACHINES.stream().map(Preset::named), lines);
    }

    @ParameterizedTest
    @EnumSource
    void anotherNodesStoreEndsIt(Writing writing) {
        int home = 0;
        for (var preset : presets().toList()) {
            for (var fidelity : FIDELITIES) {
                var program = awaitReservation(reserveAndWait(home));
                program.addi(T1, 0, 2).beq(NODE, T1, "end");
                writing.code.accept(program.addi(T0, 0, 5));
                program.addi(T0, 0, 1).sd(T0, WRITTEN, 0).label("end").ecall();
                var machine = finished(config(preset, fidelity), program);
                assertThat(machine.node(0).context().x[FAILED])
                        .as(preset.name() + ", " + fidelity + ", home " + home)
                        .isEqualTo(1);
                home = (home + 1) % 3;
            }
        }
    }

    /// Neither a neighbouring line nor reading does.
    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing"})
    void aStoreElsewhereDoesNotEndIt(String fidelity) {
        var program = awaitReservation(reserveAndWait(1));
        program.addi(T0, 0, 1).sd(T0, WORD, LINE).sd(T0, WORD, -LINE);
        program.sd(T0, WRITTEN, 0).ecall();
        for (var preset : presets().toList()) {
            var machine = finished(config(preset, fidelity), program);
            assertThat(machine.node(0).context().x[FAILED]).as(preset.name()).isZero();
            assertThat(Machines.shared(machine, 4096 + OFFSET)).isEqualTo(9);
        }
    }

    /// In a functional run every store of every node could end a reservation; those of its own node
    /// do not.
    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing"})
    void anOwnStoreDoesNotEndIt(String fidelity) {
        var program = begin(1);
        program.lrD(T0, WORD)
                .addi(T0, 0, 3)
                .sd(T0, WORD, 0)
                .amoaddD(0, WORD, T0)
                .scD(FAILED, WORD, T0);
        program.label("other").ecall();
        var machine = finished(config(Preset.named("fugu"), fidelity), program);
        assertThat(machine.node(0).context().x[FAILED]).isZero();
    }

    // What the kernel and devices write.

    /// Node 0 reserves, and does nothing for a while; what the test does then has to end it.
    private static void assertEndedBy(String fidelity, int home, Consumer<Machine> write) {
        var program = begin(home);
        wait(program.lrD(T0, WORD), "idle", 2_000)
                .scD(FAILED, WORD, T0)
                .label("other")
                .ecall();
        var machine = Machines.running(config(Preset.named("fugu"), fidelity), program.bytes());
        for (long cycle = 10; reservation(machine) == Context.NO_RESERVATION; cycle += 10) {
            assertThat(machine.run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        }
        write.accept(machine);
        assertThat(machine.run(LONG_ENOUGH, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        assertThat(machine.node(0).context().x[FAILED]).as(fidelity).isEqualTo(1);
    }

    private static long reservation(Machine machine) {
        return machine.node(0).context().reservation;
    }

    @Test
    void aStoreForAnotherNodesKernelEndsIt() {
        Consumer<Machine> atHome =
                machine -> machine.node(0).privileged().frames().store(2, OFFSET, 5);
        for (var fidelity : FIDELITIES) assertEndedBy(fidelity, 0, atHome);
        assertEndedBy(
                "functional",
                1,
                machine -> machine.node(1).privileged().frames().store(2, OFFSET, 5));
    }

    @Test
    void whatTheKernelClearsOrCountsEndsIt() {
        assertEndedBy(
                "functional",
                1,
                machine -> machine.node(1).privileged().frames().clearFrame(2));
        long word = 1L << 32 | 2L << 12 | OFFSET;
        assertEndedBy(
                "functional",
                1,
                machine -> machine.node(1).privileged().translations().revoke(word));
    }

    /// Node 1 sends bulk data, which node 0 stores over what it has reserved itself.
    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void userDmaEndsIt(String fidelity) {
        var program = begin(0);
        program.label("comes").csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "comes");
        program.lrD(T0, WORD)
                .csrw(0, CsrNumber.USINK, WORD)
                .scD(FAILED, WORD, T0)
                .ecall();
        program.label("other").addi(T0, 0, 2).beq(NODE, T0, "end");
        program.csrw(0, CsrNumber.UO0, 0)
                .csrw(0, CsrNumber.UO0 + 2, PRIVATE)
                .addi(T0, 0, 64)
                .csrw(0, CsrNumber.UO0 + 3, T0);
        program.ld(T0, PRIVATE, 0)
                .csrwi(0, CsrNumber.ULAUNCH, 0b01_011)
                .label("end")
                .ecall();
        var machine = finished(config(Preset.named("fugu"), fidelity), program);
        assertThat(machine.node(0).context().x[FAILED]).isEqualTo(1);
    }

    /// Node 1 stores what it has sent itself.
    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void anotherNodesUserDmaEndsIt(String fidelity) {
        var program = awaitReservation(reserveAndWait(1));
        program.addi(T0, 0, 2).beq(NODE, T0, "end");
        program.csrw(0, CsrNumber.UO0, NODE)
                .csrw(0, CsrNumber.UO0 + 2, PRIVATE)
                .addi(T0, 0, 64)
                .csrw(0, CsrNumber.UO0 + 3, T0);
        program.ld(T0, PRIVATE, 0).csrwi(0, CsrNumber.ULAUNCH, 0b01_011);
        program.label("comes").csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "comes");
        program.csrw(0, CsrNumber.USINK, WORD)
                .addi(T0, 0, 1)
                .sd(T0, WRITTEN, 0)
                .label("end")
                .ecall();
        var machine = finished(config(Preset.named("fugu"), fidelity), program);
        assertThat(machine.node(0).context().x[FAILED]).isEqualTo(1);
    }

    // The same node.

    /// Context 0 waits for a line to write it, and context 1 for the same line to reserve it: both get
    /// it at the same moment.
    @Test
    void anotherContextsStoreEndsIt() {
        var program = begin(1);
        program.addi(A0, 0, 1).lui(A1, 1).here(A1, "second").addi(A7, 0, 1).ecall();
        // Its instructions are near before it is about time.
        program.pause().addi(T0, 0, 5).sd(T0, WORD, LINE);
        program.label("both")
                .ld(T1, PRIVATE, 0)
                .beq(T1, 0, "both")
                .addi(A7, 0, 0)
                .ecall();
        program.label("second")
                .lui(WORD, 17)
                .addi(WORD, WORD, OFFSET)
                .addi(WORD, WORD, LINE)
                .lui(PRIVATE, 2);
        program.ld(T0, PRIVATE, 0).pause().lrD(T1, WORD).addi(T1, T1, 1).scD(FAILED, WORD, T1);
        program.addi(T0, 0, 1).sd(T0, PRIVATE, 0).label("ended").addi(A7, 0, 2).ecall();
        program.label("other").addi(A7, 0, 0).ecall();
        var machine = finished(config(Preset.named("alewife"), "timing"), program);
        long failed = machine.node(0).context(1).x[FAILED];
        assertThat(failed).isEqualTo(1);
        assertThat(Machines.shared(machine, 4096 + OFFSET + LINE)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing"})
    void leavingAHandlerEndsIt(String fidelity) {
        var program = begin(1);
        program.lui(T0, 1).here(T0, "main").csrw(0, CsrNumber.UEPC, T0);
        program.lrD(T1, WORD).csrwi(0, CsrNumber.URET, 0);
        program.label("main").scD(FAILED, WORD, T1).label("other").ecall();
        var machine = finished(config(Preset.named("fugu"), fidelity), program);
        assertThat(machine.node(0).context().x[FAILED]).isEqualTo(1);
    }

    // Progress.

    /// Every node adds to a counter under LR and SC, and reads a line that all share in between.
    private static Assembler adding(int rounds) {
        var program = new Assembler();
        program.lui(WORD, 17)
                .addi(WORD, WORD, OFFSET)
                .lui(SAID, 16)
                .ld(T0, WORD, 0)
                .addi(A0, 0, rounds);
        program.label("again").lrD(T0, WORD).ld(T1, SAID, 0).addi(T0, T0, 1).scD(FAILED, WORD, T0);
        return program.bne(FAILED, 0, "again")
                .addi(A0, A0, -1)
                .bne(A0, 0, "again")
                .addi(A7, 0, 0)
                .ecall();
    }

    private static Preset hierarchy() {
        return Preset.named("fugu")
                .with("cache.l1.bytes", 1024)
                .with("cache.write", 0)
                .with("write_buffer.entries", 2)
                .with("memory.page_bytes", 1024);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 16, 64})
    void aLoadInBetweenKeepsNobodyFromSucceeding(int nodes) {
        for (var preset : Stream.concat(presets(), Stream.of(hierarchy())).toList()) {
            for (var fidelity : FIDELITIES) {
                var config = MachineConfig.of(preset, new MeshShape(nodes, 1)).withFidelity(Fidelity.parse(fidelity));
                var machine = finished(config, adding(5));
                assertThat(Machines.shared(machine, 4096 + OFFSET))
                        .as(preset.name() + ", " + fidelity)
                        .isEqualTo(5 * nodes);
            }
        }
    }

    /// As [#adding], with an access in between whose line takes the place of the reserved one.
    private static Assembler displacing(int rounds, boolean stores) {
        var program = new Assembler();
        program.lui(WORD, 17)
                .addi(WORD, WORD, OFFSET)
                .lui(SAID, 16)
                .lui(PRIVATE, 2)
                .ld(T0, WORD, 0)
                .sd(T0, PRIVATE, OFFSET)
                .addi(A0, 0, rounds);
        program.label("again").lrD(T0, WORD);
        if (stores) program.sd(T1, PRIVATE, OFFSET);
        else program.ld(T1, SAID, OFFSET);
        return program.addi(T0, T0, 1)
                .scD(FAILED, WORD, T0)
                .bne(FAILED, 0, "again")
                .addi(A0, A0, -1)
                .bne(A0, 0, "again")
                .addi(A7, 0, 0)
                .ecall();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 16, 64})
    void anAccessThatTakesThePlaceOfTheReservedLineKeepsNobodyFromSucceeding(int nodes) {
        var small = Preset.named("fugu").with("cache.bytes", 512);
        var presets = List.of(
                small,
                small.with("cache.ways", 2),
                hierarchy().with("cache.bytes", 512).with("cache.l1.bytes", 256),
                Preset.named("dash").with("cache.bytes", 512).with("cache.l1.bytes", 0));
        for (var preset : presets) {
            // There the load of a line that so many fetch at once takes longer than the other is held.
            if (nodes == 64 && preset.name().startsWith("dash")) continue;
            for (var stores : List.of(false, true)) {
                for (var fidelity : FIDELITIES) {
                    var config =
                            MachineConfig.of(preset, new MeshShape(nodes, 1)).withFidelity(Fidelity.parse(fidelity));
                    var machine = finished(config, displacing(5, stores));
                    assertThat(Machines.shared(machine, 4096 + OFFSET))
                            .as(preset.name() + ", " + fidelity)
                            .isEqualTo(5 * nodes);
                }
            }
        }
    }

    @Test
    void howLongALineIsHeldDoesNotDependOnWindows() {
        for (var preset :
                List.of(Preset.named("fugu").with("cache.bytes", 2_048), hierarchy(), Preset.named("bus-smp"))) {
            var config = MachineConfig.of(preset, new MeshShape(4, 2));
            var usual = Machines.digest(finished(config, adding(20)));
            var displaced = Machines.digest(finished(config, displacing(20, true)));
            for (var windows : List.of(
                    new Windows.Halves(),
                    new Windows.OneCycle(),
                    new Windows.OneAtATime(),
                    new Windows.Random(1),
                    new Windows.Random(2))) {
                assertThat(Machines.digest(finished(config.withWindows(windows), adding(20))))
                        .as(preset.name() + ", " + windows)
                        .isEqualTo(usual);
                assertThat(Machines.digest(finished(config.withWindows(windows), displacing(20, true))))
                        .as(preset.name() + ", displaced, " + windows)
                        .isEqualTo(displaced);
            }
            assertThat(Machines.digest(finished(config.withHostThreads(2), adding(20))))
                    .isEqualTo(usual);
        }
    }

    /// How long node 1's store takes while node 0 executes something again and again that begins with
    /// LR.
    private static long storeAgainst(int hold, Consumer<Assembler> loop) {
        var program = begin(1);
        program.label("loop");
        loop.accept(program);
        program.ld(T1, SAID, 0).beq(T1, 0, "loop").ecall();
        wait(program.label("other"), "early", 200)
                .csrr(A0, CYCLE)
                .sd(T0, WORD, 0)
                .csrr(A1, CYCLE);
        program.sub(A0, A1, A0).addi(T0, 0, 1).sd(T0, SAID, 0).ecall();
        var preset = Preset.named("fugu").with("coherence.lr_hold", hold);
        return finished(MachineConfig.of(preset, new MeshShape(2, 1)), program)
                .node(1)
                .context()
                .x[A0];
    }

    @Test
    void aReservationThatNoStoreFollowsHoldsOthersUpForItsTimeOnly() {
        Consumer<Assembler> reservesForEver = program -> program.lrD(T1, WORD);
        Consumer<Assembler> reservesOnce = program -> {
            program.lrD(T1, WORD);
            wait(program, "long", 500);
        };
        for (var loop : List.of(reservesForEver, reservesOnce)) {
            assertThat(storeAgainst(2_000, loop) - storeAgainst(0, loop)).isBetween(-20L, 2_000L);
        }
        assertThat(storeAgainst(2_000, reservesOnce) - storeAgainst(0, reservesOnce))
                .as("the hold is there")
                .isGreaterThan(100);
    }

    /// Whatever ends the reservation ends the wait.
    @Test
    void nobodyWaitsForAReservationThatHasEnded() {
        Consumer<Assembler> succeeds = program -> program.lrD(T1, WORD).scD(T1, WORD, T1);
        Consumer<Assembler> fails = program -> program.lrD(T1, WORD).scD(T1, PRIVATE, T1);
        Consumer<Assembler> reservesAnother = program -> program.lrD(T1, WORD).lrD(T1, PRIVATE);
        Consumer<Assembler> leaves = program -> program.lui(T1, 1)
                .here(T1, "left")
                .csrw(0, CsrNumber.UEPC, T1)
                .lrD(T1, WORD)
                .csrwi(0, CsrNumber.URET, 0)
                .label("left");
        for (var loop : List.of(succeeds, fails, reservesAnother, leaves)) {
            Consumer<Assembler> once = program -> {
                loop.accept(program);
                wait(program, "long", 500);
            };
            assertThat(storeAgainst(2_000, once)).isLessThan(120);
        }
    }

    // State.

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing"})
    void aRunKeptBetweenReservingAndStoringGoesOnAlike(String fidelity) {
        var program = wait(awaitReservation(reserveAndWait(1)), "late", 1_000);
        program.addi(T0, 0, 1).sd(T0, WORD, 8).sd(T0, WRITTEN, 0).ecall();
        var config = config(Preset.named("fugu"), fidelity);
        var usual = finished(config, program);
        assertThat(usual.node(0).context().x[FAILED]).isEqualTo(1);
        int reserved = 0;
        // A turn that is cut short is another turn.
        long step = fidelity.equals("functional") ? Machine.TURN : 93;
        for (long cycle = step; cycle < usual.node(0).clock(); cycle += step) {
            var kept = Machines.running(config, program.bytes());
            assertThat(kept.run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
            if (reservation(kept) != Context.NO_RESERVATION) reserved++;
            var out = new SnapshotWriter();
            kept.snapshot(out);
            var resumed = Machines.running(config, program.bytes());
            resumed.restore(new SnapshotReader(out.toBytes()));
            assertThat(resumed.run(LONG_ENOUGH, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
            assertThat(Machines.digest(resumed)).as("from cycle " + cycle).isEqualTo(Machines.digest(usual));
        }
        assertThat(reserved).as("snapshots with a reservation").isPositive();
    }
}
