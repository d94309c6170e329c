package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two receivers of which everybody wants something take nothing for a while, so that the user
/// network backs up into the senders. Then all is delivered, in order, and at the same time
/// whatever windows and host threads the run was made with.
class BackedUpNetworkTests {
    private static final int COLUMNS = 4;
    private static final int ROWS = 3;
    private static final int NODES = COLUMNS * ROWS;
    private static final int ROUNDS = 12;

    /// When the first and the last node begin to take messages.
    private static final int OPENING = 3_000;

    private static final int CYCLE = 0xC00;
    private static final int RANK = 5;
    private static final int RANKS = 6;
    private static final int LAST = 7;
    private static final int PRIVATE = 8;
    private static final int SHARED = 9;
    private static final int ROUND = 10;
    private static final int LIMIT = 11;
    private static final int UNTIL = 12;
    private static final int SEQUENCE = 13;
    private static final int NEXT = 14;
    private static final int EXPECTED = 15;
    private static final int T0 = 16;
    private static final int T1 = 17;
    private static final int T2 = 18;
    private static final int ONE = 19;
    private static final int GOT = 20;
    private static final int OUT_OF_ORDER = 21;
    private static final int WHEN = 22;

    private final Assembler program = new Assembler();
    private int labels;

    /// In each round every node adds to a shared counter and sends a message to the first node,
    /// one to the last, and one to a node that changes with the round; all carry the sender's count.
    private byte[] everybodyTalks() {
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
        program.csrr(RANKS, CsrNumber.URANK).srli(RANKS, RANKS, 32).addi(LAST, RANKS, -1);
        program.lui(PRIVATE, 2).lui(SHARED, 0x10).addi(ONE, 0, 1);
        program.addi(LIMIT, 0, ROUNDS).addi(NEXT, RANK, 0);
        program.addi(EXPECTED, 0, ROUNDS).addi(UNTIL, 0, 0);
        program.beq(RANK, 0, "hot").bne(RANK, LAST, "round").label("hot");
        program.addi(EXPECTED, EXPECTED, NODES * ROUNDS);
        program.lui(UNTIL, 1).addi(UNTIL, UNTIL, OPENING - 4096);

        program.label("round").amoaddD(0, SHARED, ONE);
        send(0);
        send(LAST);
        send(NEXT);
        program.addi(NEXT, NEXT, 1).blt(NEXT, RANKS, "inside").addi(NEXT, 0, 0).label("inside");
        program.addi(ROUND, ROUND, 1).blt(ROUND, LIMIT, "round");
        program.label("rest").beq(GOT, EXPECTED, "end");
        take("rest");
        program.label("end").ecall();
        return program.bytes();
    }

    /// The first and the last node only take messages, and note when; the others only send, wait
    /// where the network does not take more, and end. So for long times one node runs alone, with
    /// messages of others on their way.
    private byte[] sendersWait() {
        program.csrr(RANK, CsrNumber.URANK).slli(RANK, RANK, 32).srli(RANK, RANK, 32);
        program.csrr(RANKS, CsrNumber.URANK).srli(RANKS, RANKS, 32).addi(LAST, RANKS, -1);
        program.lui(PRIVATE, 2).addi(LIMIT, 0, ROUNDS);
        program.beq(RANK, 0, "hot").beq(RANK, LAST, "hot");
        program.label("send").addi(SEQUENCE, SEQUENCE, 1);
        program.csrw(0, CsrNumber.UO0, 0).csrw(0, CsrNumber.UO0 + 1, SEQUENCE).csrwi(0, CsrNumber.ULAUNCH, 1);
        program.csrw(0, CsrNumber.UO0, LAST).csrwi(0, CsrNumber.ULAUNCH, 1);
        program.addi(ROUND, ROUND, 1).blt(ROUND, LIMIT, "send").ecall();

        program.label("hot").addi(EXPECTED, 0, (NODES - 2) * ROUNDS);
        program.lui(UNTIL, 1).addi(UNTIL, UNTIL, OPENING - 4096);
        program.label("rest").beq(GOT, EXPECTED, "end");
        program.csrr(T0, CYCLE).slli(WHEN, WHEN, 1).add(WHEN, WHEN, T0);
        take("rest");
        program.label("end").ecall();
        return program.bytes();
    }

    /// Sends; while the network refuses, takes what has come.
    private void send(int to) {
        var again = "again" + labels++;
        var sent = "sent" + labels++;
        program.addi(SEQUENCE, SEQUENCE, 1).label(again);
        program.csrw(0, CsrNumber.UO0, to).csrw(0, CsrNumber.UO0 + 1, SEQUENCE);
        program.csrwi(T0, CsrNumber.ULAUNCHC, 3).bne(T0, 0, sent);
        take(again);
        program.label(sent);
    }

    /// Takes a message if there is one and the time has come, and goes on at a label.
    private void take(String then) {
        var inOrder = "inOrder" + labels++;
        program.csrr(T0, CYCLE).blt(T0, UNTIL, then);
        program.csrr(T0, CsrNumber.USTAT).andi(T0, T0, 1).beq(T0, 0, then);
        program.csrr(T0, CsrNumber.UI0).slli(T0, T0, 48).srli(T0, T0, 45).add(T0, T0, PRIVATE);
        program.csrr(T1, CsrNumber.UI0 + 1).ld(T2, T0, 0).blt(T2, T1, inOrder);
        program.addi(OUT_OF_ORDER, OUT_OF_ORDER, 1).label(inOrder).sd(T1, T0, 0);
        program.csrwi(0, CsrNumber.UDISPOSE, 0).addi(GOT, GOT, 1).j(then);
    }

