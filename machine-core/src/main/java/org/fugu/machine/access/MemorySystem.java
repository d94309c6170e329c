package org.fugu.machine.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.SuspendedAccess;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What lies between a node's processor and everybody's memory. There are three kinds: nothing that
/// takes time ([FlatMemory]), caches of a node that shares no memory ([PrivateMemory]), and a cache
/// under the directories' protocol ([CoherentMemory]).
///
/// User DMA and the kernel come here too. Only a coherent memory lets anybody wait.
public abstract sealed class MemorySystem extends AccessPort permits FlatMemory, PrivateMemory, CoherentMemory {
    /// Brings a translation back that the TLB has lost, as its kernel would.
    public interface Refill {
        /// Does all that a page fault at this moment leads to, if it ends before anything else can happen at
        /// this node, and if the translation has come back then; else nothing.
        ///
        /// @return the physical address, and the time that it takes has passed; or [Mmu#NONE]
        long comesAtOnce(long virtualAddress, AccessKind kind);
    }

    private static final int NEVER_AT_ONCE = -1;
    private static final LineWaiter NOBODY = (_, _) -> {};

    final NodeClock clock;
    final Mmu mmu;
    final LineShape lines;
    final Contexts contexts;
    private final Dram[] memories;
    private final StoreJournal journal = new StoreJournal();

    // Each of the first is called at a place of its own, where HotSpot sees that it is always the same.
    private LineWaiter first = NOBODY;
    private LineWaiter second = NOBODY;
    private LineWaiter third = NOBODY;
    private final List<LineWaiter> others = new ArrayList<>();

    private Refill refill = (_, _) -> Mmu.NONE;

    /// @param memories everybody's, by node
    MemorySystem(NodeClock clock, Mmu mmu, Contexts contexts, LineShape lines, Dram[] memories, HitTable hits) {
        super(hits);
        this.clock = clock;
        this.mmu = mmu;
        this.contexts = contexts;
        this.lines = lines;
        this.memories = memories;
        mmu.keepFound(hits, epoch, this::forbidStores);
    }

    /// Lets somebody hear of lines from now on. Who was added first hears of each first.
    public final void add(LineWaiter waiter) {
        if (first == NOBODY) first = waiter;
        else if (second == NOBODY) second = waiter;
        else if (third == NOBODY) third = waiter;
        else others.add(waiter);
    }

    /// Lets lost translations come back at once from now on.
    public final void refill(Refill way) {
        refill = way;
    }

    public final LineShape lines() {
        return lines;
    }

    // The processor.

    @Override
    public final int acquire(long virtualAddress, int bytes, AccessKind kind) {
        return access(virtualAddress, bytes, kind, NEVER_AT_ONCE, false);
    }

    @Override
    public final int obtain(long virtualAddress, int bytes, AccessKind kind, int cycles) {
        return access(virtualAddress, bytes, kind, cycles, false);
    }

    @Override
    public final boolean obtainsAtOnce(long virtualAddress, int bytes, AccessKind kind, int cycles) {
        refetched = false;
        return access(virtualAddress, bytes, kind, cycles, true) == READY;
    }

    /// @param cycles of the instruction that pass before it waits, or [#NEVER_AT_ONCE]
    /// @param only whether nothing is to be done if the access cannot be made now
    private int access(long virtualAddress, int bytes, AccessKind kind, int cycles, boolean only) {
        long address = mmu.translate(virtualAddress, kind);
        if (address == Mmu.NONE) {
            if (ahead) return LATER;
            if (!only) {
                refuse(virtualAddress, kind);
                return FAULT;
            }
            if (hitsAreFree()) address = refill.comesAtOnce(virtualAddress, kind);
            if (address == Mmu.NONE) return LATER;
            refetched = true;
        }
        physicalAddress = address;
        long line = lines.of(address);
        if (only && (!hitsAreFree() || kind.stores() && mmu.tlb().watches(line))) return LATER;
        if (!secure(address, line, bytes, kind)) {
            if (ahead) {
                atMiss = !isUnderWay(line);
                return LATER;
            }
            if (cycles == NEVER_AT_ONCE || !comesAtOnce(line, kind, cycles)) return only ? LATER : STALLED;
        }
        if (kind.stores()) {
            if (!ahead) noteStore(line);
            else if (!keepsOld(address, line)) return LATER;
        }
        frame = frameAt(address);
        offset = (int) address & Mmu.PAGE_MASK;
        // A page that has just come back will often have gone before its next access.
        boolean lasts = !(only && refetched) && !kind.isAtomic() && kind != AccessKind.FETCH;
        if (lasts) allow(virtualAddress, address, line, kind.stores());
        return READY;
    }

