package org.fugu.machine.cpu;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.trap.TrapCause;

/// A port over plain memory with virtual addresses equal to physical ones, for tests of the
/// processor alone. It can let accesses wait at random, as a cache that loses its lines would.
final class FlatMemory extends AccessPort {
    static final int PAGE = 4096;

    final NodeClock time = new NodeClock();
    final CsrPort csrs = new ScratchCsrs();

    private final byte[][] frames;
    private final boolean[] readable;
    private final boolean[] writable;

    /// Whether the next access has to wait.
    BooleanSupplier stalls = () -> false;

    /// A CSR the tests may use, at 0x800. Writing 0x80f jumps to its value.
    long scratch;

    long accesses;

    /// How often a CSR access answers STALLED before it is made.
    int csrStalls;

    long fetches;
    long interrupts;
    long interruptTarget = -1;

    FlatMemory(int pages) {
        super(HitTable.empty());
        frames = new byte[pages][PAGE];
        readable = new boolean[pages];
        writable = new boolean[pages];
        Arrays.fill(readable, true);
        Arrays.fill(writable, true);
        time.limit = Long.MAX_VALUE;
    }

    /// What was fetched from this memory.
    final DecodedLines decoded = new DecodedLines(epoch);

    /// A processor on this memory.
    Interpreter interpreter(InstructionLatencies latencies) {
        return new Interpreter(time, this, csrs, decoded, latencies);
    }

    void forbid(long address) {
        readable[(int) (address / PAGE)] = false;
        writable[(int) (address / PAGE)] = false;
    }

    void forbidWriting(long address) {
        writable[(int) (address / PAGE)] = false;
    }

    void write(long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            frames[(int) ((address + i) / PAGE)][(int) ((address + i) % PAGE)] = bytes[i];
        }
    }

    void writeWords(long address, int... words) {
        for (int i = 0; i < words.length; i++) {
            var bytes = new byte[4];
            Bytes.putInt(bytes, 0, words[i]);
            write(address + 4L * i, bytes);
        }
    }

    byte[] read(long address, int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = frames[(int) ((address + i) / PAGE)][(int) ((address + i) % PAGE)];
        }
        return bytes;
    }

    @Override
    public void keepOld(byte[] bytes, int at) {
        throw new AssertionError("nobody runs ahead here");
    }

    @Override
    public int storesAhead() {
        return 0;
    }

    @Override
    public boolean isAsBefore(int before) {
        return false;
    }

    @Override
    public int acquire(long virtualAddress, int bytes, AccessKind kind) {
        if ((virtualAddress & 15) + bytes > 16) throw new AssertionError("an access crosses a line");
        if (time.now >= time.limit) throw new AssertionError("an access after the limit");
        if (kind == AccessKind.FETCH) fetches++;
        accesses++;
        if (!allowed(virtualAddress, kind)) return fault(virtualAddress, kind);
        physicalAddress = virtualAddress;
        if (stalls.getAsBoolean()) return STALLED;
        frame = frames[(int) (virtualAddress >>> 12)];
        offset = (int) virtualAddress & PAGE - 1;
        return READY;
    }

    private boolean allowed(long address, AccessKind kind) {
        long page = address >>> 12;
        if (page >= frames.length) return false;
        boolean reads = kind != AccessKind.STORE && kind != AccessKind.ATOMIC;
        return reads ? readable[(int) page] : writable[(int) page];
    }

    private int fault(long address, AccessKind kind) {
        value = address;
        cause = switch (kind) {
            case FETCH -> TrapCause.FETCH_PAGE_FAULT;
            case LOAD, LOAD_RESERVED -> TrapCause.LOAD_PAGE_FAULT;
            case STORE, ATOMIC -> TrapCause.STORE_PAGE_FAULT;
        };
        return FAULT;
    }

    @Override
    public long probe(long virtualAddress, AccessKind kind) {
        if (allowed(virtualAddress, kind)) return virtualAddress;
        fault(virtualAddress, kind);
        return -1;
    }

    @Override
    public void prefetch(long virtualAddress, AccessKind kind) {
        // Everything is near already.
    }

    @Override
    public byte[] frameAt(long physicalAddress) {
        return frames[(int) (physicalAddress / PAGE)];
    }

    private final class ScratchCsrs extends CsrPort {
        @Override
        public int csr(Context context, int number, int operation, boolean writes, long operand) {
            if (csrStalls > 0) {
                csrStalls--;
                return STALLED;
            }
            if (number == 0x80f) {
                context.pc = scratch;
                return REDIRECTED;
            }
            if (number != 0x800) {
                cause = TrapCause.ILLEGAL_INSTRUCTION;
                return FAULT;
            }
            value = scratch;
            if (writes) scratch = operation == 1 ? operand : operation == 2 ? scratch | operand : scratch & ~operand;
            return READY;
        }

        @Override
        public boolean interrupt(Context context) {
            interrupts++;
            // The strictest node there can be.
            context.dropFetched();
            if (interruptTarget < 0) return false;
            context.pc = interruptTarget;
            time.interrupting = false;
            return true;
        }
    }
}
