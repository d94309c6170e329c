package org.fugu.machine.cpu;

/// What a processor is wired to: memory, message unit and clock of its node.
///
/// Results beyond a status are left in the public fields; this is the hottest border of the
/// simulator, so nothing is allocated on it.
public abstract class NodePort {
    /// The access can be made now: [#frame], [#offset] and [#physicalAddress] say where.
    public static final int READY = 0;

    /// The line has to be fetched (or the message unit is busy): the context stops here, before the
    /// access.
    public static final int STALLED = 1;

    /// An exception: [#cause] and [#value].
    public static final int FAULT = 2;

    /// A CSR write has set the context's `pc` itself.
    public static final int REDIRECTED = 3;

    /// The node's time, in cycles. An engine keeps it in a local and stores it here before every
    /// call, at the instant when the instruction starts, and reads it again after. The port adds
    /// only
    /// what goes beyond the instruction's own cycles.
    public long clock;

    /// An instruction may start only while `clock < limit`. Calls may lower it, so an engine reads
    /// it again after each.
    public long limit;

    /// Something waits to be recognised at the next control transfer, CSR access or page crossing.
    public boolean attention;

    /// Whether fetching a line is as good as fetching its whole page: true only if the node has no
    /// caches and [#acquire] of a fetch has no side effect. The processor then asks once a page;
    /// whoever takes a translation away calls [Context#dropFetched].
    public boolean fetchesWholePages;

    /// After READY: the bytes of the frame that holds the access, little-endian, 4,096 of them.
    public byte[] frame = new byte[0];

    /// After READY: index of the first byte within [#frame].
    public int offset;

    /// After READY and STALLED: physical address of the first byte.
    public long physicalAddress;

    /// After FAULT: number of the trap cause.
    public int cause;

    /// After FAULT: the faulting address or instruction. After a CSR read: the old value.
    public long value;

    /// Translates an address and secures the right to access it.
    ///
    /// @param bytes 1 to 16; the access must not cross a multiple of 16 (the caller splits those that
    ///     do), and so never crosses a line
    /// @return READY, STALLED or FAULT. STALLED has noted the miss; the node completes the
    ///     context's suspended access when the line is there
    public abstract int acquire(long virtualAddress, int bytes, SuspendedAccess.Kind kind);

    /// Only translates: the physical address of an access of that kind, or -1 after setting
    /// [#cause] and [#value]. No side effect on caches. For accesses that cross a page, which probe
    /// both pages first.
    public abstract long probe(long virtualAddress, SuspendedAccess.Kind kind);

    /// Reads and writes a CSR that is not the processor's own (all but `fflags`, `frm`, `fcsr`,
    /// `cycle`, `time`, `instret`).
    ///
    /// @param operation 1 write, 2 set bits, 3 clear bits, as in bits 1 to 0 of `funct3`
    /// @param writes false for a set or clear with register or immediate 0
    /// @return READY or REDIRECTED with the old value in [#value]; STALLED (executed again
    ///     later); or
    ///     FAULT, where an illegal instruction's value is filled in by the engine
    public abstract int csr(Context context, int number, int operation, boolean writes, long operand);

    /// Called where interrupts are recognised while [#attention] is set, with `context.pc` at the
    /// next instruction.
    ///
    /// @return true if the context's `pc` has been changed
    public abstract boolean interrupt(Context context);

    /// Ends a context's reservation, if it has one: nobody waits for its store-conditional any longer.
    public void endReservation(Context context) {
        context.reservation = Context.NO_RESERVATION;
    }

    /// Waits until every store before it is made for good.
    public void fence() {}

    /// Brings a line near that may soon be accessed. Never faults, and changes nothing that a
    /// program can see but time.
    public abstract void prefetch(long virtualAddress, SuspendedAccess.Kind kind);

    /// The bytes of the frame that holds a physical address; for completing a suspended access.
    public abstract byte[] frameAt(long physicalAddress);
}
