package org.fugu.machine.cpu;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.isa.CsrInstruction;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// The six CSR instructions. Floating-point state and counters are the processor's own; all other
/// numbers belong to the [CsrPort].
final class CsrUnit {
    private final NodeClock clock;
    private final AccessPort port;
    private final CsrPort others;
    private final FetchUnit fetch;

    CsrUnit(NodeClock clock, AccessPort port, CsrPort others, FetchUnit fetch) {
        this.clock = clock;
        this.others = others;
        this.port = port;
        this.fetch = fetch;
    }

    /// @return null if it has been done and `pc` is at the next instruction; neither charged nor
    ///     counted as retired yet
    @Nullable
    Stop execute(Context context, long instruction) {
        int source = Instruction.rs1(instruction);
        int operation = CsrInstruction.operation(instruction);
        long operand = CsrInstruction.isImmediate(instruction) ? source : context.x[source];
        boolean writes = CsrInstruction.writes(instruction);
        int number = CsrInstruction.number(instruction);
        return switch (number) {
            case CsrInstruction.FFLAGS, CsrInstruction.FRM, CsrInstruction.FCSR -> {
                floating(context, instruction, number, operation, operand);
                yield null;
            }
            case CsrInstruction.CYCLE, CsrInstruction.TIME, CsrInstruction.INSTRET ->
                counter(context, instruction, number, writes);
            default -> foreign(context, instruction, number, operation, writes, operand);
        };
    }

    private static void floating(Context context, long instruction, int number, int operation, long operand) {
        int fcsr = context.frm << 5 | context.fflags;
        int shift = number == CsrInstruction.FRM ? 5 : 0;
        int mask = number == CsrInstruction.FFLAGS ? 0x1f : number == CsrInstruction.FRM ? 7 : 0xff;
        int old = fcsr >> shift & mask;
        int written = (int) combine(operation, old, operand) & mask;
        fcsr = fcsr & ~(mask << shift) | written << shift;
        context.fflags = fcsr & 0x1f;
        context.frm = fcsr >> 5;
        finish(context, instruction, old);
    }

    private static long combine(int operation, long old, long operand) {
        return switch (operation) {
            case CsrInstruction.SET -> old | operand;
            case CsrInstruction.CLEAR -> old & ~operand;
            default -> operand;
        };
    }

    private @Nullable Stop counter(Context context, long instruction, int number, boolean writes) {
        if (writes) return port.ahead ? Stop.LATER : illegal(context);
        finish(context, instruction, number == CsrInstruction.INSTRET ? context.instret : clock.now);
        return null;
    }

    private @Nullable Stop foreign(
            Context context, long instruction, int number, int operation, boolean writes, long operand) {
        int status = port.ahead
                ? others.ahead(number, operation, writes, operand)
                : others.csr(context, number, operation, writes, operand);
        if (status == CsrPort.LATER) return Stop.LATER;
        if (status == CsrPort.STALLED) return Stop.STALLED;
        if (status == CsrPort.FAULT) {
            if (others.cause == TrapCause.ILLEGAL_INSTRUCTION) return illegal(context);
            // The kernel completes the instruction, so it has to know which register that writes.
            if (others.cause == TrapCause.DISPOSE_EXTEND) others.value = fetch.word(context);
            return Exceptions.raise(clock, port, context, others.cause, others.value);
        }
        long target = context.pc;
        finish(context, instruction, others.value);
        if (status == CsrPort.REDIRECTED) context.pc = target;
        return null;
    }

    private Stop illegal(Context context) {
        return Exceptions.raise(clock, port, context, TrapCause.ILLEGAL_INSTRUCTION, fetch.word(context));
    }

    private static void finish(Context context, long instruction, long old) {
        int rd = Instruction.rd(instruction);
        if (rd != 0) context.x[rd] = old;
        context.pc += Instruction.bytes(instruction);
    }
}
