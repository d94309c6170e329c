package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fugu.exokernel.run.Assembler.A0;
import static org.fugu.exokernel.run.Assembler.A1;
import static org.fugu.exokernel.run.Assembler.A2;
import static org.fugu.exokernel.run.Assembler.DATA;
import static org.fugu.exokernel.run.Assembler.S1;
import static org.fugu.exokernel.run.Assembler.T0;
import static org.fugu.exokernel.run.Assembler.T1;
import static org.fugu.exokernel.run.Assembler.TEXT;
import static org.fugu.exokernel.run.Assembler.ZERO;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole machines with programs of a few instructions.
class ExokernelTests {
    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.UTF_8);

    /// Writes the data segment's first bytes with Linux' call, and exits with a code.
    private static byte[] hello(byte[] text, int code) {
        return new Assembler()
                .li(A0, 1)
                .li(A1, (int) DATA)
                .li(A2, text.length)
                .call(SystemCall.LINUX_WRITE)
                .li(A0, code)
                .call(SystemCall.LINUX_EXIT_GROUP)
                .program(text);
    }

    @Test
    void aBareProgramWritesAndExits() {
        var report = Requests.run(Requests.of(hello(HELLO, 7), 1));
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.exitCode()).isEqualTo(7);
        assertThat(report.console()).containsOnlyKeys(0);
        assertThat(report.console().get(0)).isEqualTo(HELLO);
        assertThat(report.cycles()).isPositive();
        assertThat(report.instructions()).as("an ecall does not retire").isEqualTo(7);
        assertThat(report.message()).contains("code 7");
        assertThat(report.counters()).hasSize(1);
    }

    @Test
    void everyRankWritesAndRankZeroEndsTheJob() {
        var report = Requests.run(Requests.of(hello(HELLO, 0), 4));
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.console()).containsOnlyKeys(0, 1, 2, 3);
    }

    @Test
    void aLoopEndsAtTheCycleLimitExactly() {
        var program = new Assembler();
        var report = Requests.run(Requests.of(program.jump(program.label()).program(), 2));
        assertThat(report.outcome()).isEqualTo(Outcome.CYCLE_LIMIT);
        assertThat(report.cycles()).isEqualTo(Requests.LIMITS.cycles());
        assertThat(report.exitCode()).isNull();
    }

    @Test
    void aLoopEndsAtTheInstructionLimitExactly() {
        var program = new Assembler();
        var request = Requests.of(program.jump(program.label()).program(), 1);
        var report = Requests.run(Requests.with(request, new Limits(1_000_000, 500, 0, 1 << 20)));
        assertThat(report.outcome()).isEqualTo(Outcome.INSTRUCTION_LIMIT);
        assertThat(report.instructions()).isEqualTo(500);
        assertThat(report.message()).contains("500 instructions");
    }

    @ParameterizedTest
    @ValueSource(ints = {(int) TEXT, 0x7000_0000, 0})
    void aStoreToAPageItDoesNotOwnEndsAsTrapped(int address) {
        var program = new Assembler().li(T0, address).store(ZERO, T0, 0).program();
        var report = Requests.run(Requests.of(program, 2));
        assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
        var trap = Objects.requireNonNull(report.trap());
        assertThat(trap.node()).isZero();
        assertThat(trap.cause()).isEqualTo("store_page_fault");
        assertThat(trap.value()).isEqualTo(address);
        assertThat(trap.pc()).isBetween(TEXT + 4, TEXT + 8);
        assertThat(report.message()).isEqualTo(trap.message());
    }

    @Test
    void onlyTheRankThatTrespassesIsNamed() {
        var program = new Assembler()
                .read(T0, GuestCsr.URANK)
                .addi(T1, T0, 0)
                .word(0x02031313) // slli t1, t1, 32
                .word(0x02035313) // srli t1, t1, 32
                .branchIfZero(T1, 2)
                .store(ZERO, ZERO, 64);
        program.jump(program.label());
        var report = Requests.run(Requests.of(program.program(), 2));
        assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(Objects.requireNonNull(report.trap()).node()).isEqualTo(1);
        assertThat(report.trap().value()).isEqualTo(64);
    }

    @Test
    void aFloodEndsAtTheConsoleLimitWithThatManyBytes() {
        var report = Requests.run(Requests.of(flood(), 1));
        assertThat(report.outcome()).isEqualTo(Outcome.CONSOLE_LIMIT);
        assertThat(Objects.requireNonNull(report.console().get(0))).hasSize(4096);
        assertThat(report.message()).contains("4096 bytes");
    }

    @Test
    void theConsoleLimitIsForAllNodesTogether() {
        var lines = "0123456789abcdef".repeat(64).getBytes(StandardCharsets.UTF_8);
        var program = new Assembler()
                .li(A0, 1)
                .li(A1, (int) DATA)
                .li(A2, lines.length)
                .call(SystemCall.LINUX_WRITE);
        program.jump(program.label());
        var report = Requests.run(Requests.of(program.program(lines), 8));
        assertThat(report.outcome()).as("8 times 1,024 bytes").isEqualTo(Outcome.CONSOLE_LIMIT);
        assertThat(report.console().values().stream()
                        .mapToInt(bytes -> bytes.length)
                        .sum())
                .isEqualTo(4096);
        assertThat(report.cycles()).isLessThan(65_536);
    }

    private static byte[] flood() {
        var program = new Assembler();
        int again = program.label();
        return program.li(A0, 1)
                .li(A1, (int) DATA)
                .li(A2, 100)
                .call(SystemCall.LINUX_WRITE)
                .jump(again)
                .program("flood".repeat(20).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void waitingForAMessageThatNobodySendsIsADeadlock() {
        var program = new Assembler();
        int again = program.label();
        var report = Requests.run(
                Requests.of(program.call(SystemCall.MESSAGE_WAIT).jump(again).program(), 4));
        assertThat(report.outcome()).isEqualTo(Outcome.DEADLOCK);
        assertThat(report.cycles()).isBetween(1L, 2_000L);
    }

    @Test
    void anImageThatIsTooLargeIsAMemoryLimit() {
        var request = Requests.of(hello(HELLO, 0), 1);
        var report = Requests.run(Requests.with(request, new Limits(1000, 1000, 1000, 1 << 16)));
        assertThat(report.outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
        assertThat(report.message()).contains("memoryBytes");
    }

    @Test
    void anImageThatIsNoneIsRejectedByName() {
        var report = Requests.run(Requests.of("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), 1));
        assertThat(report.outcome()).isEqualTo(Outcome.REJECTED_IMAGE);
        assertThat(report.message()).contains("elf-not-elf");
        assertThat(report.digest()).hasSize(64);
    }

    @Test
    void argumentsThatDoNotFitAreRefusedBeforeTheRun() {
        var request = Requests.of(hello(HELLO, 0), 1);
        assertThatThrownBy(() -> Requests.with(request, "x".repeat(40_000), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32768");
        assertThatThrownBy(() -> Requests.with(request, "a\0b", 1)).hasMessageContaining("zero");
    }

    @Test
    void theObserverSeesTheConsoleInSimulatedOrder() {
        var pieces = new ArrayList<Long>();
        var text = new ByteArrayOutputStream();
        var request = Requests.of(flood(), 4);
        var report = Exokernel.run(request, new RunObserver() {
            @Override
            public void console(long cycle, int node, byte[] bytes) {
                pieces.add(cycle * 1000 + node);
                text.writeBytes(bytes);
            }
        });
        assertThat(pieces).isSorted().hasSizeGreaterThan(30);
        assertThat(text.size()).isEqualTo(4096);
        assertThat(report.outcome()).isEqualTo(Outcome.CONSOLE_LIMIT);
    }

    @Test
    void theObserverCanStopARun() {
        var program = new Assembler();
        var request = Requests.of(program.jump(program.label()).program(), 1);
        assertThatThrownBy(() -> Exokernel.run(request, new RunObserver() {
                    @Override
                    public boolean cancelled() {
                        return true;
                    }
                }))
                .isInstanceOf(RunCancelledException.class);
    }

    /// Every rank writes; the others send rank 0 a message, which waits for all of them and exits.
    private static byte[] chatter(byte[] text) {
        var program = new Assembler()
                .li(A0, 1)
                .li(A1, (int) DATA)
                .li(A2, text.length)
                .call(SystemCall.LINUX_WRITE)
                .read(T0, GuestCsr.URANK)
                .word(0x02029313) // slli t1, t0, 32
                .word(0x02035313) // srli t1, t1, 32: the rank
                .branchIfZero(T1, 9)
                .write(GuestCsr.UO0, ZERO)
                .write(GuestCsr.UO1, T0)
                .li(T0, 1)
                .write(GuestCsr.ULAUNCH, T0)
                .exit(0)
                .word(0x0202d493) // srli s1, t0, 32: the job size
                .addi(S1, S1, -1);
        int next = program.label();
        program.call(SystemCall.MESSAGE_WAIT)
                .read(T0, GuestCsr.UI0)
                .write(GuestCsr.UDISPOSE, ZERO)
                .addi(S1, S1, -1)
                .branchIfNonZeroBack(S1, next);
        return program.exit(3).program(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void oneResultOverRunsThreadsAndWindows(int variant) {
        var text = ("text " + variant).getBytes(StandardCharsets.UTF_8);
        var request = Requests.of(chatter(text), 4);
        var expected = Requests.run(request);
        assertThat(expected.outcome()).as(expected.message()).isEqualTo(Outcome.EXITED);
        assertThat(expected.messagesReceived()).isEqualTo(3);

        var others = new ArrayList<RunReport>();
        others.add(Requests.run(request));
        others.add(Requests.runOn(request, Requests.machine(request, 2)));
        for (long seed = 1; seed <= 5; seed++) {
            others.add(Requests.runOn(request, Requests.choppedMachine(request, seed)));
        }
        for (var other : others) {
            assertThat(other.digest()).isEqualTo(expected.digest());
            assertThat(other.cycles()).isEqualTo(expected.cycles());
            assertThat(other.resultDigest()).isEqualTo(expected.resultDigest());
        }
    }

    @Test
    void changingAnyInputChangesTheDigest() {
        var base = Requests.of(chatter(HELLO), 4);
        var digests = new TreeSet<String>();
        digests.add(Requests.run(base).digest());
        digests.add(Requests.run(Requests.with(base, "a", 1)).digest());
        digests.add(Requests.run(Requests.with(base, "b", 1)).digest());
        digests.add(Requests.run(Requests.with(base, "a", 2)).digest());
        digests.add(Requests.run(Requests.of(chatter("hellO\n".getBytes(StandardCharsets.UTF_8)), 4))
                .digest());
        digests.add(Requests.run(Requests.with(base, new Limits(1_000_001, 10_000_000, 4096, 1 << 20)))
                .digest());
        digests.add(Requests.run(Requests.with(base, new Fidelity.Functional())).digest());
        assertThat(digests).hasSize(7);
    }

    @Test
    void oneWordOfMemoryThatNobodyReadsChangesTheDigest() {
        var spare = new byte[] {'h', 'i', 0, 0, 0, 0, 0, 0, 1};
        var other = spare.clone();
        other[8] = 2;
        var digests = new TreeSet<String>();
        for (var data : List.of(spare, other)) {
            var program = new Assembler().exit(0).program(data);
            digests.add(Requests.run(Requests.of(program, 1)).digest());
        }
        assertThat(digests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:500", "relaxed:100000"})
    void otherFidelitiesProduceTheSameResultAndRepeat(String fidelity) {
        var request = Requests.with(Requests.of(chatter(HELLO), 4), Fidelity.parse(fidelity));
        var first = Requests.run(request);
        var second = Requests.run(request);
        assertThat(first.outcome()).as(first.message()).isEqualTo(Outcome.EXITED);
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(first.resultDigest())
                .isEqualTo(Requests.run(Requests.of(chatter(HELLO), 4)).resultDigest());
    }

    /// Rank 1 traps some cycles before rank 0 exits, too late for rank 0 to hear of it.
    @Test
    void theFirstVerdictInSimulatedTimeCountsForEveryWindow() {
        var program = new Assembler()
                .read(T0, GuestCsr.URANK)
                .word(0x02029313) // slli t1, t0, 32
                .branchIfZero(T1, 2)
                .store(ZERO, ZERO, 64);
        for (int i = 0; i < 4; i++) program.addi(T1, T1, 1);
        var request = Requests.of(program.exit(0).program(), 2);
        var expected = Requests.run(request);
        assertThat(expected.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(Objects.requireNonNull(expected.trap()).node()).isEqualTo(1);
        assertThat(expected.counters())
                .as("each told the other, so each had a verdict")
                .allSatisfy(counters -> assertThat(counters).containsEntry("system_network.received", 1L));
        for (long seed = 1; seed <= 5; seed++) {
            var chopped = Requests.runOn(request, Requests.choppedMachine(request, seed));
            assertThat(chopped.digest()).isEqualTo(expected.digest());
        }
    }

    @Test
    void atOneCycleTheLowestNodeIsNamed() {
        var program = new Assembler().store(ZERO, ZERO, 64).program();
        var report = Requests.run(Requests.of(program, 4));
        assertThat(Objects.requireNonNull(report.trap()).node()).isZero();
    }
}
