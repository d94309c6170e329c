package org.fugu.machine.isa;

/// Which registers instructions read and load. Both files are numbered in one row: 0 to 31 are `x0`
/// to `x31`, 32 to 63 are `f0` to `f31`.
public final class RegisterUse {
    /// No register: `x0`, which nothing changes and nobody waits for.
    public static final int NONE = 0;

    /// The first floating-point register.
    public static final int FLOAT = 32;

    private RegisterUse() {}

    /// The register that the instruction gets from memory: a load's, an LR's, SC's or AMO's; else
    /// [#NONE].
    public static int loaded(long instruction) {
        return switch (Instruction.operation(instruction).format()) {
            case LOAD, LOAD_RESERVED, ATOMIC -> Instruction.rd(instruction);
            case LOAD_FLOAT -> FLOAT + Instruction.rd(instruction);
            case NONE, EXACT, R, I, STORE, STORE_FLOAT, B, U, J, SHIFT, SHIFT_WORD, FENCE, CSR, CSR_IMMEDIATE -> NONE;
            case FUSED, FLOAT, FLOAT_UNARY, FLOAT_EXACT, FLOAT_COMPARE, FLOAT_TO_INTEGER -> NONE;
            case INTEGER_TO_FLOAT, FLOAT_BITS, BITS_TO_FLOAT -> NONE;
        };
    }

    /// The register that the instruction writes, or [#NONE].
    public static int written(long instruction) {
        int rd = Instruction.rd(instruction);
        return switch (Instruction.operation(instruction).format()) {
            case NONE, EXACT, STORE, STORE_FLOAT, B, FENCE -> NONE;
            case R, I, U, J, SHIFT, SHIFT_WORD, CSR, CSR_IMMEDIATE, LOAD, LOAD_RESERVED, ATOMIC -> rd;
            case FLOAT_COMPARE, FLOAT_TO_INTEGER, FLOAT_BITS -> rd;
            case LOAD_FLOAT, FUSED, FLOAT, FLOAT_UNARY, FLOAT_EXACT, INTEGER_TO_FLOAT, BITS_TO_FLOAT -> FLOAT + rd;
        };
    }

    /// Whether the instruction has the register among its sources: addresses, operands and what it
    /// stores.
    public static boolean reads(long instruction, int register) {
        return (sources(instruction) >>> register & 1) != 0;
    }

    /// A bit for each register read, without `x0`.
    private static long sources(long instruction) {
        long x1 = 1L << Instruction.rs1(instruction);
        long x2 = 1L << Instruction.rs2(instruction);
        long sources = switch (Instruction.operation(instruction).format()) {
            case NONE -> Instruction.opcode(instruction) == Opcode.PREFETCH ? x1 : 0;
            case EXACT, U, J, FENCE, CSR_IMMEDIATE -> 0;
            case I, LOAD, LOAD_FLOAT, LOAD_RESERVED, SHIFT, SHIFT_WORD, CSR -> x1;
            case INTEGER_TO_FLOAT, BITS_TO_FLOAT -> x1;
            case R, STORE, B, ATOMIC -> x1 | x2;
            case STORE_FLOAT -> x1 | x2 << FLOAT;
            case FUSED -> (x1 | x2 | 1L << Instruction.rs3(instruction)) << FLOAT;
            case FLOAT, FLOAT_EXACT, FLOAT_COMPARE -> (x1 | x2) << FLOAT;
            case FLOAT_UNARY, FLOAT_TO_INTEGER, FLOAT_BITS -> x1 << FLOAT;
        };
        return sources & ~1L;
    }
}
