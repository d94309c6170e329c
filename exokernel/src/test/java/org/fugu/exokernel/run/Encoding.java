package org.fugu.exokernel.run;

import org.fugu.machine.isa.Operation;

/// Instruction words of all formats, for programs that are drawn at random.
final class Encoding {
    private Encoding() {}

    /// Operands that the format lacks are left out.
    ///
    /// @param rounding 0 to 7, for the formats that round
    static int encode(Operation operation, int rd, int rs1, int rs2, int rs3, int rounding, int immediate) {
        int word = operation.match();
        int first = rd << 7 | rs1 << 15;
        return switch (operation.format()) {
            case NONE -> throw new IllegalArgumentException(operation + " is no instruction");
            case EXACT, FENCE -> word;
            case R, ATOMIC, FLOAT_EXACT, FLOAT_COMPARE -> word | first | rs2 << 20;
            case LOAD_RESERVED, FLOAT_BITS, BITS_TO_FLOAT -> word | first;
            case I, LOAD, LOAD_FLOAT, CSR, CSR_IMMEDIATE -> word | first | immediate << 20;
            case SHIFT -> word | first | (immediate & 63) << 20;
            case SHIFT_WORD -> word | first | (immediate & 31) << 20;
            case STORE, STORE_FLOAT -> word | (immediate & 31) << 7 | rs1 << 15 | rs2 << 20 | immediate >> 5 << 25;
            case B -> word | branchBits(immediate) | rs1 << 15 | rs2 << 20;
            case U -> word | rd << 7 | immediate & 0xffff_f000;
            case J -> word | rd << 7 | jumpBits(immediate);
            case FUSED -> word | first | rounding << 12 | rs2 << 20 | rs3 << 27;
            case FLOAT -> word | first | rounding << 12 | rs2 << 20;
            case FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> word | first | rounding << 12;
        };
    }

    static int register(Operation operation, int rd, int rs1, int rs2) {
        return encode(operation, rd, rs1, rs2, 0, 7, 0);
    }

    static int immediate(Operation operation, int rd, int rs1, int immediate) {
        return encode(operation, rd, rs1, 0, 0, 7, immediate);
    }

    static int store(Operation operation, int rs2, int rs1, int offset) {
        return encode(operation, 0, rs1, rs2, 0, 7, offset);
    }

    static int branch(Operation operation, int rs1, int rs2, int offset) {
        return encode(operation, 0, rs1, rs2, 0, 7, offset);
    }

    static int jump(int link, int offset) {
        return encode(Operation.JAL, link, 0, 0, 0, 7, offset);
    }

    /// @param source a register, or five bits for the forms with a constant
    static int csr(Operation operation, int rd, int number, int source) {
        return encode(operation, rd, source, 0, 0, 7, number);
    }

    private static int branchBits(int offset) {
        return (offset & 0x1000) << 19 | (offset & 0x7e0) << 20 | (offset & 0x1e) << 7 | (offset & 0x800) >>> 4;
    }

    private static int jumpBits(int offset) {
        return (offset & 0x10_0000) << 11 | (offset & 0x7fe) << 20 | (offset & 0x800) << 9 | offset & 0xf_f000;
    }

    /// `c.j`, for offsets of twelve bits.
    static int shortJump(int offset) {
        return 0xa001
                | (offset >> 11 & 1) << 12
                | (offset >> 4 & 1) << 11
                | (offset >> 8 & 3) << 9
                | (offset >> 10 & 1) << 8
                | (offset >> 6 & 1) << 7
                | (offset >> 7 & 1) << 6
                | (offset >> 1 & 7) << 3
                | (offset >> 5 & 1) << 2;
    }

    /// `c.beqz` or `c.bnez`, for offsets of nine bits.
    ///
    /// @param register `x8` to `x15`
    static int shortBranch(boolean isEqual, int register, int offset) {
        return (isEqual ? 0xc001 : 0xe001)
                | (offset >> 8 & 1) << 12
                | (offset >> 3 & 3) << 10
                | register - 8 << 7
                | (offset >> 6 & 3) << 5
                | (offset >> 1 & 3) << 3
                | (offset >> 5 & 1) << 2;
    }
}
