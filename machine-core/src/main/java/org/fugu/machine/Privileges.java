package org.fugu.machine;

import org.fugu.machine.cpu.Context;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.Csr;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.SystemPacket;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// What a node lets its kernel do: the calls of [PrivilegedNode] in terms of the node's parts.
final class Privileges implements PrivilegedNode {
    /// `ucause` without what it says of the time before the trap.
    private static final long CAUSE = (1L << 62) - 1;

    private final Node node;
    private final boolean sharesMemory;
    private final boolean tlbByDirectory;
    private final boolean hasSystemNetwork;
    private long instructionLimit = Long.MAX_VALUE;

    Privileges(Node node, Preset preset) {
        this.node = node;
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
        return node.id();
    }

    // Time.

    @Override
    public long clock() {
        return node.clock();
    }

    @Override
    public void charge(int instructions) {
        node.wiring().clock += instructions;
    }

    @Override
    public void chargeInterrupt(int instructions) {
        node.chargeInterrupt(instructions);
    }

    @Override
    public void limitInstructions(long instructions) {
        instructionLimit = instructions;
    }

    // Translations and memory.

    @Override
    public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
        node.processor().dropFetched();
        node.memory().tlb().write(addressSpace, virtualPage, frame, rights);
    }

    @Override
    public void bind(Translation translation) {
        node.processor().dropFetched();
        node.memory().kernelAccess().bind(translation);
        node.memory().continueKernelAccess();
    }

    @Override
    public void revoke(long... bindWords) {
        if (!tlbByDirectory || bindWords.length == 0) return;
        node.processor().dropFetched();
        node.memory().kernelAccess().write(bindWords);
        node.memory().continueKernelAccess();
    }

    @Override
    public boolean tlbDrop(int addressSpace, long virtualPage) {
        node.processor().dropFetched();
        node.memory().kernelAccess().dropped(addressSpace, virtualPage);
        return node.memory().tlb().drop(addressSpace, virtualPage);
    }

    @Override
    public void tlbDropFrame(long frame) {
        node.processor().dropFetched();
        node.memory().tlb().dropFrame(frame);
    }

    @Override
    public long tlbProbe(int addressSpace, long virtualPage) {
        int entry = node.memory().tlb().find(addressSpace, virtualPage);
        return entry == Tlb.MISS
                ? -1
                : node.memory().tlb().frameOf(entry) << 3 | node.memory().tlb().rightsOf(entry);
    }

    @Override
    public void runAddressSpace(int addressSpace) {
        node.processor().dropFetched();
        node.wiring().runAddressSpace(addressSpace);
    }

    @Override
    public byte[] localFrame(int frame) {
        return node.dram().frame(frame);
    }

    @Override
    public void clearFrame(int frame) {
        node.dram().clear(frame);
        node.memory().cleared(frame);
        node.interpreter().forgetFrame(PhysicalAddress.frame(id().index(), frame));
        node.processor().dropFetched();
    }

    @Override
    public byte[] frame(long physicalFrame) {
        return node.wiring().frameAt(PhysicalAddress.ofFrame(physicalFrame));
    }

    @Override
    public boolean reaches(long physicalFrame) {
        return sharesMemory || PhysicalAddress.home(PhysicalAddress.ofFrame(physicalFrame)) == id().index();
    }

    @Override
    public void store(int frame, int offset, long value) {
        node.memory()
                .storeForKernel(PhysicalAddress.ofFrame(PhysicalAddress.frame(id().index(), frame)) + offset, value);
    }

    // Contexts.

    @Override
    public Context context() {
        return node.processor().current();
    }

    @Override
    public int contexts() {
        return node.processor().contexts();
    }

    @Override
    public int liveContexts() {
        return node.processor().live();
    }

    @Override
    public boolean isContextFree(int index) {
        return node.processor().isUnused(index);
    }

    @Override
    public Context startContext(int index, long pc) {
        if (!isContextFree(index)) throw new IllegalStateException("context " + index + " of " + id() + " is in use");
        node.ucu().clear(index);
        node.processor().start(index, pc);
        return node.processor().context(index);
    }

    @Override
    public void endContext() {
        node.processor().endCurrent();
    }

    @Override
    public void suspend() {
        node.processor().hold();
    }

    @Override
    public void resume() {
        node.processor().release();
    }

    @Override
    public void sleepUntilMessage() {
        if (!node.ucu().isMessageAvailable()) node.processor().sleep();
    }

    @Override
    public void halt() {
        node.processor().halt();
        node.memory().kernelAccess().cancel();
        node.messaging().end(node.clock());
    }

    @Override
    public void deliverException(Context running, long entry, TrapCause cause, long value) {
        node.ucu().enterTrap(node.clock(), running.pc, cause.number(), value);
        node.wiring().attention = false;
        running.pc = entry;
        if (cause.isPageFault() && running.refills < Context.MOST_REFILLS) running.refills++;
    }

    @Override
    public long userTrapPc() {
        return node.ucu().read(Csr.UEPC);
    }

    @Override
    public long userTrapCause() {
        return node.ucu().read(Csr.UCAUSE) & CAUSE;
    }

    @Override
    public long userTrapValue() {
        return node.ucu().read(Csr.UTVAL);
    }

    // Networks.

    @Override
    public void bindEndpoint(int slot, int group, NodeId[] nodes) {
        node.ucu().bindEndpoint(slot, group, nodes);
    }

    @Override
    public void setGroup(int group, int rank, int ranks, long machineInformationPage) {
        node.ucu().setGroup(group, rank, ranks, machineInformationPage | id().index());
    }

    @Override
    public void divert(boolean all) {
        node.ucu().divert(node.clock(), all);
        node.messaging().lookForKernelMessages(node.clock());
    }

    @Override
    public void show(@Nullable UserMessage message) {
        node.ucu().show(node.clock(), message);
        node.messaging().shown(node.clock());
    }

    @Override
    public void extendAtomicity(boolean extend) {
        node.ucu().extendAtomicity(extend);
    }

    @Override
    public void forgiveDisposal() {
        node.ucu().forgiveDisposal();
    }

    @Override
    public void presetTimer() {
        node.ucu().presetTimer(node.clock());
    }

    @Override
    public boolean isInTransfer(long frame) {
        return node.messaging().isMoving(frame);
    }

    @Override
    public void sendPacket(NodeId to, long... words) {
        if (!hasSystemNetwork) return;
        var packet = new SystemPacket(words);
        node.launch(node.clock(), Traffic.SYSTEM, to.index(), packet.bytes(), 0, packet);
    }
}
