package org.fugu.machine.isa;

/// Puts instruction words together, for tests.
public final class Assembly {
    private Assembly() {}

    /// An instruction of any format; operands that the format lacks are left out.
    ///
    /// @param rounding 0 to 7, for the formats that round
    public static int encode(Operation operation, int rd, int rs1, int rs2, int rs3, int rounding, int immediate) {
        int word = operation.match();
        return switch (operation.format()) {
            case NONE -> throw new IllegalArgumentException(operation + " is no instruction");
            case EXACT, FENCE -> word;
            case R, ATOMIC, FLOAT_EXACT, FLOAT_COMPARE -> word | rd << 7 | rs1 << 15 | rs2 << 20;
            case LOAD_RESERVED, FLOAT_BITS, BITS_TO_FLOAT -> word | rd << 7 | rs1 << 15;
            case I, LOAD, LOAD_FLOAT, CSR, CSR_IMMEDIATE -> word | rd << 7 | rs1 << 15 | immediate << 20;
            case SHIFT -> word | rd << 7 | rs1 << 15 | (immediate & 63) << 20;
            case SHIFT_WORD -> word | rd << 7 | rs1 << 15 | (immediate & 31) << 20;
            case STORE, STORE_FLOAT -> word | (immediate & 31) << 7 | rs1 << 15 | rs2 << 20 | immediate >> 5 << 25;
            case B -> word | branchBits(immediate) | rs1 << 15 | rs2 << 20;
            case U -> word | rd << 7 | immediate & 0xffff_f000;
            case J -> word | rd << 7 | jumpBits(immediate);
            case FUSED -> word | rd << 7 | rounding << 12 | rs1 << 15 | rs2 << 20 | rs3 << 27;
            case FLOAT -> word | rd << 7 | rounding << 12 | rs1 << 15 | rs2 << 20;
            case FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> word | rd << 7 | rounding << 12 | rs1 << 15;
        };
    }

    public static int register(Operation operation, int rd, int rs1, int rs2) {
        return encode(operation, rd, rs1, rs2, 0, 7, 0);
    }

    public static int immediate(Operation operation, int rd, int rs1, int immediate) {
        return encode(operation, rd, rs1, 0, 0, 7, immediate);
    }

    public static int store(Operation operation, int rs2, int rs1, int offset) {
        return encode(operation, 0, rs1, rs2, 0, 7, offset);
    }

    public static int branch(Operation operation, int rs1, int rs2, int offset) {
        return encode(operation, 0, rs1, rs2, 0, 7, offset);
    }

    public static int csr(Operation operation, int rd, int number, int source) {
        return encode(operation, rd, source, 0, 0, 7, number);
    }

    private static int branchBits(int offset) {
        return (offset & 0x1000) << 19 | (offset & 0x7e0) << 20 | (offset & 0x1e) << 7 | (offset & 0x800) >>> 4;
    }

    private static int jumpBits(int offset) {
        return (offset & 0x10_0000) << 11 | (offset & 0x7fe) << 20 | (offset & 0x800) << 9 | offset & 0xf_f000;
    }
}
