package org.fugu.machine.cpu;

import org.fugu.machine.cache.CodeEpoch;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.trap.TrapCause;

/// A processor's way to memory.
///
/// Results beyond a status are left in the public fields; this is the hottest border of the
/// simulator, so nothing is allocated on it.
public abstract class AccessPort {
    /// The access can be made now: [#frame], [#offset] and [#physicalAddress] say where.
    public static final int READY = 0;

    /// The line has to be fetched: the context stops here, before the access.
    public static final int STALLED = 1;

    /// An exception: [#cause] and [#value].
    public static final int FAULT = 2;

    /// The access concerns others, and the processor runs [#ahead]: nothing was done.
    public static final int LATER = 6;

    /// What may pass without being asked for: for each access that hits here, [#acquire] would answer
    /// READY and change nothing.
    public final HitTable hits;

    /// How long what [#executesFrom] and [#instructionsAt] have answered holds.
    public final CodeEpoch epoch = new CodeEpoch();

    /// Whether the processor runs ahead of what is certain: then [#acquire] lets nothing pass but
    /// hits, which concern nobody else and can be taken back.
    public boolean ahead;

    /// While [#ahead]: whether there is no other context that could take the pipeline.
    public boolean aheadOfNobody;

    /// While [#ahead]: whether [#acquire] has answered [#LATER] because a line has to be asked for. Nothing
    /// is executed ahead behind that.
    public boolean atMiss;

    /// While [#ahead]: whether a CSR of the message unit was left for later.
    public boolean atUnit;

    /// Whether fetching a line is as good as fetching its whole page: true only if the node has no
    /// caches and [#acquire] of a fetch has no side effect. The processor then asks once a page;
    /// whoever takes a translation away calls [Context#dropFetched].
    public boolean fetchesWholePages;

    /// After READY: the bytes of the frame that holds the access, little-endian, 4,096 of them.
    public byte[] frame = new byte[0];

    /// After READY: index of the first byte within [#frame].
    public int offset;

    /// What translated code has loaded last that was not in the table of hits, or read of a CSR.
    public long word;

    /// After [#obtainsAtOnce]: whether a translation has come back for it, and with that the instruction was
    /// fetched anew.
    public boolean refetched;

    /// Whose CSRs translated code reads and writes.
    public CsrPort csrs = CsrPort.NONE;

    /// After READY and STALLED: physical address of the first byte.
    public long physicalAddress;

    /// After FAULT: why.
    public TrapCause cause = TrapCause.ILLEGAL_INSTRUCTION;

    /// After FAULT: the faulting address or instruction.
    public long value;

    protected AccessPort(HitTable hits) {
        this.hits = hits;
    }

    /// Translates an address and secures the right to access it.
    ///
    /// @param bytes 1 to 16; the access must not cross a multiple of 16 (the caller splits those that
    ///     do), and so never crosses a line
    /// @return READY, STALLED, FAULT or LATER. STALLED has noted the miss; the node completes the
    ///     context's suspended access when the line is there
    public abstract int acquire(long virtualAddress, int bytes, AccessKind kind);

    /// Like [#acquire], but where nothing else can happen meanwhile, the line comes at once instead of
    /// STALLED: time has passed then, but for the instruction's own.
    ///
    /// @param bytes of a whole access
    /// @param kind LOAD, STORE or FETCH
    /// @param cycles of the instruction that pass before it waits: all of a load's or a store's, none of a
    ///     fetch's
    public int obtain(long virtualAddress, int bytes, AccessKind kind, int cycles) {
        return acquire(virtualAddress, bytes, kind);
    }

    /// Like [#obtain] where a hit takes no time, and does nothing where that would not be READY, or where a
    /// store concerns more than its line. Whoever then asks again, at the time that it is, is answered alike.
    /// A translation that the TLB has lost may come back, see [#refetched].
    ///
    /// @return whether it is READY
    public boolean obtainsAtOnce(long virtualAddress, int bytes, AccessKind kind, int cycles) {
        return false;
    }

    /// Keeps what a store that hits will replace, while [#ahead].
    public abstract void keepOld(byte[] bytes, int at);

    /// How many stores have been made [#ahead].
    public abstract int storesAhead();

    /// Whether memory is as it was when [#storesAhead] was `before`.
    public abstract boolean isAsBefore(int before);

    /// Only translates: the physical address of an access of that kind, or -1 after setting
    /// [#cause] and [#value]. No side effect on caches. For accesses that cross a page, which probe
    /// both pages first.
    public abstract long probe(long virtualAddress, AccessKind kind);

    /// Where instructions of a page are, or -1 if none can be fetched there. No side effect at all.
    public long instructionsAt(long virtualAddress) {
        return -1;
    }

    /// Whether instructions of a line can be executed without asking, as long as [#epoch] lasts.
    public boolean executesFrom(long physicalAddress) {
        return false;
    }

    /// Ends a context's reservation, if it has one: nobody waits for its store-conditional any longer.
    public void endReservation(Context context) {
        context.reservation = Context.NO_RESERVATION;
    }

    /// Waits until every store before it is made for good.
    public void fence() {}

    /// Brings a line near that may soon be accessed. Never faults, and changes nothing that a
    /// program can see but time.
    public abstract void prefetch(long virtualAddress, AccessKind kind);

    /// Whether [#prefetch] may do anything, for a processor that runs [#ahead].
    public boolean needsPrefetch(long virtualAddress, AccessKind kind) {
        return true;
    }

    /// The bytes of the frame that holds a physical address; for completing a suspended access.
    public abstract byte[] frameAt(long physicalAddress);
}
