package org.fugu.machine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.access.FlatMemory;
import org.fugu.machine.access.KernelOperation;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.access.Reservations;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.DecodedLines;
import org.fugu.machine.cpu.InstructionLatencies;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.disk.Disk;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.message.UnitCsrs;
import org.fugu.machine.message.UnitSchedule;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.message.UserDma;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.NodeRecorder;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.processor.Processor;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;

/// The kernel's ports to what a processor has, over the parts themselves and without a node.
class ProcessorPortsTests {
    private static final Preset PRESET = Preset.named("fugu").with("processor.contexts", 2);
    private static final LineShape LINES = new LineShape(16);
    private static final int CONTEXTS = 2;
    private static final int GROUP = 5;
    private static final NodeId ID = new NodeId(0);

    private final NodeClock clock = new NodeClock();
    private final Contexts contexts = new Contexts(CONTEXTS, LINES);
    private final Mmu mmu = new Mmu(8, LINES, contexts);
    private final Dram dram = new Dram();
    private final FlatMemory memory =
            new FlatMemory(0, clock, mmu, contexts, LINES, new Dram[] {dram, new Dram()}, new Reservations(2, LINES));
    private final Outbox outbox = new Outbox(0);
    private final List<Long> announced = new ArrayList<>();
    private final Events events = new Events();
    private final MessageUnit unit =
            new MessageUnit(0, clock, PRESET, 8, true, outbox::launch, time -> {}, events, new NodeRecorder(0));
    private final UserDma dma = new UserDma(memory, unit.ucu(), events, PRESET, true);
    private final UnitCsrs csrs = new UnitCsrs(0, clock, memory, unit.ucu(), dma, PRESET, true);
    private final DecodedLines decoded = new DecodedLines(memory.epoch);
    private final Interpreter interpreter = new Interpreter(clock, memory, csrs, decoded, InstructionLatencies.NONE);
    private final Processor processor =
            new Processor(0, clock, contexts, memory, interpreter, unit.ucu(), csrs, PRESET, true);
    private final KernelOperation operation = new KernelOperation(clock, memory, mmu, processor, () -> {}, true, 1);
    private final ProcessorRegisters registers =
            new ProcessorRegisters(clock, contexts, processor, operation, unit, dma);
    private final NodeTranslations translations = new NodeTranslations(mmu, operation, true);
    private final Disk disk = new Disk(memory, (_, _) -> {}, PRESET);
    private final PhysicalMemory frames = new PhysicalMemory(ID, dram, memory, mmu, decoded, dma, disk, false);
    private final ControlledUnit control = new ControlledUnit(clock, unit);

    ProcessorPortsTests() {
        unit.connect(processor);
        dma.connect(processor);
        memory.add(operation);
        control.load(new UnitState(CONTEXTS).member(GROUP, 0, 1, 0));
        registers.load(new ProgramRegisters(CONTEXTS, new RegisterImage(0x1000)));
    }

    private final class Events implements UnitSchedule {
        @Override
        public void timerExpires(long time, long run) {}

        @Override
        public void kernelMessage(long time) {
            announced.add(time);
        }

        @Override
        public void moves(long time, boolean stores) {}
    }

    private void arrive(int group, long word) {
        var packet = outbox.launch(0, Traffic.USER, 0, 0, 0);
        packet.user(group, new long[] {word}, 0, 1, new byte[0]);
        unit.arrive(clock.now, packet);
    }

    private void pretendFetched() {
        contexts.current().fetchedLine = 0x1000;
    }

    // Translations: whatever changes one lets the next instruction be fetched anew.

