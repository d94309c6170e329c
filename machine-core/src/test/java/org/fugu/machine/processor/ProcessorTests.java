package org.fugu.machine.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.fugu.machine.access.FlatMemory;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.access.Reservations;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.DecodedLines;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
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
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.junit.jupiter.api.Test;

/// A processor of four register sets without a node around it.
class ProcessorTests {
    private static final LineShape LINES = new LineShape(16);
    private static final Preset PRESET = Preset.named("fugu").with("processor.context_switch", 7);
    private static final int SETS = 4;
    private static final int GROUP = 5;

    private final NodeClock clock = new NodeClock();
    private final Contexts contexts = new Contexts(SETS, LINES);
    private final Mmu mmu = new Mmu(8, LINES, contexts);
    private final FlatMemory memory =
            new FlatMemory(0, clock, mmu, contexts, LINES, new Dram[] {new Dram()}, new Reservations(1, LINES));
    private final Ucu ucu = new Ucu(clock, SETS, PRESET, new NoNetwork());
    private final UserDma dma = new UserDma(memory, ucu, new NoEvents(), PRESET, true);
    private final UnitCsrs csrs = new UnitCsrs(0, clock, memory, ucu, dma, PRESET, true);
    private final Interpreter interpreter =
            new Interpreter(clock, memory, csrs, new DecodedLines(memory.epoch), InstructionLatencies.NONE);
    private final Processor processor = new Processor(0, clock, contexts, memory, interpreter, ucu, csrs, PRESET, true);

    private static final class NoNetwork implements Ucu.Port {
        @Override
        public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void freed(long time) {}

        @Override
        public void wakeTimer(long time, long run) {}
    }

    private static final class NoEvents implements UnitSchedule {
        @Override
        public void timerExpires(long time, long run) {}

        @Override
        public void kernelMessage(long time) {}

        @Override
        public void moves(long time, boolean stores) {}
    }

    private static RegisterImage image(long pc) {
        var image = new RegisterImage(pc);
        image.x[9] = pc + 1;
        image.f[3] = pc + 2;
        return image;
    }

    private void arrive() {
        var packet = new Outbox(0).launch(0, Traffic.USER, 0, 0, 0);
        packet.user(GROUP, new long[] {1}, 0, 1, new byte[0]);
        ucu.arrive(clock.now, packet, 0);
    }

    private String state() {
        var hash = new StateHash();
        processor.save(hash);
        ucu.save(hash);
        return hash.hex();
    }

    @Test
    void whoWaitsGivesThePipelineToTheNextInTurnWhoIsReady() {
        for (int index : new int[] {0, 2, 3}) processor.start(index, image(0x1000L * index));
        processor.pause();
        assertThat(contexts.currentIndex()).isEqualTo(2);
        assertThat(clock.now).isEqualTo(7);
        processor.sleep();
        processor.leave();
        assertThat(contexts.currentIndex()).isEqualTo(3);
        processor.pause();
        processor.pause();
        assertThat(contexts.currentIndex()).as("2 sleeps").isEqualTo(3);
        assertThat(processor.switches()).isEqualTo(4);
        processor.messageCame(100);
        processor.endCurrent();
        processor.leave();
        processor.pause();
        assertThat(contexts.currentIndex()).as("the message has woken it").isEqualTo(2);
        assertThat(processor.live()).isEqualTo(2);
    }

    @Test
    void whoIsInAnAtomicSectionKeepsThePipeline() {
        processor.start(0, image(0));
        processor.start(1, image(0x1000));
        ucu.write(0, CsrNumber.UAC, 1);
        processor.pause();
        processor.block();
        processor.leave();
        assertThat(contexts.currentIndex()).isZero();
        processor.unblock(50);
        assertThat(clock.now).isEqualTo(50);
        ucu.write(0, CsrNumber.UAC, 0);
        processor.block();
        processor.leave();
        assertThat(contexts.currentIndex()).isEqualTo(1);
    }

    @Test
    void whoIsHeldByTheKernelKeepsThePipelineUntilItIsReleased() {
        processor.start(0, image(0));
        processor.start(1, image(0x1000));
        processor.hold();
        processor.leave();
        assertThat(processor.isRunning()).isFalse();
        assertThat(contexts.currentIndex()).isZero();
        processor.leaveKernel();
        assertThat(processor.isRunning()).as("it does not wait for memory").isFalse();
        processor.release();
        assertThat(processor.isRunning()).isTrue();
    }

    /// Whatever its contexts wait for.
    @Test
    void aProgramThatComesBackFindsAllAsItWas() {
        for (int index : new int[] {0, 1, 3}) processor.start(index, image(0x1000L * index));
        processor.pause();
        processor.sleep();
        processor.leave();
        processor.hold();
        assertThat(contexts.currentIndex()).isEqualTo(3);
        var before = state();
        var program = new ProgramRegisters(SETS);
        processor.store(program);
        assertThat(processor.live()).isZero();
        assertThat(program.next().x[9]).isEqualTo(0x3001);

        processor.load(new ProgramRegisters(SETS, image(0x7000)));
        assertThat(contexts.currentIndex()).isZero();
        assertThat(processor.isRunning()).isTrue();
        assertThat(contexts.current().pc).isEqualTo(0x7000);
        contexts.current().x[9] = -1;
        processor.store(new ProgramRegisters(SETS));

        var out = new SnapshotWriter();
        program.save(out);
        var read = new ProgramRegisters(SETS, image(1));
        read.restore(new SnapshotReader(out.toBytes()));
        processor.load(read);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void whoSleptGoesOnIfThereIsAMessageAndWhoWasAnsweredToo() {
        ucu.load(0, new UnitState(SETS).member(GROUP, 0, 1, 0));
        processor.start(0, image(0));
        processor.sleep();
        var asleep = new ProgramRegisters(SETS);
        processor.store(asleep);
        arrive();
        processor.load(asleep);
        assertThat(processor.isRunning()).isTrue();

        processor.hold();
        var held = new ProgramRegisters(SETS);
        processor.store(held);
        held.resume();
        processor.load(held);
        assertThat(processor.isRunning()).isTrue();
    }

    @Test
    void aProgramInTheMiddleOfAnInstructionStays() {
        processor.start(0, image(0));
        processor.transfer();
        assertThat(processor.isBetweenInstructions()).isFalse();
        var before = state();
        assertThatThrownBy(() -> processor.store(new ProgramRegisters(SETS))).isInstanceOf(IllegalStateException.class);
        assertThat(state()).isEqualTo(before);
        assertThatThrownBy(() -> processor.load(new ProgramRegisters(SETS))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aProgramThatHasEndedLeavesEveryRegisterSetFree() {
        for (int index = 0; index < SETS; index++) processor.start(index, image(0));
        processor.transfer();
        processor.end();
        assertThat(Arrays.asList(0, 1, 2, 3)).allMatch(processor::isUnused);
        assertThat(processor.isHalted()).isTrue();
    }
}
