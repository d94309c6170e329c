package org.fugu.exokernel.handler;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.fugu.machine.message.CsrNumber;
import org.jspecify.annotations.Nullable;

/// Executes a handler one instruction at a time and watches its bounds. It knows nothing of the verifier:
/// registers are numbers, and whatever leaves what a handler may touch is an error.
public final class GuardedMachine {
    /// A handler has left its bounds.
    public static final class Escaped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Escaped(String what) {
            super(what);
        }
    }

    /// How far a message in memory is from the data.
    private static final long AWAY = 1L << 20;

    private final byte[] code;
    private final byte[] data;
    private final long base;
    private final RandomGenerator random;
    private final long[] x = new long[32];
    private final long[] output = new long[8];
    private long @Nullable [] message;
    private int executed;
    private int launches;

    /// Executes what filters were compiled to.
    ///
    /// @param code that looks at the message where the unit shows it, if it reads registers, or else in memory
    /// @param tables that it looks at besides
    /// @param message its double-words
    /// @param most instructions
    /// @return what it answers
    public static long answer(byte[] code, byte[] tables, long[] message, int most) {
        long base = 1L << 37;
        var machine = new GuardedMachine(code, tables, base, new SplittableRandom(0));
        machine.message = message.clone();
        machine.x[11] = base + AWAY;
        machine.run(most);
        return machine.x[10];
    }

    /// @param base where the data are
    /// @param random what the message, the clock and launches answer
    GuardedMachine(byte[] code, byte[] data, long base, RandomGenerator random) {
        this.code = code;
        this.data = data;
        this.base = base;
        this.random = random;
        x[2] = base + data.length;
        x[10] = base;
        x[11] = data.length;
    }

    int executed() {
        return executed;
    }

    int launches() {
        return launches;
    }

    /// Runs to the end.
    ///
    /// @param most instructions
    void run(int most) {
        int pc = 0;
        while (pc >= 0) {
            if (executed++ >= most) throw new Escaped("more than " + most + " instructions");
            if ((pc & 1) != 0 || pc + 2 > code.length) throw new Escaped("executes at " + pc);
            int half = half(pc);
            boolean isShort = (half & 3) != 3;
            if (!isShort && pc + 4 > code.length) throw new Escaped("executes behind its end");
            long instruction = isShort ? Decoder.decodeShort(half) : Decoder.decode(half | half(pc + 2) << 16);
            pc = step(pc, instruction);
        }
    }

    private int half(int at) {
        return code[at] & 0xff | (code[at + 1] & 0xff) << 8;
    }

    private int step(int pc, long instruction) {
        int rd = Instruction.rd(instruction);
        int rs1 = Instruction.rs1(instruction);
        long a = x[rs1];
        long b = x[Instruction.rs2(instruction)];
        long immediate = Instruction.immediate(instruction);
        int next = pc + Instruction.bytes(instruction);
        int opcode = Instruction.opcode(instruction);
        long result = 0;
        switch (opcode) {
            case Opcode.EBREAK -> {
                return -1;
            }
            case Opcode.BEQ -> next = a == b ? (int) (pc + immediate) : next;
            case Opcode.BNE -> next = a != b ? (int) (pc + immediate) : next;
            case Opcode.BLT -> next = a < b ? (int) (pc + immediate) : next;
            case Opcode.BGE -> next = a >= b ? (int) (pc + immediate) : next;
            case Opcode.BLTU -> next = Long.compareUnsigned(a, b) < 0 ? (int) (pc + immediate) : next;
            case Opcode.BGEU -> next = Long.compareUnsigned(a, b) >= 0 ? (int) (pc + immediate) : next;
            case Opcode.JAL -> {
                if (rd != 0) throw new Escaped("calls");
                next = (int) (pc + immediate);
            }
            case Opcode.LB, Opcode.LH, Opcode.LW, Opcode.LD, Opcode.LBU, Opcode.LHU, Opcode.LWU ->
                result = load(opcode, a + immediate);
            case Opcode.SB, Opcode.SH, Opcode.SW, Opcode.SD -> store(1 << opcode - Opcode.SB, a + immediate, b);
            case Opcode.CSRRW, Opcode.CSRRS, Opcode.CSRRC ->
                result = csr(opcode - Opcode.CSRRW, (int) immediate, rs1, a);
            case Opcode.CSRRWI, Opcode.CSRRSI, Opcode.CSRRCI ->
                result = csr(opcode - Opcode.CSRRWI, (int) immediate, rs1, rs1);
            default -> result = compute(opcode, pc, a, b, immediate);
        }
        boolean writes = opcode < Opcode.BEQ || opcode > Opcode.BGEU;
        if (writes && (opcode < Opcode.SB || opcode > Opcode.SD) && rd != 0) x[rd] = result;
        return next;
    }

    private int at(long address, int bytes) {
        long offset = address - base;
        if (offset < 0 || offset > data.length - bytes) {
            throw new Escaped(bytes + " bytes at " + offset + " of " + data.length);
        }
        return (int) offset;
    }

    private long load(int opcode, long address) {
        int bytes = 1 << (opcode >= Opcode.LBU ? opcode - Opcode.LBU : opcode - Opcode.LB);
        if (message != null && opcode == Opcode.LD && address >= base + AWAY) {
            long word = (address - base - AWAY) / Long.BYTES;
            if (word >= message.length || address % Long.BYTES != 0) throw new Escaped("loads behind the message");
            return message[(int) word];
        }
        int at = at(address, bytes);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) value = value << 8 | data[at + i] & 0xff;
        int unused = 64 - 8 * bytes;
        return opcode >= Opcode.LBU ? value : value << unused >> unused;
    }

    private void store(int bytes, long address, long value) {
        int at = at(address, bytes);
        for (int i = 0; i < bytes; i++) data[at + i] = (byte) (value >>> 8 * i);
    }

    private long csr(int operation, int number, int source, long operand) {
        boolean writes = operation == 0 || source != 0;
        if (number >= CsrNumber.UO0 && number < CsrNumber.UO0 + 8) {
            long old = output[number - CsrNumber.UO0];
            if (writes) {
                output[number - CsrNumber.UO0] =
                        operation == 0 ? operand : operation == 1 ? old | operand : old & ~operand;
            }
            return old;
        }
        if (number == CsrNumber.ULAUNCHC && writes) {
            if (operation != 0 || (operand & ~7) != 0) throw new Escaped("launches " + operand);
            launches++;
            return random.nextInt(2);
        }
        boolean isRead = number >= CsrNumber.UI0 && number <= CsrNumber.UNODE || number == 0xc00 || number == 0xc01;
        if (writes || !isRead) throw new Escaped("uses register " + Integer.toHexString(number));
        if (message != null) {
            if (number >= CsrNumber.UI0 + message.length) throw new Escaped("reads behind the message");
            return message[number - CsrNumber.UI0];
        }
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(16);
            case 1 -> -1 - random.nextInt(16);
            case 2 -> Long.MAX_VALUE - random.nextInt(3);
            default -> random.nextLong();
        };
    }

    private static long compute(int opcode, int pc, long a, long b, long immediate) {
        int by = (int) immediate;
        int low = (int) b;
        return switch (opcode) {
            case Opcode.LUI -> immediate;
            case Opcode.AUIPC -> 0x7_0000_0000L + pc + immediate;
            case Opcode.ADDI -> a + immediate;
            case Opcode.SLTI -> a < immediate ? 1 : 0;
            case Opcode.SLTIU -> Long.compareUnsigned(a, immediate) < 0 ? 1 : 0;
            case Opcode.XORI -> a ^ immediate;
            case Opcode.ORI -> a | immediate;
            case Opcode.ANDI -> a & immediate;
            case Opcode.SLLI -> a << by;
            case Opcode.SRLI -> a >>> by;
            case Opcode.SRAI -> a >> by;
            case Opcode.ADD -> a + b;
            case Opcode.SUB -> a - b;
            case Opcode.SLL -> a << (b & 63);
            case Opcode.SLT -> a < b ? 1 : 0;
            case Opcode.SLTU -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
            case Opcode.XOR -> a ^ b;
            case Opcode.SRL -> a >>> (b & 63);
            case Opcode.SRA -> a >> (b & 63);
            case Opcode.OR -> a | b;
            case Opcode.AND -> a & b;
            case Opcode.ADDIW -> (int) (a + immediate);
            case Opcode.SLLIW -> (int) a << by;
            case Opcode.SRLIW -> (int) a >>> by;
            case Opcode.SRAIW -> (int) a >> by;
            case Opcode.ADDW -> (int) (a + b);
            case Opcode.SUBW -> (int) (a - b);
            case Opcode.SLLW -> (int) a << (low & 31);
            case Opcode.SRLW -> (int) a >>> (low & 31);
            case Opcode.SRAW -> (int) a >> (low & 31);
            case Opcode.MUL -> a * b;
            case Opcode.MULH -> Math.multiplyHigh(a, b);
            case Opcode.MULHSU -> Math.multiplyHigh(a, b) + (b < 0 ? a : 0);
            case Opcode.MULHU -> Math.unsignedMultiplyHigh(a, b);
            case Opcode.DIV -> b == 0 ? -1 : a / b;
            case Opcode.DIVU -> b == 0 ? -1 : Long.divideUnsigned(a, b);
            case Opcode.REM -> b == 0 ? a : a % b;
            case Opcode.REMU -> b == 0 ? a : Long.remainderUnsigned(a, b);
            case Opcode.MULW -> (int) (a * b);
            case Opcode.DIVW -> low == 0 ? -1 : (int) a / low;
            case Opcode.DIVUW -> low == 0 ? -1 : Integer.divideUnsigned((int) a, low);
            case Opcode.REMW -> low == 0 ? (int) a : (int) a % low;
            case Opcode.REMUW -> low == 0 ? (int) a : Integer.remainderUnsigned((int) a, low);
            default -> throw new Escaped("executes what no handler may");
        };
    }

    /// The message that it has described.
    long[] output() {
        return output;
    }

    long register(int number) {
        return x[number];
    }
}