    @Test
    void aTranslationIsThereFromItsWritingToItsDropping() {
        pretendFetched();
        assertThat(translations.tlbProbe(1, 3)).isEqualTo(-1);
        translations.tlbWrite(1, 3, 9, Tlb.READ | Tlb.WRITE);
        assertThat(translations.tlbProbe(1, 3)).isEqualTo(9 << 3 | Tlb.READ | Tlb.WRITE);
        assertThat(contexts.current().fetchedLine).isEqualTo(Context.NOT_FETCHED);
        assertThat(translations.tlbDrop(1, 3)).isTrue();
        assertThat(translations.tlbDrop(1, 3)).isFalse();
        assertThat(translations.tlbProbe(1, 3)).isEqualTo(-1);
    }

    @Test
    void allTranslationsOfAFrameGoInEveryAddressSpace() {
        translations.tlbWrite(1, 3, 9, Tlb.READ);
        translations.tlbWrite(2, 4, 9, Tlb.READ);
        translations.tlbWrite(2, 5, 8, Tlb.READ);
        pretendFetched();
        translations.tlbDropFrame(9);
        assertThat(translations.tlbProbe(1, 3)).isEqualTo(-1);
        assertThat(translations.tlbProbe(2, 4)).isEqualTo(-1);
        assertThat(translations.tlbProbe(2, 5)).isEqualTo(8 << 3 | Tlb.READ);
        assertThat(contexts.current().fetchedLine).isEqualTo(Context.NOT_FETCHED);
    }

    @Test
    void aRevokedBindWordTakesItsTranslationAlong() {
        long word = 7L << 12;
        translations.bind(new Translation(1, 3, 9, Tlb.READ, word, Translation.NO_WORD, 0));
        assertThat(translations.tlbProbe(1, 3)).isEqualTo(9 << 3 | Tlb.READ);
        assertThat(translations.revoke(word)).isTrue();
        assertThat(translations.tlbProbe(1, 3)).isEqualTo(-1);
        assertThat(Bytes.getLong(dram.frame(7), 0)).as("the word was written").isEqualTo(1);
    }

    @Test
    void whoseTranslationsAreUsedIsTheKernelsToSay() {
        pretendFetched();
        translations.runAddressSpace(4);
        assertThat(mmu.addressSpace()).isEqualTo(4);
        assertThat(contexts.current().fetchedLine).isEqualTo(Context.NOT_FETCHED);
    }

    // Frames.

    @Test
    void aClearedFrameHoldsZerosAndTheNextInstructionIsFetchedAnew() {
        frames.localFrame(3)[5] = 1;
        pretendFetched();
        frames.clearFrame(3);
        assertThat(frames.localFrame(3)).containsOnly(0);
        assertThat(contexts.current().fetchedLine).isEqualTo(Context.NOT_FETCHED);
    }

    @Test
    void theKernelsStoreEndsAReservationOfItsLine() {
        long address = PhysicalAddress.ofFrame(PhysicalAddress.frame(0, 3)) + 16;
        contexts.current().reservation = address;
        frames.store(3, 40, 7);
        assertThat(contexts.current().reservation).as("another line").isEqualTo(address);
        frames.store(3, 24, 8);
        assertThat(contexts.current().reservation).isEqualTo(Context.NO_RESERVATION);
        assertThat(Bytes.getLong(frames.localFrame(3), 24)).isEqualTo(8);
    }

    @Test
    void othersMemoryIsReachedOnlyWhereItIsShared() {
        var shared = new PhysicalMemory(ID, dram, memory, mmu, decoded, dma, disk, true);
        assertThat(frames.reaches(PhysicalAddress.frame(0, 3))).isTrue();
        assertThat(frames.reaches(PhysicalAddress.frame(1, 3))).isFalse();
        assertThat(shared.reaches(PhysicalAddress.frame(1, 3))).isTrue();
    }

    // Register sets.

