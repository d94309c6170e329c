package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.machine.access.CoherentMemory;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.DecodedLines;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Stop;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UnitCsrs;
import org.fugu.machine.message.UnitSchedule;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.message.UserDma;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.processor.RunAhead;
import org.fugu.machine.tlb.Tlb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A processor, its memory and nothing else: page 1 has the program, page 2 its data, all of it in
/// the cache.
class RunAheadTests {
    private static final LineShape LINES = new LineShape(16);
    private static final long PROGRAM = 0x1000;
    private static final long DATA = 0x2000;
    private static final int BASE = 6;
    private static final int SUM = 7;
    private static final int LEFT = 8;
    private static final int T = 9;
    private static final long FOR_EVER = 10_000_000;
    private static final int CYCLE = 0xc00;
    private static final int GROUP = 3;
    private static final Preset FUGU = Preset.named("fugu");

    private static final class Rig {
        final NodeClock clock = new NodeClock();
        final Contexts contexts = new Contexts(1, LINES);
        final Mmu mmu = new Mmu(8, LINES, contexts);
        final Dram dram = new Dram();
        final Outbox outbox = new Outbox(0);
        final CoherentMemory memory = new CoherentMemory(
                0,
                clock,
                mmu,
                contexts,
                LINES,
                new Dram[] {dram},
                FUGU,
                8,
                false,
                outbox::launch,
                new NoEvents(),
                new NodeRecorder(0));
        final Ucu ucu;
        final Interpreter interpreter;
        final RunAhead ahead;

        Rig(Assembler program) {
            this(program, new NoNetwork());
        }

        Rig(Assembler program, Ucu.Port port) {
            ucu = new Ucu(clock, 1, FUGU, port);
            var dma = new UserDma(memory, ucu, new NoUnitEvents(), FUGU, true);
            var csrs = new UnitCsrs(0, clock, memory, ucu, dma, FUGU, true);
            interpreter =
                    new Interpreter(clock, memory, csrs, new DecodedLines(memory.epoch), InstructionLatencies.NONE);
            ahead = new RunAhead(clock, contexts, interpreter, memory, ucu, true);
            var bytes = program.bytes();
            System.arraycopy(bytes, 0, dram.frame(1), 0, bytes.length);
            mmu.tlb().write(0, 1, 1, Tlb.READ | Tlb.EXECUTE);
            mmu.tlb().write(0, 2, 2, Tlb.READ | Tlb.WRITE);
            for (long at = PROGRAM; at < PROGRAM + 256; at += LINES.bytes()) grant(at);
            for (long at = DATA; at < DATA + 256; at += LINES.bytes()) grant(at);
            context().pc = PROGRAM;
        }

        private void grant(long address) {
            memory.accept(0, Kind.GRANT_MODIFIED, LINES.of(address), 0);
        }

        Context context() {
            return contexts.current();
        }

        /// A message comes in, for the program.
        Rig arrive(long word) {
            var program = new UnitState(1);
            ucu.store(clock.now, program);
            ucu.load(clock.now, program.member(GROUP, 0, 1, 0));
            var packet = outbox.launch(0, Traffic.USER, 0, 20, 0);
            packet.user(GROUP, new long[] {0, word}, 0, 2, new byte[0]);
            ucu.arrive(clock.now, packet, 0);
            return this;
        }

        /// What is certain: as far as that.
        Rig run(long until) {
            clock.limit = until;
            var stop = Stop.PAUSED;
            while (stop == Stop.PAUSED) stop = interpreter.run(context());
            assertThat(stop).isEqualTo(Stop.LIMIT);
            return this;
        }

        String state() {
            var context = context();
            return Arrays.toString(context.x) + context.pc + " " + context.instret + " " + context.loaded + " "
                    + context.fetchedLine + " " + clock.now + Arrays.toString(dram.frame(2)) + unit();
        }

        private String unit() {
            var words = new StringBuilder();
            for (int csr = CsrNumber.UO0; csr < CsrNumber.UO0 + 8; csr++)
                words.append(ucu.read(csr)).append(' ');
            return words.append(ucu.read(CsrNumber.UAC)).toString();
        }
    }

    private static final class NoNetwork implements Ucu.Port {
        @Override
        public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
            throw new AssertionError("a launch concerns others");
        }

