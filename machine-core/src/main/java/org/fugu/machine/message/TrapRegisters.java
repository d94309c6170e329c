package org.fugu.machine.message;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The registers by which user code takes its own traps and message interrupts, without the kernel:
/// where they go, where they came from and why, and two registers free for handlers.
final class TrapRegisters {
    /// In `ucause`: what was before the trap.
    private static final long WAS_DISABLED = 1L << 63;

    private static final long WAS_IN_HANDLER = 1L << 62;

    private long vector;
    private long pc;
    private long cause;
    private long value;
    private final long[] scratch = new long[2];

    static boolean has(int csr) {
        return csr != CsrNumber.URET && csr >= CsrNumber.UIVEC && csr <= CsrNumber.USCRATCH1;
    }

    long read(int csr) {
        return switch (csr) {
            case CsrNumber.UIVEC -> vector;
            case CsrNumber.UEPC -> pc;
            case CsrNumber.UCAUSE -> cause;
            case CsrNumber.UTVAL -> value;
            case CsrNumber.USCRATCH0, CsrNumber.USCRATCH1 -> scratch[csr - CsrNumber.USCRATCH0];
            default -> throw noSuch(csr);
        };
    }

    void write(int csr, long written) {
        switch (csr) {
            case CsrNumber.UIVEC -> vector = written & ~1L;
            case CsrNumber.UEPC -> pc = written & ~1L;
            case CsrNumber.UCAUSE -> cause = written;
            case CsrNumber.UTVAL -> value = written;
            case CsrNumber.USCRATCH0, CsrNumber.USCRATCH1 -> scratch[csr - CsrNumber.USCRATCH0] = written;
            default -> throw noSuch(csr);
        }
    }

    private static IllegalArgumentException noSuch(int csr) {
        return new IllegalArgumentException("CSR 0x" + Integer.toHexString(csr) + " is no register of a trap");
    }

    /// Where message interrupts go; 0 if nowhere.
    long vector() {
        return vector;
    }

    /// Where the trap came from.
    long pc() {
        return pc;
    }

    /// Takes what others hold.
    void copy(TrapRegisters other) {
        vector = other.vector;
        pc = other.pc;
        cause = other.cause;
        value = other.value;
        System.arraycopy(other.scratch, 0, scratch, 0, scratch.length);
    }

    void enter(long from, int reason, long about, boolean wasDisabled, boolean wasInHandler) {
        pc = from;
        cause = reason | (wasDisabled ? WAS_DISABLED : 0) | (wasInHandler ? WAS_IN_HANDLER : 0);
        value = about;
    }

    /// Whether interrupts were disabled before the trap.
    boolean wasDisabled() {
        return (cause & WAS_DISABLED) != 0;
    }

    boolean wasInHandler() {
        return (cause & WAS_IN_HANDLER) != 0;
    }

    void save(StateWriter out) {
        out.add(vector).add(pc).add(cause).add(value).add(scratch);
    }

    void restore(StateReader in) {
        vector = in.next();
        pc = in.next();
        cause = in.next();
        value = in.next();
        in.next(scratch);
    }
}