    @Test
    void aFurtherContextTakesAFreeRegisterSetOnly() {
        assertThat(registers.contexts()).isEqualTo(CONTEXTS);
        assertThat(registers.liveContexts()).isEqualTo(1);
        assertThat(registers.isContextFree(1)).isTrue();
        registers.startContext(1, new RegisterImage(0x2000));
        assertThat(registers.liveContexts()).isEqualTo(2);
        assertThat(contexts.get(1).pc).isEqualTo(0x2000);
        assertThatThrownBy(() -> registers.startContext(1, new RegisterImage(0x3000)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(contexts.get(1).pc).as("nothing has changed").isEqualTo(0x2000);
    }

    @Test
    void aProgramLeavesAndComesBackAsItWas() {
        contexts.current().x[5] = 55;
        contexts.current().pc = 0x1234;
        var away = new ProgramRegisters(CONTEXTS);
        registers.store(away);
        assertThat(registers.liveContexts()).isZero();
        registers.load(new ProgramRegisters(CONTEXTS, new RegisterImage(0x5000)));
        assertThat(registers.context().x[5]).isZero();
        registers.endProgram();
        registers.load(away);
        assertThat(registers.context().x[5]).isEqualTo(55);
        assertThat(registers.context().pc).isEqualTo(0x1234);
    }

    @Test
    void anExceptionGoesToTheProgramsHandlerWithWhatItIsAbout() {
        var context = registers.context();
        registers.deliverException(context, 0x8000, TrapCause.LOAD_PAGE_FAULT, 0xabc);
        assertThat(context.pc).isEqualTo(0x8000);
        assertThat(context.refills).isEqualTo(1);
        assertThat(registers.userTrapPc()).isEqualTo(0x1000);
        assertThat(registers.userTrapCause()).isEqualTo(TrapCause.LOAD_PAGE_FAULT.number());
        assertThat(registers.userTrapValue()).isEqualTo(0xabc);
    }

    @Test
    void nobodySleepsWhileAMessageWaits() {
        arrive(GROUP, 1);
        registers.sleepUntilMessage();
        assertThat(processor.isRunning()).isTrue();
        unit.drain(clock.now);
        registers.sleepUntilMessage();
        assertThat(processor.isRunning()).isFalse();
        arrive(GROUP, 2);
        assertThat(processor.isRunning()).isTrue();
    }

    @Test
    void aContextThatTheKernelHoldsGoesOnWhenItSaysSo() {
        registers.suspend();
        assertThat(processor.isRunning()).isFalse();
        registers.resume();
        assertThat(processor.isRunning()).isTrue();
    }

    @Test
    void whereAllIsOverNothingRunsAndNoMessageWaits() {
        arrive(GROUP, 1);
        registers.halt();
        assertThat(processor.isHalted()).isTrue();
        assertThat(unit.ucu().isMessageAvailable()).isFalse();
    }

    // The message unit.

    @Test
    void whatIsDivertedIsTheKernelsUntilItIsTheProgramsAgain() {
        arrive(GROUP, 1);
        assertThat(announced).isEmpty();
        control.divert(true);
        assertThat(announced).containsExactly(clock.now);
        assertThat(unit.ucu().isMessageAvailable()).isFalse();
        control.divert(false);
        assertThat(unit.ucu().isMessageAvailable()).isTrue();
    }

    @Test
    void theProgramSeesWhatTheKernelShowsInPlaceOfTheHead() {
        control.show(new UserMessage(GROUP, 42));
        assertThat(unit.ucu().isShown()).isTrue();
        assertThat(unit.ucu().isMessageAvailable()).isTrue();
        control.show(null);
        assertThat(unit.ucu().isShown()).isFalse();
        assertThat(unit.ucu().isMessageAvailable()).isFalse();
    }

    @Test
    void aProgramsPartOfTheUnitComesBackAsItWas() {
        var away = new UnitState(CONTEXTS);
        control.store(away);
        control.load(new UnitState(CONTEXTS).member(9, 3, 4, 0));
        assertThat(away.group()).isEqualTo(GROUP);
        arrive(GROUP, 1);
        assertThat(unit.ucu().isMessageAvailable())
                .as("it is of another program")
                .isFalse();
        control.load(away);
        assertThat(unit.ucu().isMessageAvailable()).isTrue();
    }
}
