package org.fugu.exokernel.environment;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// The program of an environment. On the processor it is in the register sets and in the message unit;
/// else it is kept here. Who waits in the kernel is told alike, wherever it is.
public final class Program {
    private final ProgramRegisters registers;
    private UnitState unit;
    private boolean onProcessor;
    private final Work work = new Work();

    /// Instructions that it may retire.
    private long limit = Long.MAX_VALUE;

    /// One that has not begun.
    ///
    /// @param contexts of its node's processor
    /// @param first the registers with which it begins
    public Program(Identity identity, int contexts, RegisterImage first) {
        registers = new ProgramRegisters(contexts, first);
        var job = identity.job();
        long register = AddressSpace.BOOT_RECORD | identity.nodeOfJob().index();
        unit = new UnitState(contexts)
                .member(job.group(), identity.rank(), job.ranks(), register)
                .bind(job.slot(), job.group(), job.nodes().toArray(NodeId[]::new));
    }

    public boolean isOnProcessor() {
        return onProcessor;
    }

    /// Takes it off the processor.
    ///
    /// @throws IllegalStateException if it is in the middle of an instruction
    public void store(PrivilegedNode node) {
        node.registers().store(registers);
        node.unit().store(unit);
        work.end(node);
        onProcessor = false;
    }

    /// Gives it the processor, which nobody has.
    ///
    /// @param begins called when the message unit is the program's, before its contexts see it
    public void load(PrivilegedNode node, Runnable begins) {
        node.unit().load(unit);
        begins.run();
        node.registers().load(registers);
        work.begin(node);
        onProcessor = true;
        limit(node);
    }

    /// Limits the instructions that it may retire, whenever it has the processor.
    public void limitInstructions(PrivilegedNode node, long instructions) {
        limit = instructions;
        limit(node);
    }

    private void limit(PrivilegedNode node) {
        if (!onProcessor || limit == Long.MAX_VALUE) return;
        long left = limit - instructions(node);
        node.time().limitInstructions(node.registers().instructions() + left);
    }

    /// Instructions that it has retired.
    public long instructions(PrivilegedNode node) {
        return work.instructions() + (onProcessor ? node.registers().instructions() : 0);
    }

    /// Messages that it has sent.
    public long sent(PrivilegedNode node) {
        return work.sent() + (onProcessor ? node.unit().sent() : 0);
    }

    /// Messages that it has received.
    public long received(PrivilegedNode node) {
        return work.received() + (onProcessor ? node.unit().received() : 0);
    }

    /// Limits the messages that it may still launch; see [UnitState#allow].
    public void allow(PrivilegedNode node, int launches) {
        if (onProcessor) node.unit().allow(launches);
        else unit.allow(launches);
    }

    /// It is over, and the processor is free for another one.
    public void end(PrivilegedNode node) {
        if (onProcessor) {
            node.registers().endProgram();
            work.end(node);
        }
        registers.clear();
        unit = new UnitState(registers.contexts());
        onProcessor = false;
    }

    /// Writes a register of the context that waits in the kernel, or is in it. What comes when the
    /// program is over is nobody's.
    public void answer(PrivilegedNode node, int register, long value) {
        var image = registers.image(registers.inPipeline());
        if (onProcessor) node.registers().context().x[register] = value;
        else if (image != null) image.x[register] = value;
    }

    /// The context that waits in the kernel goes on, now or when the program has the processor.
    public void resume(PrivilegedNode node) {
        if (onProcessor) node.registers().resume();
        else registers.resume();
    }

    /// Adds what is kept here. What is on the processor is in the processor's state.
    public void save(StateWriter out) {
        out.add(onProcessor);
        work.save(out);
        if (onProcessor) return;
        registers.save(out);
        unit.save(out);
    }

    /// @param node that has been restored
    public void restore(StateReader in, PrivilegedNode node) {
        onProcessor = in.nextBoolean();
        work.restore(in);
        limit(node);
        if (onProcessor) return;
        registers.restore(in);
        unit.restore(in);
    }
}
