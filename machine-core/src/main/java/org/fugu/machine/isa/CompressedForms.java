package org.fugu.machine.isa;

/// The C extension: each two-byte form abbreviates one four-byte word.
final class CompressedForms {
    private static final int ILLEGAL = 0;
    private static final int SP = 2;

    private CompressedForms() {}

    /// The word that a two-byte form stands for, or 0 if it stands for none.
    static int expand(int half) {
        return switch (half & 3) {
            case 0 -> quadrant0(half);
            case 1 -> quadrant1(half);
            case 2 -> quadrant2(half);
            default -> ILLEGAL;
        };
    }

    private static int quadrant0(int half) {
        int base = narrow(half, 7);
        int register = narrow(half, 2);
        return switch (half >>> 13) {
            case 0 -> addi4spn(half, register);
            case 1 -> load(Operation.FLD, register, base, doubleOffset(half));
            case 2 -> load(Operation.LW, register, base, wordOffset(half));
            case 3 -> load(Operation.LD, register, base, doubleOffset(half));
            case 5 -> store(Operation.FSD, register, base, doubleOffset(half));
            case 6 -> store(Operation.SW, register, base, wordOffset(half));
            case 7 -> store(Operation.SD, register, base, doubleOffset(half));
            default -> ILLEGAL;
        };
    }

    private static int addi4spn(int half, int register) {
        int offset = bits(half, 11, 2) << 4 | bits(half, 7, 4) << 6 | bits(half, 6, 1) << 2 | bits(half, 5, 1) << 3;
        return offset == 0 ? ILLEGAL : immediate(Operation.ADDI, register, SP, offset);
    }

    private static int quadrant1(int half) {
        int rd = wide(half, 7);
        int signed = bits(half, 2, 5) | -bits(half, 12, 1) << 5;
        return switch (half >>> 13) {
            case 0 -> immediate(Operation.ADDI, rd, rd, signed);
            case 1 -> rd == 0 ? ILLEGAL : immediate(Operation.ADDIW, rd, rd, signed);
            case 2 -> immediate(Operation.ADDI, rd, 0, signed);
            case 3 -> rd == SP ? addi16sp(half) : lui(rd, signed);
            case 4 -> arithmetic(half, signed);
            case 5 -> jump(half);
            case 6 -> branch(Operation.BEQ, half);
            default -> branch(Operation.BNE, half);
        };
    }

    private static int addi16sp(int half) {
        int offset = -bits(half, 12, 1) << 9
                | bits(half, 6, 1) << 4
                | bits(half, 5, 1) << 6
                | bits(half, 3, 2) << 7
                | bits(half, 2, 1) << 5;
        return offset == 0 ? ILLEGAL : immediate(Operation.ADDI, SP, SP, offset);
    }

    private static int lui(int rd, int signed) {
        return signed == 0 ? ILLEGAL : Operation.LUI.match() | rd << 7 | signed << 12;
    }

    private static int arithmetic(int half, int signed) {
        int rd = narrow(half, 7);
        return switch (half >>> 10 & 3) {
            case 0 -> immediate(Operation.SRLI, rd, rd, signed & 63);
            case 1 -> immediate(Operation.SRAI, rd, rd, signed & 63);
            case 2 -> immediate(Operation.ANDI, rd, rd, signed);
            default -> registers(half, rd, narrow(half, 2));
        };
    }

    private static int registers(int half, int rd, int rs2) {
        return switch (bits(half, 12, 1) << 2 | bits(half, 5, 2)) {
            case 0 -> register(Operation.SUB, rd, rd, rs2);
            case 1 -> register(Operation.XOR, rd, rd, rs2);
            case 2 -> register(Operation.OR, rd, rd, rs2);
            case 3 -> register(Operation.AND, rd, rd, rs2);
            case 4 -> register(Operation.SUBW, rd, rd, rs2);
            case 5 -> register(Operation.ADDW, rd, rd, rs2);
            default -> ILLEGAL;
        };
    }