    /// A program, and figures with which what was parked may arrive much sooner than what is
    /// launched.
    private enum Case {
        EVERYBODY_TALKS("fugu", 60, 16),
        EVERYBODY_TALKS_OVER_LONG_WIRES("fugu", 900, 1000),
        EVERYBODY_TALKS_ON_A_BUS("bus-smp", 60, 16),
        EVERYBODY_TALKS_THROUGH_A_SWITCH("now-myrinet", 60, 16),
        EVERYBODY_TALKS_IN_CELLS("now-atm-am", 60, 65536),
        SENDERS_WAIT("fugu", 60, 1),
        SENDERS_WAIT_AT_LONG_WIRES("fugu", 900, 16),
        SENDERS_WAIT_FOR_A_BUS("bus-smp", 60, 16),
        SENDERS_WAIT_FOR_A_SWITCH("now-remote-access", 60, 16);

        final MachineConfig config;

        Case(String machine, int hop, int buffer) {
            var preset = Preset.named(machine)
                    .with("message.input_queue", 2)
                    .with("network.hop", hop)
                    .with("network.buffer", buffer);
            config = MachineConfig.of(preset, new MeshShape(COLUMNS, ROWS));
        }

        Machine fresh(MachineConfig variant) {
            var tests = new BackedUpNetworkTests();
            return Machines.running(variant, everybodyTalks() ? tests.everybodyTalks() : tests.sendersWait());
        }

        private boolean everybodyTalks() {
            return switch (this) {
                case EVERYBODY_TALKS,
                        EVERYBODY_TALKS_OVER_LONG_WIRES,
                        EVERYBODY_TALKS_ON_A_BUS,
                        EVERYBODY_TALKS_THROUGH_A_SWITCH,
                        EVERYBODY_TALKS_IN_CELLS -> true;
                case SENDERS_WAIT, SENDERS_WAIT_AT_LONG_WIRES, SENDERS_WAIT_FOR_A_BUS, SENDERS_WAIT_FOR_A_SWITCH ->
                    false;
            };
        }

        String digest(MachineConfig variant) {
            var machine = fresh(variant);
            assertThat(machine.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
            for (int i = 0; i < NODES; i++) {
                long[] x = machine.node(i).context().x;
                assertThat(x[OUT_OF_ORDER]).as("out of order at " + i).isZero();
                assertThat(x[GOT]).as("taken by " + i).isEqualTo(expected(i == 0 || i == NODES - 1));
            }
            if (everybodyTalks()) assertThat(Machines.shared(machine, 0)).isEqualTo(NODES * ROUNDS);
            assertThat(machine.interconnect().parkedEver()).isGreaterThan(NODES);
            return Machines.digest(machine);
        }

        private long expected(boolean hot) {
            if (everybodyTalks()) return hot ? (NODES + 1) * ROUNDS : ROUNDS;
            return hot ? (NODES - 2) * ROUNDS : 0;
        }
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void windowsChoppedAtRandomGiveTheSameDigest(Case given) {
        var usual = given.digest(given.config);
        for (long seed = 1; seed <= 8; seed++) {
            var chopped = given.config.withWindows(new Windows.Random(seed)).withHostThreads(seed % 2 == 0 ? 2 : 1);
            assertThat(given.digest(chopped)).as("seed " + seed).isEqualTo(usual);
        }
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void halfWindowsWindowsOfOneCycleAndTheReferenceGiveTheSameDigest(Case given) {
        var usual = given.digest(given.config);
        for (var windows : List.of(new Windows.Halves(), new Windows.OneCycle(), new Windows.OneAtATime())) {
            assertThat(given.digest(given.config.withWindows(windows)))
                    .as(windows.toString())
                    .isEqualTo(usual);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:1", "relaxed:100", "relaxed:1000"})
    void otherFidelitiesDoTheSameWorkAndRepeatThemselves(String fidelity) {
        for (var given : Case.values()) {
            var config = given.config.withFidelity(Fidelity.parse(fidelity));
            assertThat(given.digest(config.withHostThreads(2))).isEqualTo(given.digest(config));
        }
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void aSnapshotOfABackedUpNetworkGoesOnAlike(Case given) {
        var usual = given.digest(given.config);
        for (long cycle = 200; cycle < 6_000; cycle += 617) {
            var machine = given.fresh(given.config);
            assertThat(machine.run(cycle, MachineObserver.NONE)).isEqualTo(RunEnd.CYCLE);
            var kept = new SnapshotWriter();
            machine.snapshot(kept);
            var resumed = given.fresh(given.config);
            resumed.restore(new SnapshotReader(kept.toBytes()));
            assertThat(resumed.run(Long.MAX_VALUE, MachineObserver.NONE)).isEqualTo(RunEnd.FINISHED);
            assertThat(Machines.digest(resumed)).as("kept at " + cycle).isEqualTo(usual);
        }
    }
}
