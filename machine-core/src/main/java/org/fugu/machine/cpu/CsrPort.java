package org.fugu.machine.cpu;

import org.fugu.machine.trap.TrapCause;

/// A processor's way to the CSRs that are not its own (all but `fflags`, `frm`, `fcsr`, `cycle`,
/// `time`, `instret`), and to what may interrupt it.
public abstract class CsrPort {
    /// The access is made, and its old value in [#value].
    public static final int READY = 0;

    /// The unit is busy: the instruction is executed again later.
    public static final int STALLED = 1;

    /// An exception: [#cause] and [#value]; the value of an illegal instruction, and of a disposal that
    /// is the kernel's, is filled in by the engine: the instruction.
    public static final int FAULT = 2;

    /// The write has set the context's `pc` itself; the old value is in [#value].
    public static final int REDIRECTED = 3;

    /// The access concerns others, and the processor runs ahead: nothing was done.
    public static final int LATER = 6;

    /// Without any CSR.
    static final CsrPort NONE = new CsrPort() {
        @Override
        public int csr(Context context, int number, int operation, boolean writes, long operand) {
            return FAULT;
        }

        @Override
        public boolean interrupt(Context context) {
            return false;
        }
    };

    /// After FAULT: why.
    public TrapCause cause = TrapCause.ILLEGAL_INSTRUCTION;

    /// After FAULT: what `utval` is to say. Otherwise the old value.
    public long value;

    /// Reads and writes a CSR.
    ///
    /// @param operation 1 write, 2 set bits, 3 clear bits, as in bits 1 to 0 of `funct3`
    /// @param writes false for a set or clear with register or immediate 0
    /// @return READY, STALLED, FAULT or REDIRECTED
    public abstract int csr(Context context, int number, int operation, boolean writes, long operand);

    /// Does the same for a processor that runs ahead of what is certain, if it concerns nobody else and
    /// can be taken back.
    ///
    /// @return READY or LATER
    public int ahead(int number, int operation, boolean writes, long operand) {
        return LATER;
    }

    /// Does the same for translated code, certain or ahead, if it is sure that the access is READY and that
    /// nothing interrupts behind it; else nothing.
    ///
    /// @return whether it was done
    public boolean makesAtOnce(int number, int operation, boolean writes, long operand) {
        return false;
    }

    /// A number that is the same as before only if [#ahead] would answer the same to the same accesses,
    /// as long as nothing happens from outside.
    public long stamp() {
        return 0;
    }

    /// Called where interrupts are recognised while the interrupt line is set, with `context.pc` at
    /// the next instruction.
    ///
    /// @return true if the context's `pc` has been changed
    public abstract boolean interrupt(Context context);
}
