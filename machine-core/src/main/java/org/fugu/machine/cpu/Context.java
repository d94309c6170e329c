package org.fugu.machine.cpu;

/// One register set of a node: what a hardware thread is made of. A node has one to four.
public final class Context {
    /// No line is reserved.
    public static final long NO_RESERVATION = -1;

    /// `x0` to `x31`; whoever writes keeps `x[0]` zero.
    public final long[] x = new long[32];

    /// `f0` to `f31`; singles are NaN-boxed.
    public final long[] f = new long[32];

    public long pc;

    /// Accrued exceptions, bits 4 to 0 of `fcsr`.
    public int fflags;

    /// Dynamic rounding mode, bits 7 to 5 of `fcsr`.
    public int frm;

    /// Instructions retired.
    public long instret;

    /// Physical address of the line that an LR reserved, or [#NO_RESERVATION]. It ends with the
    /// line or a trap.
    public long reservation = NO_RESERVATION;

    /// The access this context waits for while [SuspendedAccess#active].
    public final SuspendedAccess access = new SuspendedAccess();
}