        @Override
        public void freed(long time) {
            throw new AssertionError("a disposal concerns others");
        }

        @Override
        public void wakeTimer(long time, long run) {
            throw new AssertionError("an event cannot be taken back");
        }
    }

    /// Notes what runs of the timer want to be woken.
    private static final class Timer implements Ucu.Port {
        final List<Long> runs = new ArrayList<>();

        @Override
        public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
            throw new AssertionError("a launch concerns others");
        }

        @Override
        public void freed(long time) {
            throw new AssertionError("a disposal concerns others");
        }

        @Override
        public void wakeTimer(long time, long run) {
            runs.add(run);
        }
    }

    private static final class NoUnitEvents implements UnitSchedule {
        @Override
        public void timerExpires(long time, long run) {}

        @Override
        public void kernelMessage(long time) {}

        @Override
        public void moves(long time, boolean stores) {}
    }

    private static final class NoEvents implements CoherentMemory.Schedule {
        @Override
        public long headTime() {
            return EventQueue.NEVER;
        }

        @Override
        public void delivered() {
            // Nothing is counted.
        }

        @Override
        public void deliver(long time, Kind kind, long line) {}

        @Override
        public void releaseHeld(long time) {}

        @Override
        public void handled(long time, long line) {}
    }

    /// Adds up numbers and keeps each sum in memory, for ever.
    private static Assembler sums() {
        var program = new Assembler();
        program.lui(BASE, 2).label("again").addi(LEFT, LEFT, 1).add(SUM, SUM, LEFT);
        program.sd(SUM, BASE, 64).ld(SUM, BASE, 64).sd(LEFT, BASE, 72).addi(BASE, BASE, 0);
        return program.beq(0, 0, "again");
    }

    /// The same, once it has decoded what it executes.
    private static Rig warm() {
        return new Rig(sums()).run(100);
    }

    @Test
    void whatWasExecutedAheadIsWhatWouldHaveBeen() {
        var ahead = warm();
        ahead.ahead.go(FOR_EVER, true);
        assertThat(ahead.ahead.isActive()).isTrue();
        long reached = ahead.clock.now;
        assertThat(reached).isGreaterThan(120);
        ahead.ahead.commit();

        assertThat(ahead.state()).isEqualTo(warm().run(reached).state());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 101, 102, 103, 104, 105, 106, 107, 113, 120, 127})
    void whatIsTakenBackWasNeverDone(long time) {
        var ahead = warm();
        ahead.ahead.go(FOR_EVER, true);
        assertThat(ahead.clock.now).isGreaterThan(time);
        ahead.ahead.withdraw(time);

        assertThat(ahead.ahead.isActive()).isFalse();
        assertThat(ahead.state()).isEqualTo(warm().run(time).state());
    }

    @Test
    void aLineThatWasNotUsedMayGo() {
        var ahead = warm();
        ahead.ahead.go(FOR_EVER, true);
        ahead.ahead.withdrawFrom(LINES.of(DATA + 128), 110);
        assertThat(ahead.ahead.isActive()).isTrue();
        ahead.ahead.withdrawFrom(LINES.of(DATA + 64), 110);
        assertThat(ahead.ahead.isActive()).isFalse();
    }

    /// A system call, an atomic, a miss, a message that is disposed of: whatever comes first.
    @Test
    void whatConcernsOthersIsNotDoneAhead() {
        for (var last : new String[] {"system call", "atomic", "miss", "unit"}) {
            var program = new Assembler();
            program.lui(BASE, 2).addi(SUM, 0, 1).addi(SUM, SUM, 1);
            switch (last) {
                case "system call" -> program.ecall();
                case "atomic" -> program.amoaddD(SUM, BASE, SUM);
                case "miss" -> program.ld(SUM, BASE, 1024);
                default -> program.csrwi(0, CsrNumber.UDISPOSE, 0);
            }
            var rig = new Rig(program).run(1);
            assertThat(rig.ahead.go(FOR_EVER, true)).as(last).isTrue();
            assertThat(rig.clock.now).as(last).isEqualTo(3);
            assertThat(rig.ahead.isAtMiss()).as(last).isEqualTo(last.equals("miss"));
            assertThat(rig.ahead.isAtUnit()).as(last).isEqualTo(last.equals("unit"));
            rig.ahead.commit();
            assertThat(rig.ahead.go(FOR_EVER, true)).as(last).isFalse();
            assertThat(rig.context().x[SUM]).as(last).isEqualTo(2);
            assertThat(rig.context().access.active).as(last).isFalse();
            assertThat(rig.outbox.isEmpty()).as(last).isTrue();
        }
    }

    // Waiting.

    /// Waits until a word in memory is not 0; each round keeps a register on its stack, as a function does.
    private static Assembler flag() {
        var program = new Assembler();
        program.lui(BASE, 2)
                .label("again")
                .sd(LEFT, BASE, 64)
                .ld(SUM, BASE, 0)
                .ld(LEFT, BASE, 64)
                .pause();
        return program.beq(SUM, 0, "again")
                .addi(LEFT, LEFT, 1)
                .label("on")
                .addi(SUM, SUM, 1)
                .beq(0, 0, "on");
    }

    /// Waits until a message comes, and describes one before each round if told so.
    private static Assembler message(boolean describes) {
        var program = new Assembler();
        program.lui(BASE, 2).addi(SUM, 0, 1).label("again");
        if (describes) program.addi(LEFT, LEFT, 1).csrw(0, CsrNumber.UO0 + 3, LEFT);
        program.csrwi(0, CsrNumber.UAC, 1).csrr(SUM, CsrNumber.USTAT).csrwi(0, CsrNumber.UAC, 0);
        return program.beq(0, 0, "again");
    }

    @Test
    void waitingTakesTheHostNoTime() {
        for (var program : List.of(flag(), message(false))) {
            var rig = new Rig(program).run(100);
            rig.ahead.go(FOR_EVER, true);
            assertThat(rig.clock.now).isGreaterThan(1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 150, 2_000, 20_011})
    void whatIsLeftOutOfWaitingIsWhatWouldHaveBeen(long time) {
        for (var program : List.of(flag(), message(false), message(true))) {
            var ahead = new Rig(program).run(100);
            ahead.ahead.go(FOR_EVER, true);
            ahead.ahead.withdraw(time);

            assertThat(ahead.state())
                    .isEqualTo(new Rig(program).run(100).run(time).state());
        }
    }

    /// Waits without saying so.
    private static Assembler silent() {
        var program = new Assembler();
        program.lui(BASE, 2).label("again").ld(SUM, BASE, 0).sd(SUM, BASE, 64).beq(SUM, 0, "again");
        return program.label("on").addi(SUM, SUM, 1).beq(0, 0, "on");
    }

    /// It ran ahead as far as programs do that compute; which was wrong.
    private static Rig wrong() {
        var rig = new Rig(silent()).run(100);
        for (int i = 0; i < 5; i++) {
            rig.ahead.go(FOR_EVER, true);
            rig.ahead.commit();
        }
        rig.ahead.go(FOR_EVER, true);
        rig.ahead.withdraw(2_000);
        return rig;
    }

    @ParameterizedTest
    @ValueSource(longs = {2_000, 2_001, 2_002, 2_130, 2_131, 2_140, 2_500, 100_003})
    void whoWaitsWithoutSayingSoIsFoundOutOnceItWasWrong(long time) {
        var ahead = wrong();
        ahead.ahead.go(FOR_EVER, true);
        assertThat(ahead.clock.now).isGreaterThan(1_000_000);
        ahead.ahead.withdraw(time);

        assertThat(ahead.state()).isEqualTo(new Rig(silent()).run(100).run(time).state());
    }

    @Test
    void whatWasWaitedForEndsIt() {
        var ahead = new Rig(flag()).run(100);
        ahead.ahead.go(FOR_EVER, true);
        ahead.ahead.withdraw(5_000);
        ahead.dram.frame(2)[0] = 1;
        ahead.run(6_000);

        var plain = new Rig(flag()).run(5_000);
        plain.dram.frame(2)[0] = 1;
        assertThat(ahead.state()).isEqualTo(plain.run(6_000).state());
    }

    /// None of them waits: it looks at the time, counts, or describes a message.
    @Test
    void aRoundThatChangesSomethingIsExecuted() {
        var clock = new Assembler();
        clock.lui(BASE, 2)
                .label("again")
                .csrr(SUM, CYCLE)
                .addi(SUM, 0, 0)
                .pause()
                .beq(0, 0, "again");
        var counter = new Assembler();
        counter.lui(BASE, 2)
                .label("again")
                .addi(SUM, SUM, 1)
                .sd(SUM, BASE, 8)
                .addi(SUM, SUM, 0)
                .pause();
        counter.beq(0, 0, "again");
        var memory = new Assembler();
        memory.lui(BASE, 2)
                .label("again")
                .ld(SUM, BASE, 8)
                .addi(SUM, SUM, 1)
                .sd(SUM, BASE, 8)
                .addi(SUM, 0, 0);
        memory.pause().beq(0, 0, "again");
        for (var program : List.of(clock, counter, memory, message(true))) {
            var rig = new Rig(program).run(100);
            rig.ahead.go(FOR_EVER, true);
            assertThat(rig.clock.now).isBetween(101L, 10_000L);
            rig.ahead.withdraw(130);
            assertThat(rig.state()).isEqualTo(new Rig(program).run(100).run(130).state());
        }
    }

    /// Reads what a message says, again and again.
    private static Assembler reader() {
        var program = new Assembler().lui(BASE, 2).label("again").addi(LEFT, LEFT, 1);
        program.csrr(SUM, CsrNumber.UI0 + 1).csrr(T, CsrNumber.USTAT).sd(LEFT, BASE, 64);
        return program.beq(0, 0, "again");
    }

    @Test
    void whatAMessageSaysIsReadAhead() {
        var ahead = new Rig(reader()).arrive(77).run(100);
        ahead.ahead.go(FOR_EVER, true);
        long reached = ahead.clock.now;
        assertThat(reached).isGreaterThan(120);
        assertThat(ahead.context().x[SUM]).isEqualTo(77);
        assertThat(ahead.context().x[T] & 1).as("a message is available").isOne();
        ahead.ahead.withdrawFromUnit(110);

        assertThat(ahead.ahead.isActive()).isFalse();
        var plain = new Rig(reader()).arrive(77).run(100);
        assertThat(ahead.state()).isEqualTo(plain.run(110).state());
    }

    @Test
    void noSectionBeginsAheadWhileAMessageWaits() {
        var program = new Assembler().addi(SUM, 0, 1).addi(SUM, SUM, 1).csrwi(0, CsrNumber.UAC, 1);
        var rig = new Rig(program).arrive(77).run(1);
        rig.ahead.go(FOR_EVER, true);
        assertThat(rig.clock.now).isEqualTo(2);
        assertThat(rig.ucu.isAtomic()).isFalse();
    }

    /// A timer that has run down does so for good, although the program described a message ahead of that.
    @Test
    void takingBackDoesNotWindTheTimerUp() {
        var timer = new Timer();
        var program = new Assembler().csrwi(0, CsrNumber.UAC, 1).label("again");
        program.addi(LEFT, LEFT, 1).csrw(0, CsrNumber.UO0 + 3, LEFT).beq(0, 0, "again");
        var rig = new Rig(program, timer).arrive(77).run(100);
        assertThat(timer.runs).hasSize(1);
        rig.ahead.go(FOR_EVER, true);
        assertThat(rig.ucu.timerExpired(timer.runs.getLast())).isTrue();
        rig.ahead.withdraw(110);

        rig.arrive(78);
        assertThat(timer.runs).as("it counts no further").hasSize(1);
    }

    /// Reading what is no register is refused, or costs something else; ahead it is left for later.
    @ParameterizedTest
    @ValueSource(ints = {CsrNumber.ULAUNCH, CsrNumber.ULAUNCHC, CsrNumber.UDISPOSE, CsrNumber.USINK, CsrNumber.URET})
    void whatIsNoRegisterIsNotReadAhead(int number) {
        var rig = new Rig(new Assembler().addi(SUM, 0, 1).addi(SUM, SUM, 1).csrr(SUM, number)).run(1);
        rig.ahead.go(FOR_EVER, true);
        assertThat(rig.clock.now).isEqualTo(2);
        assertThat(rig.context().x[SUM]).isEqualTo(2);
    }

    /// With other contexts about, a `pause` may let one of them go on.
    @Test
    void aPauseIsForOthersIfThereAreAny() {
        var rig = new Rig(flag()).run(100);
        rig.ahead.go(FOR_EVER, false);
        assertThat(rig.clock.now).isLessThan(110);
    }
}
