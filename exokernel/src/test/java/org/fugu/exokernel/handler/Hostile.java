package org.fugu.exokernel.handler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.fugu.machine.isa.Operation;
import org.fugu.machine.message.CsrNumber;

/// Handlers that may be anything: good ones with bits, instructions and lengths changed; instructions at
/// random; and what tries to deceive a verifier by sums that overflow, masks, shifts and branches.
final class Hostile {
    private static final List<Operation> COMPUTING = List.of(
            Operation.ADD,
            Operation.SUB,
            Operation.AND,
            Operation.OR,
            Operation.XOR,
            Operation.SLL,
            Operation.SRL,
            Operation.SRA,
            Operation.SLT,
            Operation.SLTU,
            Operation.ADDW,
            Operation.SUBW,
            Operation.SLLW,
            Operation.SRLW,
            Operation.SRAW,
            Operation.MUL,
            Operation.MULHU,
            Operation.DIV,
            Operation.DIVU,
            Operation.REM,
            Operation.REMU,
            Operation.MULW,
            Operation.DIVUW,
            Operation.REMUW);
    private static final List<Operation> IMMEDIATE = List.of(
            Operation.ADDI,
            Operation.ANDI,
            Operation.ORI,
            Operation.XORI,
            Operation.ADDIW,
            Operation.SLTI,
            Operation.SLTIU);
    private static final List<Operation> SHIFTS =
            List.of(Operation.SLLI, Operation.SRLI, Operation.SRAI, Operation.SLLIW, Operation.SRLIW, Operation.SRAIW);
    private static final List<Operation> LOADS = List.of(
            Operation.LB, Operation.LBU, Operation.LH, Operation.LHU, Operation.LW, Operation.LWU, Operation.LD);
    private static final List<Operation> STORES = List.of(Operation.SB, Operation.SH, Operation.SW, Operation.SD);
    private static final List<Operation> BRANCHES =
            List.of(Operation.BEQ, Operation.BNE, Operation.BLT, Operation.BGE, Operation.BLTU, Operation.BGEU);
    private static final int[] REGISTERS = {0, 2, 5, 6, 10, 11, 12, 13};

    private final RandomGenerator random;
    private final List<byte[]> good;

    Hostile(RandomGenerator random, List<byte[]> good) {
        this.random = random;
        this.good = good;
    }

    byte[] next() {
        return switch (random.nextInt(4)) {
            case 0 -> mutated();
            case 1 -> noise();
            default -> program();
        };
    }

    private byte[] mutated() {
        var code = good.get(random.nextInt(good.size())).clone();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            switch (random.nextInt(4)) {
                case 0 -> code[random.nextInt(code.length)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> code[random.nextInt(code.length)] = (byte) random.nextInt();
                case 2 -> {
                    int from = random.nextInt(code.length / 4) * 4;
                    int to = random.nextInt(code.length / 4) * 4;
                    System.arraycopy(code.clone(), from, code, to, 4);
                }
                default -> code = java.util.Arrays.copyOf(code, Math.max(4, code.length - random.nextInt(6)));
            }
        }
        return code;
    }

    private byte[] noise() {
        var code = new byte[2 + 2 * random.nextInt(12)];
        random.nextBytes(code);
        // Else hardly any ends.
        if (code.length > 4) {
            code[code.length - 2] = (byte) 0x82;
            code[code.length - 1] = (byte) 0x80;
        }
        return code;
    }

    private byte[] program() {
        var code = new Code();
        int length = 2 + random.nextInt(14);
        for (int i = 0; i < length; i++) instruction(code, length - i);
        return code.ret().bytes();
    }

    private void instruction(Code code, int left) {
        int rd = register();
        switch (random.nextInt(16)) {
            case 0, 1 -> code.r(any(COMPUTING), rd, register(), register());
            case 2, 3 -> code.i(any(IMMEDIATE), rd, register(), immediate());
            case 4 -> code.i(any(SHIFTS), rd, register(), random.nextInt(32));
            case 5 -> code.csr(Operation.CSRRS, rd, CsrNumber.UI0 + random.nextInt(8), 0);
            case 6 -> code.i(any(LOADS), rd, base(), offset());
            case 7 -> code.store(any(STORES), register(), base(), offset());
            case 8, 9 -> code.branch(any(BRANCHES), register(), register(), 4 * (1 + random.nextInt(left)));
            case 10 -> code.i(Operation.ANDI, rd, register(), (1 << random.nextInt(11)) - 1);
            case 11 -> code.r(Operation.ADD, rd, Code.A0, register());
            case 12 -> {
                code.csr(Operation.CSRRW, rd, CsrNumber.UO0 + random.nextInt(10), register());
            }
            case 13 -> code.csr(Operation.CSRRWI, rd, CsrNumber.ULAUNCHC, random.nextInt(9));
            case 14 -> code.word(Operation.LUI.match() | rd << 7 | random.nextInt() << 12);
            default -> {
                if (random.nextInt(8) == 0) code.jump(random.nextInt(2), 4 * (random.nextInt(left + 2) - 1));
                else bounded(code);
            }
        }
    }

    /// What a compiler makes of a load with an index that is compared before.
    private void bounded(Code code) {
        int index = register();
        code.csr(Operation.CSRRS, index, CsrNumber.UI0 + random.nextInt(8), 0);
        code.i(Operation.ADDI, Code.T1, 0, random.nextInt(72));
        code.branch(any(BRANCHES), index, Code.T1, 16);
        code.r(Operation.ADD, index, Code.A0, index);
        code.i(any(LOADS), register(), index, random.nextInt(9) - 1);
    }

    private int base() {
        return random.nextInt(3) == 0 ? register() : Code.A0;
    }

    private int offset() {
        return random.nextInt(72) - 4;
    }

    private int immediate() {
        return random.nextInt(4) == 0 ? random.nextInt(4096) - 2048 : random.nextInt(70) - 6;
    }

    private int register() {
        return REGISTERS[random.nextInt(REGISTERS.length)];
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
