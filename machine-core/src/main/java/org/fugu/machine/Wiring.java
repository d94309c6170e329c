package org.fugu.machine;

import org.fugu.machine.cache.FirstLevel;
import org.fugu.machine.cache.PrivateCaches;
import org.fugu.machine.cache.WriteBuffer;
import org.fugu.machine.coherence.CacheController;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.NodePort;
import org.fugu.machine.cpu.SuspendedAccess;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.NetworkInterface;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.observe.CycleAccount;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// Connects a node's processor with its TLB, its cache, everybody's memory and its message unit.
final class Wiring extends NodePort {
    private static final int ADDRESS_BITS = 47;
    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

    private final int node;
    private final NodeMemory memory;
    private final Tlb tlb;
    private final Dram[] memories;
    private final LineShape lines;

    /// Absent where a store takes the line from others, or reaches no other node's memory.
    private final @Nullable Reservations reservations;

    /// Absent where every access may be made at once: in functional runs, and where the node has
    /// [#privateCaches].
    private final @Nullable CacheController cache;

    private final @Nullable PrivateCaches privateCaches;

    private final @Nullable FirstLevel firstLevel;
    private final @Nullable WriteBuffer buffer;

    /// Whether there is nothing between the processor and the coherent cache.
    private final boolean oneLevel;

    private final MessageCsrs messages;
    private int addressSpace;

    /// Where the processor's cycles went.
    final CycleAccount account = new CycleAccount();

    /// @param memory the node's own side of everybody's
    Wiring(
            int node,
            Node.Interconnections machine,
            NodeMemory memory,
            Ucu ucu,
            Preset preset,
            MessageCsrs.Transfers transfers) {
        this.node = node;
        memories = machine.memories();
        reservations = machine.reservations();
        boolean timed = machine.timed();
        this.memory = memory;
        tlb = memory.tlb();
        lines = memory.lines();
        cache = memory.cache();
        privateCaches = memory.privateCaches();
        firstLevel = cache == null ? null : cache.firstLevel();
        buffer = timed ? WriteBuffer.of(preset) : null;
        oneLevel = firstLevel == null && buffer == null;
        fetchesWholePages = !timed;
        var networkInterface = timed ? NetworkInterface.of(preset) : NetworkInterface.untimed(preset);
        messages = new MessageCsrs(node, this, ucu, transfers, networkInterface, timed ? preset : null);
    }

    void save(StateWriter out) {
        out.add(clock).add(addressSpace).add(attention);
        messages.save(out);
        account.save(out);
        if (buffer != null) buffer.save(out);
    }

    void restore(StateReader in) {
        clock = in.next();
        addressSpace = in.nextInt(0, Integer.MAX_VALUE);
        attention = in.nextBoolean();
        messages.restore(in);
        account.restore(in);
        if (buffer != null) buffer.restore(in);
    }

    void runAddressSpace(int space) {
        addressSpace = space;
    }

    @Override
    public int acquire(long virtualAddress, int bytes, SuspendedAccess.Kind kind) {
        long address = probe(virtualAddress, kind);
        if (address < 0) return FAULT;
        physicalAddress = address;
        long line = lines.of(address);
        if (cache != null) {
            if (!holds(cache, address, line, kind)) return STALLED;
        } else if (privateCaches != null) {
            pass(privateCaches, address, bytes, kind);
        }
        if (stores(kind)) noteStore(line);
        else if (kind == SuspendedAccess.Kind.LOAD_RESERVED) noteReservation(line);
        frame = frameAt(address);
        offset = (int) address & PAGE_MASK;
        return READY;
    }

    /// Lets an access pass the caches of a node that shares no memory. A miss is waited for here.
    private void pass(PrivateCaches caches, long address, int bytes, SuspendedAccess.Kind kind) {
        if (isAtomic(kind)) fence();
        long since = clock;
        clock += switch (kind) {
            case FETCH -> caches.fetch(address);
            // An atomic access reads first, and so finds what it writes.
            case LOAD, LOAD_RESERVED, ATOMIC -> caches.read(address, bytes);
            case STORE -> caches.write(address, bytes);
        };
        if (clock > since) {
            account.interject(CycleAccount.Category.LOCAL_MISS, since, clock);
            memory.tellMiss(lines.of(address), false, since, clock);
        }
        if (buffer != null && stores(kind)) clock = buffer.store(clock, address);
    }

    /// Lets the kernel read a double-word of a node that has private caches, or add to it, in its own
    /// time.
    void passForKernel(long address, boolean write) {
        if (privateCaches == null) return;
        long since = clock;
        clock += privateCaches.read(address, Long.BYTES);
        if (clock > since) memory.tellMiss(lines.of(address), false, since, clock);
        if (write && buffer != null) clock = buffer.store(clock, address);
    }

    private boolean holds(CacheController controller, long address, long line, SuspendedAccess.Kind kind) {
        if (!controller.permits(line, writes(kind))) return false;
        if (!oneLevel) passLevels(address, kind, true);
        if (kind == SuspendedAccess.Kind.LOAD_RESERVED) controller.reserve(clock, line);
        return true;
    }

    /// Lets an access that may be made pass what lies between the processor and the coherent cache.
    ///
    /// @param isHit false if its line comes from its home at this moment, and passes the first level
    ///     on its way
    private void passLevels(long address, SuspendedAccess.Kind kind, boolean isHit) {
        if (isAtomic(kind)) fence();
        if (firstLevel != null) {
            long line = lines.of(address);
            long cycles = kind == SuspendedAccess.Kind.STORE ? firstLevel.write(line) : firstLevel.read(line);
            if (isHit) clock += cycles;
        }
        if (buffer != null && stores(kind)) clock = buffer.store(clock, address);
    }

