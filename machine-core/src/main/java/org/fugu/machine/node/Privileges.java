package org.fugu.machine.node;

import org.fugu.machine.access.KernelOperation;
import org.fugu.machine.access.MemorySystem;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.CsrNumber;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UserDma;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.Launcher;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.processor.Processor;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// What a node lets its kernel do, in terms of the node's parts.
final class Privileges implements PrivilegedNode {
    /// `ucause` without what it says of the time before the trap.
    private static final long CAUSE = (1L << 62) - 1;

    private final NodeId id;
    private final NodeClock clock;
    private final Contexts registerSets;
    private final Mmu mmu;
    private final MemorySystem memory;
    private final KernelOperation operation;
    private final Dram dram;
    private final Interpreter interpreter;
    private final Processor processor;
    private final MessageUnit unit;
    private final Ucu ucu;
    private final UserDma dma;
    private final Launcher launcher;
    private final boolean sharesMemory;
    private final boolean tlbByDirectory;
    private final boolean hasSystemNetwork;
    private final long trapEntry;
    private long instructionLimit = Long.MAX_VALUE;

    Privileges(
            NodeId id,
            NodeClock clock,
            Contexts registerSets,
            Mmu mmu,
            MemorySystem memory,
            KernelOperation operation,
            Dram dram,
            Interpreter interpreter,
            Processor processor,
            MessageUnit unit,
            UserDma dma,
            Launcher launcher,
            Preset preset,
            long trapEntry) {
        this.id = id;
        this.clock = clock;
        this.registerSets = registerSets;
        this.mmu = mmu;
        this.memory = memory;
        this.operation = operation;
        this.dram = dram;
        this.interpreter = interpreter;
        this.processor = processor;
        this.unit = unit;
        ucu = unit.ucu();
        this.dma = dma;
        this.launcher = launcher;
        this.trapEntry = trapEntry;
        sharesMemory = preset.value("memory.shared") == 1;
        tlbByDirectory = preset.value("tlb.consistency") == 1;
        hasSystemNetwork = preset.value("system_network.present") == 1;
    }

    /// After how many instructions of the node the kernel is told.
    long instructionLimit() {
        return instructionLimit;
    }

    @Override
    public NodeId id() {
        return id;
    }

    // Time.

    @Override
    public long clock() {
        return clock.now;
    }

    @Override
    public void charge(int instructions) {
        clock.now += instructions;
    }

    @Override
    public void chargeInterrupt(int instructions) {
        mmu.disturb();
        clock.now += trapEntry + instructions;
    }

    @Override
    public void limitInstructions(long instructions) {
        instructionLimit = instructions;
    }

    // Translations and memory.

    @Override
    public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
        mmu.dropFetched();
        mmu.tlb().write(addressSpace, virtualPage, frame, rights);
    }

    @Override
    public void bind(Translation translation) {
        mmu.dropFetched();
        operation.bind(translation);
    }

    @Override
    public boolean revoke(long... bindWords) {
        if (!tlbByDirectory || bindWords.length == 0) return true;
        mmu.dropFetched();
        return operation.write(bindWords);
    }

    @Override
    public boolean tlbDrop(int addressSpace, long virtualPage) {
        mmu.dropFetched();
        operation.dropped(addressSpace, virtualPage);
        return mmu.tlb().drop(addressSpace, virtualPage);
    }

    @Override
    public void tlbDropFrame(long frame) {
        mmu.dropFetched();
        mmu.tlb().dropFrame(frame);
    }

    @Override
    public long tlbProbe(int addressSpace, long virtualPage) {
        int entry = mmu.tlb().find(addressSpace, virtualPage);
        return entry == Tlb.MISS
                ? -1
                : mmu.tlb().frameOf(entry) << 3 | mmu.tlb().rightsOf(entry);
    }

    @Override
    public void runAddressSpace(int addressSpace) {
        mmu.dropFetched();
        mmu.addressSpace(addressSpace);
    }

    @Override
    public byte[] localFrame(int frame) {
        return dram.frame(frame);
    }

    @Override
    public void clearFrame(int frame) {
        dram.clear(frame);
        memory.cleared(PhysicalAddress.frame(id.index(), frame));
        interpreter.forgetFrame(PhysicalAddress.frame(id.index(), frame));
        mmu.dropFetched();
    }

    @Override
    public byte[] frame(long physicalFrame) {
        return memory.frameAt(PhysicalAddress.ofFrame(physicalFrame));
    }

    @Override
    public boolean reaches(long physicalFrame) {
        return sharesMemory || PhysicalAddress.home(PhysicalAddress.ofFrame(physicalFrame)) == id.index();
    }

    @Override
    public void store(int frame, int offset, long value) {
        memory.storeForKernel(PhysicalAddress.ofFrame(PhysicalAddress.frame(id.index(), frame)) + offset, value);
    }

    // Contexts.

    @Override
    public Context context() {
        return registerSets.current();
    }

    @Override
    public int contexts() {
        return registerSets.count();
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
    public Context startContext(int index, long pc) {
        if (!isContextFree(index)) throw new IllegalStateException("context " + index + " of " + id + " is in use");
        ucu.clear(index);
        processor.start(index, pc);
        return registerSets.get(index);
    }

    @Override
    public void endContext() {
        processor.endCurrent();
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
        if (cause.isPageFault() && running.refills < Context.MOST_REFILLS) running.refills++;
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

    // Networks.

    @Override
    public void bindEndpoint(int slot, int group, NodeId[] nodes) {
        ucu.bindEndpoint(slot, group, nodes);
    }

    @Override
    public void setGroup(int group, int rank, int ranks, long machineInformationPage) {
        ucu.setGroup(group, rank, ranks, machineInformationPage | id.index());
    }

    @Override
    public void divert(boolean all) {
        unit.divert(clock.now, all);
    }

    @Override
    public void show(@Nullable UserMessage message) {
        unit.show(clock.now, message);
    }

    @Override
    public void extendAtomicity(boolean extend) {
        ucu.extendAtomicity(extend);
    }

    @Override
    public void forgiveDisposal() {
        ucu.forgiveDisposal();
    }

    @Override
    public void presetTimer() {
        ucu.presetTimer(clock.now);
    }

    @Override
    public boolean isInTransfer(long frame) {
        return dma.isMoving(frame);
    }

    @Override
    public void sendPacket(NodeId to, long... words) {
        if (!hasSystemNetwork) return;
        launcher.launch(clock.now, Traffic.SYSTEM, to.index(), words.length * Long.BYTES, 0)
                .system(words);
    }
}
