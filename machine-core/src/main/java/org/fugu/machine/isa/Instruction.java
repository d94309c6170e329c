package org.fugu.machine.isa;

/// A decoded instruction, packed in a `long` because a processor keeps thousands of them.
///
/// | bits | field |
/// |---|---|
/// | 8–0 | operation, an [Opcode] |
/// | 13–9 | destination register |
/// | 18–14 | first source register |
/// | 23–19 | second source register |
/// | 24 | set if the instruction is two bytes long |
/// | 27–25 | rounding mode, 7 is dynamic |
/// | 63–32 | immediate, signed; a CSR's number; the third source register; an illegal word |
public final class Instruction {
    /// Low bits of a prefetch's immediate: for which access.
    public static final int PREFETCH_KIND_MASK = 31;

    public static final int PREFETCH_INSTRUCTION = 0;
    public static final int PREFETCH_READ = 1;
    public static final int PREFETCH_WRITE = 3;

    public static final int OPCODE_MASK = 0x1ff;
    public static final int RD_SHIFT = 9;
    public static final int RS1_SHIFT = 14;
    public static final int RS2_SHIFT = 19;
    static final long SHORT = 1L << 24;
    private static final int ROUNDING_SHIFT = 25;

    /// Rounding mode field: use `frm`.
    public static final int DYNAMIC = 7;

    /// The last rounding mode that is one.
    public static final int NEAREST_AWAY = 4;

    private Instruction() {}

    static long pack(Operation operation, int rd, int rs1, int rs2, int rounding, int immediate) {
        return operation.ordinal()
                | (long) rd << RD_SHIFT
                | (long) rs1 << RS1_SHIFT
                | (long) rs2 << RS2_SHIFT
                | (long) rounding << ROUNDING_SHIFT
                | (long) immediate << 32;
    }

    /// The operation as a constant of [Opcode].
    public static int opcode(long instruction) {
        return (int) instruction & OPCODE_MASK;
    }

    public static Operation operation(long instruction) {
        return Decoder.OPERATIONS[opcode(instruction)];
    }

    public static int rd(long instruction) {
        return (int) instruction >>> RD_SHIFT & 31;
    }

    public static int rs1(long instruction) {
        return (int) instruction >>> RS1_SHIFT & 31;
    }

    public static int rs2(long instruction) {
        return (int) instruction >>> RS2_SHIFT & 31;
    }

    /// Only for [Format#FUSED].
    public static int rs3(long instruction) {
        return (int) (instruction >>> 32) & 31;
    }

    public static int rounding(long instruction) {
        return (int) instruction >>> ROUNDING_SHIFT & 7;
    }

    public static long immediate(long instruction) {
        return instruction >> 32;
    }

    /// Two or four.
    public static int bytes(long instruction) {
        return 4 - ((int) instruction >>> 23 & 2);
    }
}
