package org.fugu.machine.cpu;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// The six CSR instructions. Floating-point state and counters are the processor's own; all other
/// numbers belong to the [CsrPort].
final class CsrUnit {
    private static final int FFLAGS = 0x001;
    private static final int FRM = 0x002;
    private static final int FCSR = 0x003;
    private static final int CYCLE = 0xc00;
    private static final int TIME = 0xc01;
    private static final int INSTRET = 0xc02;

    private static final int WRITE = 1;
    private static final int SET = 2;
    private static final int CLEAR = 3;

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

    /// Whether the instruction reads what counts by itself.
    static boolean isCounter(long instruction) {
        int number = (int) Instruction.immediate(instruction);
        return number >= CYCLE && number <= INSTRET;
    }

    /// @return null if it has been done and `pc` is at the next instruction; neither charged nor
    ///     counted as retired yet
    @Nullable
    Stop execute(Context context, long instruction) {
        int opcode = Instruction.opcode(instruction);
        boolean immediate = opcode >= Opcode.CSRRWI;
        int source = Instruction.rs1(instruction);
        int operation = opcode - (immediate ? Opcode.CSRRWI : Opcode.CSRRW) + WRITE;
        long operand = immediate ? source : context.x[source];
        boolean writes = operation == WRITE || source != 0;
        int number = (int) Instruction.immediate(instruction);
        return switch (number) {
            case FFLAGS, FRM, FCSR -> {
                floating(context, instruction, number, operation, operand);
                yield null;
            }
            case CYCLE, TIME, INSTRET -> counter(context, instruction, number, writes);
            default -> foreign(context, instruction, number, operation, writes, operand);
        };
    }

    private static void floating(Context context, long instruction, int number, int operation, long operand) {
        int fcsr = context.frm << 5 | context.fflags;
        int shift = number == FRM ? 5 : 0;
        int mask = number == FFLAGS ? 0x1f : number == FRM ? 7 : 0xff;
        int old = fcsr >> shift & mask;
        int written = (int) combine(operation, old, operand) & mask;
        fcsr = fcsr & ~(mask << shift) | written << shift;
        context.fflags = fcsr & 0x1f;
        context.frm = fcsr >> 5;
        finish(context, instruction, old);
    }

    private static long combine(int operation, long old, long operand) {
        return switch (operation) {
            case SET -> old | operand;
            case CLEAR -> old & ~operand;
            default -> operand;
        };
    }

    private @Nullable Stop counter(Context context, long instruction, int number, boolean writes) {
        if (writes) return port.ahead ? Stop.LATER : illegal(context);
        finish(context, instruction, number == INSTRET ? context.instret : clock.now);
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
