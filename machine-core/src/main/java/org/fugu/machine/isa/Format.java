package org.fugu.machine.isa;

/// How an instruction word carries its operands.
public enum Format {
    /// Not a word at all.
    NONE(0),
    /// No operands: the whole word is fixed.
    EXACT(0xffff_ffff),
    R(0xfe00_707f),
    I(0x0000_707f),
    LOAD(0x0000_707f),
    LOAD_FLOAT(0x0000_707f),
    STORE(0x0000_707f),
    STORE_FLOAT(0x0000_707f),
    B(0x0000_707f),
    U(0x0000_007f),
    J(0x0000_007f),
    /// Shift by a constant, 0 to 63.
    SHIFT(0xfc00_707f),
    /// Shift of a word by a constant, 0 to 31.
    SHIFT_WORD(0xfe00_707f),
    /// The manual reserves the operands of fences for finer ones; all fences are alike here.
    FENCE(0x0000_707f),
    LOAD_RESERVED(0xf9f0_707f),
    /// `aq` and `rl` are free: memory is sequentially consistent.
    ATOMIC(0xf800_707f),
    CSR(0x0000_707f),
    CSR_IMMEDIATE(0x0000_707f),
    /// Three sources and a rounding mode.
    FUSED(0x0600_007f),
    /// Two sources and a rounding mode.
    FLOAT(0xfe00_007f),
    FLOAT_UNARY(0xfff0_007f),
    /// Two sources; never rounds.
    FLOAT_EXACT(0xfe00_707f),
    FLOAT_COMPARE(0xfe00_707f),
    FLOAT_TO_INTEGER(0xfff0_007f),
    INTEGER_TO_FLOAT(0xfff0_007f),
    /// From a floating-point register, bit by bit, to an integer one.
    FLOAT_BITS(0xfff0_707f),
    BITS_TO_FLOAT(0xfff0_707f);

    private final int mask;

    Format(int mask) {
        this.mask = mask;
    }

    /// The bits of a word that are not operands.
    int mask() {
        return mask;
    }

    /// Whether the word has a rounding mode in bits 14 to 12.
    boolean rounds() {
        return switch (this) {
            case FUSED, FLOAT, FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> true;
            default -> false;
        };
    }
}