    /// Whether a hit changes nothing and takes no time beyond the instruction's.
    boolean hitsAreFree() {
        return false;
    }

    /// Lets a line come for which an access would have to wait, if nothing else can happen at this node
    /// until then. The time that it takes has passed then, but for the instruction's own.
    ///
    /// @param cycles of the instruction that pass before it waits
    boolean comesAtOnce(long line, AccessKind kind, int cycles) {
        return false;
    }

    /// The next access of that kind to that line may pass without being asked for, if it would change nothing.
    void allow(long virtualAddress, long address, long line, boolean stores) {}

    /// Translations follow from a word of that line now: stores to it must be told.
    void forbidStores(long line) {}

    /// Lets an access pass, in the time that it takes. Hot.
    ///
    /// @return false if it has to wait for its line
    abstract boolean secure(long address, long line, int bytes, AccessKind kind);

    /// Whether a line has been asked for that has not come.
    boolean isUnderWay(long line) {
        return false;
    }

    @Override
    public final long probe(long virtualAddress, AccessKind kind) {
        long address = mmu.translate(virtualAddress, kind);
        if (address == Mmu.NONE) refuse(virtualAddress, kind);
        return address;
    }

    @Override
    public final long instructionsAt(long virtualAddress) {
        return mmu.translate(virtualAddress, AccessKind.FETCH);
    }

    /// Whether the kernel can read a double-word now, in no time.
    final boolean isAtHand(long physicalAddress) {
        return hitsAreFree() && permitsKernel(physicalAddress, false);
    }

    /// Whether a word is in this node's memory, and its line may have to be asked for.
    boolean isOwn(long physicalAddress) {
        return false;
    }

    /// Lets the line come in which the kernel wants to read a double-word now, if nothing else happens at this
    /// node up to then and to [NodeClock#limit], and no line of instructions makes room. The time that it takes
    /// has passed then.
    boolean comesToKernelAtOnce(long line) {
        return false;
    }

    private void refuse(long virtualAddress, AccessKind kind) {
        boolean possible = Mmu.isAddress(virtualAddress);
        if (possible) mmu.countMiss(virtualAddress);
        cause = possible ? kind.pageFault() : kind.accessFault();
        value = virtualAddress;
    }

    @Override
    public final byte[] frameAt(long address) {
        return memories[PhysicalAddress.home(address)].frame(PhysicalAddress.localFrame(address));
    }

    /// A store is about to be made, or was just made. If translations follow from its word, the
    /// processor fetches its next instruction anew.
    final void noteStore(long line) {
        tellStore(line);
        if (!mmu.tlb().watches(line)) return;
        if (lost(line) > 0) clock.limit = Long.MIN_VALUE;
    }

    /// The node has stored to a line, or is about to: other nodes' reservations of it end. Where there
    /// is a protocol, it has seen to that.
    void tellStore(long line) {}

    /// The home no longer tells this node of writes to a line, or this node has written to it.
    ///
    /// @return how many translations went
    final int lost(long line) {
        first.lineLost(line);
        second.lineLost(line);
        third.lineLost(line);
        for (int i = 0; i < others.size(); i++) others.get(i).lineLost(line);
        return mmu.lose(line);
    }

    /// Tells everybody who waits that a line has come.
    final void tellCame(long now, long line) {
        first.lineCame(now, line);
        second.lineCame(now, line);
        third.lineCame(now, line);
        for (int i = 0; i < others.size(); i++) others.get(i).lineCame(now, line);
    }

    /// What has changed in memory without this node being told: only where nobody tells.
    public void recheckTranslations() {}

    // Running ahead.

    /// Whether a processor may run ahead here: what an access that hits changes can be taken back.
    public boolean canRunAhead() {
        return false;
    }

