package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where windows end, and how many host threads run them, changes nothing.
class WindowInvarianceTests {
    private static final int ROUNDS = 60;

    private static final int RANK = 5;
    private static final int RANKS = 6;
    private static final int SHARED = 7;
    private static final int ONE = 8;
    private static final int ROUND = 9;
    private static final int LIMIT = 10;
    private static final int T0 = 11;
    private static final int T1 = 12;
    private static final int T2 = 13;
    private static final int NEXT = 14;
    private static final int GOT = 15;
    private static final int SLOT = 16;
    private static final int PRIVATE = 17;
    private static final int TO_SEND = 18;
    private static final int ALL = 19;

    /// Every node asks for lines ahead of time, adds to one counter with AMOs and to another with
    /// LR and SC, writes its own word of a line that others write too, reads a neighbour's, divides
    /// now and then, sends a message to the next rank and takes those that come.
    private static byte[] busyProgram() {
        var program = new Assembler();
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
        program.csrr(RANKS, CsrNumber.URANK).srli(RANKS, RANKS, 32);
        program.lui(SHARED, 0x10)
                .lui(PRIVATE, 0x2)
                .addi(ONE, 0, 1)
                .addi(ROUND, 0, 0)
                .addi(LIMIT, 0, ROUNDS)
                .addi(ALL, 0, 3 * ROUNDS)
                .addi(GOT, 0, 0);
        program.addi(NEXT, RANK, 1)
                .blt(NEXT, RANKS, "nextIsFine")
                .addi(NEXT, 0, 0)
                .label("nextIsFine");
        program.slli(SLOT, RANK, 3).add(SLOT, SLOT, SHARED);

        program.label("round");
        program.prefetchW(SLOT, 128)
                .lui(T1, 1)
                .add(T1, T1, SLOT)
                .prefetchR(T1, 0)
                .prefetchR(T1, 512);
        program.amoaddD(0, SHARED, ONE);
        program.addi(T1, SHARED, 64);
        program.label("again").lrD(T0, T1).addi(T0, T0, 1).scD(T2, T1, T0).bne(T2, 0, "again");
        program.sd(ROUND, SLOT, 128);
        program.lui(T1, 1).add(T1, T1, SLOT).ld(T0, T1, 0).add(T0, T0, ROUND).sd(T0, T1, 0);
        program.ld(T0, SLOT, 136).add(T2, T0, T2).sd(T2, PRIVATE, 0);
        program.addi(T1, 0, 97).div(T0, T1, ROUND).mul(T0, T0, T1);
        // Three messages of two words to the next rank. While the network refuses, those that came are taken: a rank
        // that
        // only waited could wait for ever.
        program.csrw(0, CsrNumber.UO0, NEXT).csrw(0, CsrNumber.UO0 + 1, ROUND).addi(TO_SEND, 0, 3);
        program.label("send").csrwi(T0, CsrNumber.ULAUNCHC, 1).bne(T0, 0, "sent");
        program.csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "send");
        program.csrwi(0, CsrNumber.UDISPOSE, 0).addi(GOT, GOT, 1).j("send");
        program.label("sent").addi(TO_SEND, TO_SEND, -1).bne(TO_SEND, 0, "send");
        program.addi(ROUND, ROUND, 1);
        program.label("poll").csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, "empty");
        program.csrr(T1, CsrNumber.UI0 + 1)
                .csrwi(0, CsrNumber.UDISPOSE, 0)
                .addi(GOT, GOT, 1)
                .j("poll");
        program.label("empty").blt(ROUND, LIMIT, "round").blt(GOT, ALL, "poll");
        program.ecall();
        return program.bytes();
    }

    private static Preset preset() {
        return Preset.named("fugu").with("cache.bytes", 512).with("message.input_queue", 2);
    }

    private static MachineConfig config() {
        return MachineConfig.of(preset(), new MeshShape(4, 2));
    }

    /// Everything that a memory hierarchy can have.
    private static MachineConfig deepConfig() {
        var deep = preset().with("cache.line", 32)
                .with("cache.l1.bytes", 256)
                .with("cache.write", 0)
                .with("write_buffer.entries", 2)
                .with("write_buffer.cycles", 200)
                .with("write_buffer.page_cycles", 90)
                .with("memory.page_bytes", 256)
                .with("memory.page_miss", 5);
        return MachineConfig.of(deep, new MeshShape(4, 2));
    }

    private static Machine finished(MachineConfig config) {
        var machine = Machines.running(config, busyProgram());
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        return machine;
    }

    @Test
    void theProgramDoesWhatItSays() {
        var machine = finished(config());

        assertThat(Machines.shared(machine, 0)).isEqualTo(8 * ROUNDS);
        assertThat(Machines.shared(machine, 64)).isEqualTo(8 * ROUNDS);
        for (var node : machine.nodes()) {
            assertThat(node.ucu().sent()).isEqualTo(3 * ROUNDS);
            assertThat(node.ucu().received()).isEqualTo(3 * ROUNDS);
        }
        assertThat(machine.interconnect().parkedEver())
                .as("messages that found a full queue")
                .isPositive();
    }

    /// Late is not wrong: counters and messages come out right, and the same every time.
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 100, 1_000, 33_333})
    void aRelaxedRunIsRightAndRepeatable(long window) {
        var relaxed = config().withFidelity(new Fidelity.Relaxed(window));
        var machine = finished(relaxed);
        assertThat(Machines.shared(machine, 0)).isEqualTo(8 * ROUNDS);
        assertThat(Machines.shared(machine, 64)).isEqualTo(8 * ROUNDS);
        assertThat(Machines.digest(finished(relaxed.withHostThreads(2)))).isEqualTo(Machines.digest(machine));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void windowsChoppedAtRandomGiveTheSameDigest(long seed) {
        assertThat(Machines.digest(finished(config().withWindows(new Windows.Random(seed)))))
                .isEqualTo(Machines.digest(finished(config())));
    }

    @Test
    void waitsForLoadsDoNotDependOnWindows() {
        var config = MachineConfig.of(config().preset().with("processor.load_use", 2), config().mesh());
        var usual = finished(config);
        assertThat(usual.node(0).clock())
                .as("waits change the course of the run")
                .isNotEqualTo(finished(config()).node(0).clock());
        for (var windows : List.of(
                new Windows.Random(1),
                new Windows.Random(2),
                new Windows.Halves(),
                new Windows.OneCycle(),
                new Windows.OneAtATime())) {
            assertThat(Machines.digest(finished(config.withWindows(windows))))
                    .as(windows.toString())
                    .isEqualTo(Machines.digest(usual));
        }
        assertThat(Machines.digest(finished(config.withHostThreads(2)))).isEqualTo(Machines.digest(usual));
    }

    @Test
    void halfWindowsWindowsOfOneCycleAndTheReferenceGiveTheSameDigest() {
        var usual = Machines.digest(finished(config()));
        for (var windows : List.of(new Windows.Halves(), new Windows.OneCycle(), new Windows.OneAtATime())) {
            assertThat(Machines.digest(finished(config().withWindows(windows))))
                    .as(windows.toString())
                    .isEqualTo(usual);
        }
    }

    @Test
    void aDeepMemoryHierarchyIsAsExact() {
        var machine = finished(deepConfig());
        assertThat(Machines.shared(machine, 0)).isEqualTo(8 * ROUNDS);
        assertThat(Machines.shared(machine, 64)).isEqualTo(8 * ROUNDS);
        var usual = Machines.digest(machine);
        for (var windows : List.of(
                new Windows.Random(1),
                new Windows.Random(2),
                new Windows.Random(3),
                new Windows.Halves(),
                new Windows.OneCycle(),
                new Windows.OneAtATime())) {
            assertThat(Machines.digest(finished(deepConfig().withWindows(windows))))
                    .as(windows.toString())
                    .isEqualTo(usual);
        }
        assertThat(Machines.digest(finished(deepConfig().withHostThreads(2)))).isEqualTo(usual);
        for (var node : machine.nodes()) {
            assertThat(node.counters().get("cache.l1.misses")).isPositive();
            assertThat(node.counters().get("write_buffer.waited")).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {500, 1_777, 3_000, 6_001, 10_000})
    void aDeepMemoryHierarchyGoesOnFromASnapshot(long cycle) {
        var machine = Machines.running(deepConfig(), busyProgram());
        assertThat(machine.run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        var snapshot = new SnapshotWriter();
        machine.snapshot(snapshot);

        var resumed = Machines.running(deepConfig(), busyProgram());
        resumed.restore(new SnapshotReader(snapshot.toBytes()));
        assertThat(resumed.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
        assertThat(Machines.digest(resumed)).isEqualTo(Machines.digest(finished(deepConfig())));
    }

    @Test
    void twoHostThreadsReallyRunAndGiveTheSameDigest() {
        var machine = finished(config().withHostThreads(2));

        assertThat(machine.hostThreadsUsed()).isEqualTo(2);
        assertThat(Machines.digest(machine)).isEqualTo(Machines.digest(finished(config())));
    }

    @Test
    void noHostThreadOutlivesARunAndManyShortRunsGiveTheSameDigest() {
        var machine = Machines.running(config().withHostThreads(2), busyProgram());
        long cycle = 0;
        do {
            cycle += 50;
            assertThat(workers()).isEmpty();
        } while (machine.run(cycle, MachineObserver.NONE) == RunEnd.CYCLE);

        assertThat(machine.hostThreadsUsed()).isEqualTo(2);
        assertThat(Machines.digest(machine)).isEqualTo(Machines.digest(finished(config())));
    }

    @Test
    void hostThreadsThatWouldOnlyDelayAreNotUsed() {
        var machine = finished(config().withHelpfulThreads(2));

        assertThat(machine.hostThreadsUsed()).isEqualTo(1);
        assertThat(Machines.digest(machine)).isEqualTo(Machines.digest(finished(config())));
    }

    private static List<String> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(HostThreads.WORKER))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:1", "relaxed:100", "relaxed:1000"})
    void otherFidelitiesDoTheSameWorkAndRepeatThemselves(String fidelity) {
        var config = config().withFidelity(Fidelity.parse(fidelity));
        var machine = finished(config);

        assertThat(Machines.shared(machine, 0)).isEqualTo(8 * ROUNDS);
        assertThat(Machines.shared(machine, 64)).isEqualTo(8 * ROUNDS);
        assertThat(Machines.digest(finished(config.withHostThreads(2)))).isEqualTo(Machines.digest(machine));
    }

    @Test
    void stoppingAtACycleAndGoingOnChangesNothing() {
        var machine = Machines.running(config(), busyProgram());
        for (long cycle = 100; cycle < 5_000; cycle += 333) {
            assertThat(machine.run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
        }
        assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);

        assertThat(Machines.digest(machine)).isEqualTo(Machines.digest(finished(config())));
    }

    @Test
    void aChangedFigureOrMemoryWordChangesTheDigest() {
        var usual = Machines.digest(finished(config()));
        var preset = config().preset().with("network.hop", 3);
        assertThat(Machines.digest(finished(MachineConfig.of(preset, new MeshShape(4, 2)))))
                .isNotEqualTo(usual);

        var machine = Machines.running(config(), busyProgram());
        machine.node(3).privileged().frames().localFrame(1)[4000] = 1;
        machine.run(Long.MAX_VALUE, MachineObserver.NONE);
        assertThat(Machines.digest(machine)).isNotEqualTo(usual);
    }
}