    private static int jump(int half) {
        int offset = -bits(half, 12, 1) << 11
                | bits(half, 11, 1) << 4
                | bits(half, 9, 2) << 8
                | bits(half, 8, 1) << 10
                | bits(half, 7, 1) << 6
                | bits(half, 6, 1) << 7
                | bits(half, 3, 3) << 1
                | bits(half, 2, 1) << 5;
        return Operation.JAL.match()
                | (offset & 0x10_0000) << 11
                | (offset & 0x7fe) << 20
                | (offset & 0x800) << 9
                | (offset & 0xf_f000);
    }

    private static int branch(Operation operation, int half) {
        int offset = -bits(half, 12, 1) << 8
                | bits(half, 10, 2) << 3
                | bits(half, 5, 2) << 6
                | bits(half, 3, 2) << 1
                | bits(half, 2, 1) << 5;
        return operation.match()
                | narrow(half, 7) << 15
                | (offset & 0x1000) << 19
                | (offset & 0x7e0) << 20
                | (offset & 0x1e) << 7
                | (offset & 0x800) >>> 4;
    }

    private static int quadrant2(int half) {
        int rd = wide(half, 7);
        int rs2 = wide(half, 2);
        return switch (half >>> 13) {
            case 0 -> immediate(Operation.SLLI, rd, rd, bits(half, 2, 5) | bits(half, 12, 1) << 5);
            case 1 -> load(Operation.FLD, rd, SP, doubleFromStack(half));
            case 2 -> rd == 0 ? ILLEGAL : load(Operation.LW, rd, SP, wordFromStack(half));
            case 3 -> rd == 0 ? ILLEGAL : load(Operation.LD, rd, SP, doubleFromStack(half));
            case 4 -> moves(half, rd, rs2);
            case 5 -> store(Operation.FSD, rs2, SP, bits(half, 10, 3) << 3 | bits(half, 7, 3) << 6);
            case 6 -> store(Operation.SW, rs2, SP, bits(half, 9, 4) << 2 | bits(half, 7, 2) << 6);
            default -> store(Operation.SD, rs2, SP, bits(half, 10, 3) << 3 | bits(half, 7, 3) << 6);
        };
    }

    private static int moves(int half, int rd, int rs2) {
        boolean links = bits(half, 12, 1) == 1;
        if (rs2 != 0) return register(Operation.ADD, rd, links ? rd : 0, rs2);
        if (rd != 0) return immediate(Operation.JALR, links ? 1 : 0, rd, 0);
        return links ? Operation.EBREAK.match() : ILLEGAL;
    }

    private static int wordOffset(int half) {
        return bits(half, 10, 3) << 3 | bits(half, 6, 1) << 2 | bits(half, 5, 1) << 6;
    }

    private static int doubleOffset(int half) {
        return bits(half, 10, 3) << 3 | bits(half, 5, 2) << 6;
    }

    private static int wordFromStack(int half) {
        return bits(half, 12, 1) << 5 | bits(half, 4, 3) << 2 | bits(half, 2, 2) << 6;
    }

    private static int doubleFromStack(int half) {
        return bits(half, 12, 1) << 5 | bits(half, 5, 2) << 3 | bits(half, 2, 3) << 6;
    }

    private static int immediate(Operation operation, int rd, int rs1, int immediate) {
        return operation.match() | rd << 7 | rs1 << 15 | immediate << 20;
    }

    private static int load(Operation operation, int rd, int rs1, int offset) {
        return immediate(operation, rd, rs1, offset);
    }

    private static int store(Operation operation, int rs2, int rs1, int offset) {
        return operation.match() | (offset & 31) << 7 | rs1 << 15 | rs2 << 20 | offset >>> 5 << 25;
    }

    private static int register(Operation operation, int rd, int rs1, int rs2) {
        return operation.match() | rd << 7 | rs1 << 15 | rs2 << 20;
    }

    private static int bits(int half, int from, int count) {
        return half >>> from & (1 << count) - 1;
    }

    /// One of `x8` to `x15`.
    private static int narrow(int half, int from) {
        return 8 + bits(half, from, 3);
    }

    private static int wide(int half, int from) {
        return bits(half, from, 5);
    }
}
