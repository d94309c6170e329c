package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.access.CoherentMemory;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.CsrPort;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Stop;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.network.Outbox;
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
    private static final long FOR_EVER = 1_000_000;

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
                Preset.named("fugu"),
                8,
                false,
                outbox::launch,
                new NoEvents(),
                new NodeRecorder(0));
        final Interpreter interpreter = new Interpreter(clock, memory, new NoCsrs(), InstructionLatencies.NONE);
        final RunAhead ahead = new RunAhead(clock, contexts, interpreter, memory);

        Rig(Assembler program) {
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

        /// What is certain: as far as that.
        Rig run(long until) {
            clock.limit = until;
            assertThat(interpreter.run(context())).isEqualTo(Stop.LIMIT);
            return this;
        }

        String state() {
            var context = context();
            return java.util.Arrays.toString(context.x) + context.pc + " " + context.instret + " " + context.loaded
                    + " " + context.fetchedLine + " " + clock.now + java.util.Arrays.toString(dram.frame(2));
        }
    }

    private static final class NoCsrs extends CsrPort {
        @Override
        public int csr(Context context, int number, int operation, boolean writes, long operand) {
            throw new AssertionError("CSRs concern others");
        }

        @Override
        public boolean interrupt(Context context) {
            return false;
        }
    }

    private static final class NoEvents implements CoherentMemory.Schedule {
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
        ahead.ahead.go(FOR_EVER);
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
        ahead.ahead.go(FOR_EVER);
        assertThat(ahead.clock.now).isGreaterThan(time);
        ahead.ahead.withdraw(time);

        assertThat(ahead.ahead.isActive()).isFalse();
        assertThat(ahead.state()).isEqualTo(warm().run(time).state());
    }

    @Test
    void aLineThatWasNotUsedMayGo() {
        var ahead = warm();
        ahead.ahead.go(FOR_EVER);
        ahead.ahead.withdrawFrom(LINES.of(DATA + 128), 110);
        assertThat(ahead.ahead.isActive()).isTrue();
        ahead.ahead.withdrawFrom(LINES.of(DATA + 64), 110);
        assertThat(ahead.ahead.isActive()).isFalse();
    }

    /// A system call, an atomic, a miss: whatever comes first.
    @Test
    void whatConcernsOthersIsNotDoneAhead() {
        for (var last : new String[] {"system call", "atomic", "miss", "unit"}) {
            var program = new Assembler();
            program.lui(BASE, 2).addi(SUM, 0, 1).addi(SUM, SUM, 1);
            switch (last) {
                case "system call" -> program.ecall();
                case "atomic" -> program.amoaddD(SUM, BASE, SUM);
                case "miss" -> program.ld(SUM, BASE, 1024);
                default -> program.csrr(SUM, org.fugu.machine.message.CsrNumber.USTAT);
            }
            var rig = new Rig(program).run(1);
            rig.ahead.go(FOR_EVER);
            assertThat(rig.clock.now).as(last).isEqualTo(3);
            assertThat(rig.context().x[SUM]).as(last).isEqualTo(2);
            assertThat(rig.context().access.active).as(last).isFalse();
            assertThat(rig.outbox.isEmpty()).as(last).isTrue();
        }
    }
}
