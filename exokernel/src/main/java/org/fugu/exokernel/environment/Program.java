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
    private final Work work;

    /// Instructions that it may retire.
    private long limit = Long.MAX_VALUE;

    /// One that has not begun.
    ///
    /// @param contexts of its node's processor
    /// @param first the registers with which it begins
    public Program(Identity identity, int contexts, RegisterImage first) {
        registers = new ProgramRegisters(contexts, first);
        work = new Work();
        var job = identity.job();
        long register = AddressSpace.BOOT_RECORD | identity.nodeOfJob().index();
        unit = new UnitState(contexts)
                .member(job.group(), identity.rank(), job.ranks(), register)
                .bind(job.slot(), job.group(), job.nodes().toArray(NodeId[]::new));
    }

    private Program(ProgramRegisters registers, UnitState unit, Work work, long limit) {
        this.registers = registers;
        this.unit = unit;
        this.work = work;
        this.limit = limit;
    }

    /// Another program of the same rank, which has not begun. It has no messages. What both do is counted
    /// together.
    Program beside(Identity identity, RegisterImage first) {
        int contexts = registers.contexts();
        long register = AddressSpace.BOOT_RECORD | identity.nodeOfJob().index();
        var bystander =
                new UnitState(contexts).beside(identity.rank(), identity.job().ranks(), register);
        return new Program(new ProgramRegisters(contexts, first), bystander, work, limit);
    }

    /// A handler of this program's messages, which runs while the program does not. It sees what the program
    /// would see of the message unit, has no interrupts, and may send within the group. What it does is counted
    /// with the program.
    ///
    /// @param first the registers with which it begins
    /// @param lastInstruction of all that are counted there: it may retire no more
    public Program handler(Identity identity, RegisterImage first, long lastInstruction) {
        int contexts = registers.contexts();
        var job = identity.job();
        long register = AddressSpace.BOOT_RECORD | identity.nodeOfJob().index();
        var state = new UnitState(contexts)
                .member(job.group(), identity.rank(), job.ranks(), register)
                .bind(job.slot(), job.group(), job.nodes().toArray(NodeId[]::new));
        var image = new ProgramRegisters(contexts, first);
        return new Program(image, state, work, Math.min(limit, lastInstruction));
    }

    /// Who sleeps for a message goes on when the program has the processor, although there may be none.
    ///
    /// @return whether somebody does
    public boolean wake() {
        return registers.wakeSleepers();
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

    /// Leaves the processor without registers: it is entered when it has it again.
    public void leave(PrivilegedNode node) {
        node.registers().endProgram();
        node.unit().store(unit);
        work.end(node);
        registers.clear();
        onProcessor = false;
    }

    /// Begins anew, with registers that somebody else has left, when it has the processor.
    public void enter(RegisterImage image) {
        registers.clear();
        registers.keep(0, image, ProgramRegisters.Wait.NOTHING);
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
        return work.instructions(node);
    }

    /// Messages that it has sent.
    public long sent(PrivilegedNode node) {
        return work.sent(node);
    }

    /// Messages that it has received.
    public long received(PrivilegedNode node) {
        return work.received(node);
    }

    /// Limits the messages that it may still launch; see [UnitState#allow].
    public void allow(PrivilegedNode node, int launches) {
        if (onProcessor) node.unit().allow(launches);
        else unit.allow(launches);
    }

    /// What it sends through an endpoint slot goes to a job's group.
    ///
    /// @param badge by which the group knows it
    public void bind(PrivilegedNode node, int slot, JobIdentity to, int badge) {
        var nodes = to.nodes().toArray(NodeId[]::new);
        if (onProcessor) node.unit().bind(slot, to.group(), badge, nodes);
        else unit.bind(slot, to.group(), badge, nodes);
    }

    /// It can send nothing through an endpoint slot any more.
    public void unbind(PrivilegedNode node, int slot) {
        if (onProcessor) node.unit().unbind(slot);
        else unit.unbind(slot);
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

    /// Before the programs of a node are restored: none of them has the processor.
    public void forget() {
        onProcessor = false;
        work.forget();
    }

    /// @param node that has been restored
    public void restore(StateReader in, PrivilegedNode node) {
        onProcessor = in.nextBoolean();
        work.restore(in, onProcessor);
        limit(node);
        if (onProcessor) return;
        registers.restore(in);
        unit.restore(in);
    }
}