    /// What the stores of a processor that runs ahead have replaced.
    public final StoreJournal journal() {
        return journal;
    }

    /// @return false if the store concerns more than its line
    private boolean keepsOld(long address, long line) {
        if (mmu.tlb().watches(line)) return false;
        journal.keep(frameAt(address), PhysicalAddress.offsetInFrame(address));
        return true;
    }

    @Override
    public final void keepOld(byte[] bytes, int at) {
        journal.keep(bytes, at);
    }

    @Override
    public final int storesAhead() {
        return journal.size();
    }

    @Override
    public final boolean isAsBefore(int before) {
        return journal.isAsBefore(before);
    }

    /// Whether the program has used a line at that time or later, or depends on it otherwise.
    public boolean dependsOn(long line, long since) {
        return true;
    }

    /// What events of the node bring about here beside accesses.
    public Protocol protocol() {
        return Protocol.Absent.ABSENT;
    }

    // Waiting for lines.

    /// Asks for the line of an access that waits.
    public void await(long now, SuspendedAccess access) {
        fetch(now, access.physicalAddress, access.kind.needsWritableLine());
    }

    /// Asks for a line. Where every line is at hand, whoever waits hears of it at once.
    public void fetch(long now, long physicalAddress, boolean write) {
        tellCame(now, lines.of(physicalAddress));
    }

    /// Whether the line of an access that waited allows it.
    public boolean permits(SuspendedAccess access) {
        return true;
    }

    /// The line of a suspended access has come; the access, or its part in that line, is made now.
    public void complete(SuspendedAccess access) {}

    /// The access of a load-reserved that waited has been made.
    public void reserve(long line) {}

    /// The context with the reservation begins to wait for another line.
    public void pauseHold() {}

    /// The context that waited goes on.
    public void resumeHold() {}

    /// Whether the context with the reservation waits within its hold.
    public boolean isHoldPaused() {
        return false;
    }

    // The kernel.

    /// Whether the kernel can access a double-word now. Where nobody has to be asked, it can, and the
    /// time of the access passes.
    abstract boolean permitsKernel(long physicalAddress, boolean write);

    /// The kernel has stored to a line, which is its own to write.
    final void storedByKernel(long line) {
        lost(line);
        tellStore(line);
    }

    /// Stores eight bytes for another node's kernel, in a line that no other node can have.
    public final void storeForKernel(long physicalAddress, long stored) {
        long line = lines.of(physicalAddress);
        lost(line);
        contexts.endReservation(line);
        tellStore(line);
        Bytes.putLong(frameAt(physicalAddress), PhysicalAddress.offsetInFrame(physicalAddress), stored);
    }

    /// The kernel has filled a frame of this node with zeros.
    ///
    /// @param frame physical frame number
    public final void cleared(long frame) {
        long first = lines.of(PhysicalAddress.ofFrame(frame));
        for (int i = 0; i < lines.perFrame(); i++) tellStore(first + i);
    }

    // User DMA.

    /// Whether a device may access a line now: without a copy of its own it may use the home's memory
    /// as long as nobody else can write, or has a copy of what is to be written.
    public boolean permitsDevice(long physicalAddress, boolean write) {
        return true;
    }

    /// A device has written a piece of this node's memory.
    public void storedByDevice(long physicalAddress) {
        long line = lines.of(physicalAddress);
        contexts.endReservation(line);
        noteStore(line);
    }

    // For observers, digests and snapshots.

    /// Adds what was counted here, by name.
    public void count(Map<String, Long> counters) {
        counters.put("tlb.misses", mmu.tlb().misses());
        counters.put("tlb.writes", mmu.tlb().writes());
        counters.put("tlb.dropped", mmu.tlb().lost());
    }

    /// Writes what waits between the processor and the first cache.
    public void saveBuffer(StateWriter out) {}

    public void restoreBuffer(StateReader in) {}

    /// Writes since when nothing may be sent any more, so that nothing overtakes.
    public void saveOrder(StateWriter out) {
        out.add(0).add(0);
    }

    public void restoreOrder(StateReader in) {
        in.nextInt(0, 0);
        in.nextInt(0, 0);
    }

    public void save(StateWriter out) {}

    public void restore(StateReader in) {}
}