    /// The line of a suspended access has come; the access, or its part in that line, is made now.
    void complete(SuspendedAccess access) {
        if (!oneLevel) passLevels(access.physicalAddress, access.kind, false);
        if (stores(access.kind)) noteStore(lines.of(access.physicalAddress));
    }

    @Override
    public void endReservation(Context context) {
        if (context.reservation == Context.NO_RESERVATION) return;
        super.endReservation(context);
        if (cache != null) cache.endReservation(clock);
    }

    @Override
    public void fence() {
        if (buffer != null) clock = buffer.drain(clock);
    }

    /// Accesses that did not find their line in the first level.
    long firstLevelMisses() {
        return firstLevel == null ? 0 : firstLevel.misses();
    }

    /// Cycles for which the processor has waited for its write buffer.
    long bufferWaits() {
        return buffer == null ? 0 : buffer.waited();
    }

    /// Whether a line must be writable for the access: a load-reserved fetches it so, for its
    /// store-conditional.
    static boolean writes(SuspendedAccess.Kind kind) {
        return switch (kind) {
            case FETCH, LOAD -> false;
            case STORE, LOAD_RESERVED, ATOMIC -> true;
        };
    }

    private static boolean isAtomic(SuspendedAccess.Kind kind) {
        return kind == SuspendedAccess.Kind.LOAD_RESERVED || kind == SuspendedAccess.Kind.ATOMIC;
    }

    private static boolean stores(SuspendedAccess.Kind kind) {
        return kind == SuspendedAccess.Kind.STORE || kind == SuspendedAccess.Kind.ATOMIC;
    }

    /// A store is about to be made, or was just made. If translations follow from its word, the
    /// processor fetches its next instruction anew.
    private void noteStore(long line) {
        tellStore(line);
        if (!tlb.watches(line)) return;
        if (memory.lost(line) > 0) limit = Long.MIN_VALUE;
    }

    /// The node has stored to a line, or is about to: other nodes' reservations of it end. Where there
    /// is a protocol, it has seen to that.
    void tellStore(long line) {
        if (reservations != null) reservations.stored(node, line);
    }

    /// The node has reserved a line, or is about to.
    void noteReservation(long line) {
        if (reservations != null) reservations.reserve(node, line);
    }

    @Override
    public long probe(long virtualAddress, SuspendedAccess.Kind kind) {
        if (virtualAddress >>> ADDRESS_BITS != 0) return refuse(accessFault(kind), virtualAddress);
        int entry = tlb.find(addressSpace, virtualAddress >>> PAGE_SHIFT);
        if (entry == Tlb.MISS || (tlb.rightsOf(entry) & needed(kind)) != needed(kind)) {
            if (entry == Tlb.MISS) tlb.countMiss();
            return refuse(pageFault(kind), virtualAddress);
        }
        return tlb.frameOf(entry) << PAGE_SHIFT | virtualAddress & PAGE_MASK;
    }

    /// Told of a store of a piece by user DMA.
    void noteStoreTo(long physicalAddress) {
        if (privateCaches != null) {
            privateCaches.drop(physicalAddress & -BulkTransfer.PIECE, BulkTransfer.PIECE);
        }
        noteStore(lines.of(physicalAddress));
    }

    MessageCsrs messages() {
        return messages;
    }

    private long refuse(TrapCause reason, long virtualAddress) {
        cause = reason.number();
        value = virtualAddress;
        return -1;
    }

    private static int needed(SuspendedAccess.Kind kind) {
        return switch (kind) {
            case FETCH -> Tlb.EXECUTE;
            case LOAD, LOAD_RESERVED -> Tlb.READ;
            case STORE -> Tlb.WRITE;
            case ATOMIC -> Tlb.READ | Tlb.WRITE;
        };
    }

    private static TrapCause pageFault(SuspendedAccess.Kind kind) {
        return switch (kind) {
            case FETCH -> TrapCause.FETCH_PAGE_FAULT;
            case LOAD, LOAD_RESERVED -> TrapCause.LOAD_PAGE_FAULT;
            case STORE, ATOMIC -> TrapCause.STORE_PAGE_FAULT;
        };
    }

    private static TrapCause accessFault(SuspendedAccess.Kind kind) {
        return switch (kind) {
            case FETCH -> TrapCause.FETCH_ACCESS_FAULT;
            case LOAD, LOAD_RESERVED -> TrapCause.LOAD_ACCESS_FAULT;
            case STORE, ATOMIC -> TrapCause.STORE_ACCESS_FAULT;
        };
    }

    @Override
    public void prefetch(long virtualAddress, SuspendedAccess.Kind kind) {
        if (cache == null || virtualAddress >>> ADDRESS_BITS != 0) return;
        int entry = tlb.find(addressSpace, virtualAddress >>> PAGE_SHIFT);
        if (entry == Tlb.MISS || (tlb.rightsOf(entry) & needed(kind)) != needed(kind)) return;
        long address = tlb.frameOf(entry) << PAGE_SHIFT | virtualAddress & PAGE_MASK;
        cache.prefetch(clock, lines.of(address), writes(kind));
    }

    @Override
    public byte[] frameAt(long address) {
        return memories[PhysicalAddress.home(address)].frame(PhysicalAddress.localFrame(address));
    }

    // The message unit.

    @Override
    public int csr(Context context, int number, int operation, boolean writes, long operand) {
        return messages.csr(context, number, operation, writes, operand);
    }

    @Override
    public boolean interrupt(Context context) {
        return messages.interrupt(context);
    }
}
