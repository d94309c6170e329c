package org.fugu.machine.access;

import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.StateReader;

/// Memory of functional runs: no access takes time, and nobody is told of another node's store.
/// Reservations end by [Reservations], and translations are looked at again before each turn.
public final class FlatMemory extends MemorySystem {
    private final int node;
    private final int pages;
    private final Reservations reservations;

    /// @param memories everybody's, by node
    /// @param reservations everybody's
    public FlatMemory(
            int node,
            NodeClock clock,
            Mmu mmu,
            Contexts contexts,
            LineShape lines,
            Dram[] memories,
            Reservations reservations) {
        super(clock, mmu, contexts, lines, memories, hitTable(memories.length));
        this.node = node;
        pages = hits.mask + 1;
        this.reservations = reservations;
        reservations.join(node, contexts, hits);
        fetchesWholePages = true;
    }

    /// As many entries as numbers of frames that they rest on.
    private static HitTable hitTable(int nodes) {
        int pages = HitTable.entries(nodes);
        return new HitTable(PhysicalAddress.FRAME_SHIFT, pages, pages);
    }

    /// A store to a page in which lines are reserved, or from which translations follow, has to be told.
    @Override
    void allow(long virtualAddress, long address, long line, boolean stores) {
        long frameNumber = address >>> PhysicalAddress.FRAME_SHIFT;
        if (stores && (reservations.areIn(frameNumber) || mmu.tlb().watchesFrame(frameNumber))) return;
        hits.allow(virtualAddress, stores, frameAt(address), place(frameNumber));
    }

    @Override
    public boolean executesFrom(long physicalAddress) {
        return true;
    }

    @Override
    void forbidStores(long line) {
        hits.forbidStores(place(lines.address(line) >>> PhysicalAddress.FRAME_SHIFT));
    }

    private int place(long frameNumber) {
        return (int) frameNumber & pages - 1;
    }

    @Override
    boolean secure(long address, long line, int bytes, AccessKind kind) {
        if (kind == AccessKind.LOAD_RESERVED) reservations.reserve(node, line);
        return true;
    }

    @Override
    boolean hitsAreFree() {
        return true;
    }

    @Override
    void tellStore(long line) {
        reservations.stored(node, line);
    }

    @Override
    public void prefetch(long virtualAddress, AccessKind kind) {
        // Everything is near.
    }

    @Override
    boolean permitsKernel(long physicalAddress, boolean write) {
        return true;
    }

    /// Others have made their stores before this node's turn.
    @Override
    public void recheckTranslations() {
        int dropped = mmu.tlb().loseChanged(this::wordAt);
        if (dropped == 0) return;
        mmu.dropFetched();
        mmu.disturb();
    }

    private long wordAt(long physicalAddress) {
        return Bytes.getLong(frameAt(physicalAddress), PhysicalAddress.offsetInFrame(physicalAddress));
    }

    /// Others' stores are to find what this node has reserved.
    @Override
    public void restore(StateReader in) {
        long reservation = contexts.current().reservation;
        if (reservation != Context.NO_RESERVATION) reservations.reserve(node, lines.of(reservation));
    }
}
