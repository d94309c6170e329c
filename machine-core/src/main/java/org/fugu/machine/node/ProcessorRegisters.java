package org.fugu.machine.node;

import org.fugu.machine.access.KernelOperation;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.cpu.Registers;
import org.fugu.machine.kernel.RegisterSets;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UserDma;
import org.fugu.machine.processor.Processor;
import org.fugu.machine.trap.TrapCause;

/// The register sets of a node's processor, and what waits in them.
final class ProcessorRegisters implements RegisterSets {
    /// `ucause` without what it says of the time before the trap.
    private static final long CAUSE = (1L << 62) - 1;

    private final NodeClock clock;
    private final Contexts contexts;
    private final Processor processor;
    private final KernelOperation operation;
    private final MessageUnit unit;
    private final Ucu ucu;
    private final UserDma dma;

    ProcessorRegisters(
            NodeClock clock,
            Contexts contexts,
            Processor processor,
            KernelOperation operation,
            MessageUnit unit,
            UserDma dma) {
        this.clock = clock;
        this.contexts = contexts;
        this.processor = processor;
        this.operation = operation;
        this.unit = unit;
        ucu = unit.ucu();
        this.dma = dma;
    }

    @Override
    public Context context() {
        return contexts.current();
    }

    @Override
    public int contexts() {
        return contexts.count();
    }

    @Override
    public long instructions() {
        return contexts.instructions();
    }

    @Override
    public int liveContexts() {
        return processor.live();
    }

    @Override
    public boolean isContextFree(int index) {
        return processor.isUnused(index);
    }

    @Override
    public void startContext(int index, RegisterImage registers) {
        if (!isContextFree(index)) throw new IllegalStateException("context " + index + " is in use");
        ucu.clear(index);
        processor.start(index, registers);
    }

    @Override
    public boolean isBetweenInstructions() {
        return processor.isBetweenInstructions();
    }

    @Override
    public void store(ProgramRegisters program) {
        processor.store(program);
    }

    @Override
    public void load(ProgramRegisters program) {
        dma.forgetStored();
        processor.load(program);
    }

    @Override
    public void endContext() {
        processor.endCurrent();
    }

    @Override
    public void endProgram() {
        processor.end();
        operation.cancel();
        dma.cancelStore();
    }

    @Override
    public void suspend() {
        processor.hold();
    }

    @Override
    public void resume() {
        processor.release();
    }

    @Override
    public void sleepUntilMessage() {
        if (!ucu.isMessageAvailable()) processor.sleep();
    }

    @Override
    public boolean wakeSleepers() {
        return processor.wakeSleepers(clock.now);
    }

    @Override
    public void halt() {
        processor.halt();
        operation.cancel();
        dma.cancelStore();
        unit.drain(clock.now);
    }

    @Override
    public void deliverException(Context running, long entry, TrapCause cause, long value) {
        ucu.enterTrap(clock.now, running.pc, cause.number(), value);
        ucu.driveInterruptLine();
        running.pc = entry;
        if (cause.isPageFault() && running.refills < Registers.MOST_REFILLS) running.refills++;
    }

    @Override
    public boolean isAtomic() {
        return ucu.isAtomic();
    }

    @Override
    public long userTrapPc() {
        return ucu.read(CsrNumber.UEPC);
    }

    @Override
    public long userTrapCause() {
        return ucu.read(CsrNumber.UCAUSE) & CAUSE;
    }

    @Override
    public long userTrapValue() {
        return ucu.read(CsrNumber.UTVAL);
    }
}
