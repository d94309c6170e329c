package org.fugu.exokernel.run;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.exokernel.loader.ElfFile;
import org.fugu.machine.isa.Format;
import org.fugu.machine.isa.Operation;

/// A program that goes round a loop of random instructions: all that compute, loads and stores of any
/// alignment, short ones, branches, calls and returns. It ends by itself, at the latest in a trap. The loop
/// lies across the end of a page.
final class RandomLoop {
    private static final int BASE = 18;
    private static final int ROUNDS = 19;
    private static final int LINK = 1;
    private static final int MOST_OPERAND = 16;
    private static final int PAGE = 4096;
    private static final int NOP = 0x13;
    private static final int C_NOP = 1;

    private static final List<Operation> OPERATIONS = operations();

    private final Random random;
    private final List<byte[]> instructions = new ArrayList<>();

    private RandomLoop(Random random) {
        this.random = random;
    }

    private static List<Operation> operations() {
        var found = new ArrayList<Operation>();
        for (var operation : Operation.values()) {
            switch (operation.format()) {
                case R, I, SHIFT, SHIFT_WORD, U, LOAD, LOAD_FLOAT, STORE, STORE_FLOAT -> found.add(operation);
                case FUSED, FLOAT, FLOAT_UNARY, FLOAT_EXACT, FLOAT_COMPARE, FLOAT_TO_INTEGER -> found.add(operation);
                case INTEGER_TO_FLOAT, FLOAT_BITS, BITS_TO_FLOAT, B -> found.add(operation);
                default -> {}
            }
        }
        found.remove(Operation.JALR);
        found.addAll(List.of(Operation.LD, Operation.SD, Operation.LD, Operation.SD, Operation.FLD, Operation.FSD));
        return found;
    }

    /// @return a program for one or more ranks
    static byte[] program(Random random) {
        return new RandomLoop(random).assemble();
    }

    private byte[] assemble() {
        int body = 10 + random.nextInt(60);
        for (int i = 0; i < body; i++) instruction(body - i);
        int loop = instructions.stream().mapToInt(each -> each.length).sum();

        var text = new ByteArrayOutputStream();
        int start = PAGE - random.nextInt(loop / 2 + 8) * 2;
        // li s2, DATA; li s3, rounds; random registers; then on to the loop.
        word(text, (int) Assembler.DATA | BASE << 7 | 0x37);
        word(text, (40 + random.nextInt(60)) << 20 | ROUNDS << 7 | NOP);
        for (int register = 5; register < MOST_OPERAND; register++) {
            word(text, random.nextInt(1 << 20) << 12 | register << 7 | 0x37);
            word(text, random.nextInt(1 << 12) << 20 | register << 15 | register << 7 | NOP);
            word(text, Operation.FCVT_D_L.match() | register << 15 | register << 7 | 7 << 12);
        }
        word(text, jump(start - text.size(), 0));
        while (text.size() < start - 16) word(text, NOP);
        while (text.size() < start - 12) half(text, C_NOP);
        // A function before the loop: a7 += 3; ret.
        half(text, 0x088d);
        half(text, 0x8082);
        while (text.size() < start) half(text, C_NOP);
        for (var each : instructions) text.writeBytes(each);
        // s2 += 24; s3 -= 1; bnez s3, loop
        word(text, 24 << 20 | BASE << 15 | BASE << 7 | NOP);
        word(text, -1 << 20 | ROUNDS << 15 | ROUNDS << 7 | NOP);
        word(text, call(start - 12 - text.size()));
        word(text, branch(Operation.BNE, ROUNDS, 0, start - text.size()));
        word(text, 93 << 20 | 17 << 7 | NOP);
        word(text, 0x73);
        var data = new byte[2 * PAGE];
        random.nextBytes(data);
        return new ElfFile()
                .entry(Assembler.TEXT)
                .load(ElfFile.READ | ElfFile.EXECUTE, Assembler.TEXT, text.toByteArray())
                .load(ElfFile.READ | ElfFile.WRITE, Assembler.DATA, data)
                .bytes();
    }

    private void instruction(int left) {
        if (random.nextInt(5) == 0) {
            // c.addi, or c.nop where the register is x0
            int register = random.nextInt(3) == 0 ? 0 : register();
            add(half(register << 7 | (random.nextInt(31) + 1) << 2 | C_NOP));
            return;
        }
        var operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        if (operation.format() == Format.B) {
            // Over the next one, which is two or four bytes long: into its middle at worst.
            add(word(branch(operation, register(), register(), left > 2 ? 8 : 4)));
            add(word(NOP));
            return;
        }
        add(word(operation.match() | operands(operation.format())));
    }

    private int operands(Format format) {
        int rd = (random.nextInt(8) == 0 ? 0 : register()) << 7;
        int rs1 = register() << 15;
        int rs2 = register() << 20;
        return switch (format) {
            case I -> random.nextInt() << 20 | rs1 | rd;
            case LOAD -> offset() << 20 | BASE << 15 | rd;
            case LOAD_FLOAT -> offset() << 20 | BASE << 15 | register() << 7;
            case STORE, STORE_FLOAT -> stored(offset()) | rs2 | BASE << 15;
            case SHIFT -> random.nextInt(64) << 20 | rs1 | rd;
            case SHIFT_WORD -> random.nextInt(32) << 20 | rs1 | rd;
            case U -> random.nextInt() << 12 | rd;
            case FUSED -> register() << 27 | rs2 | rs1 | rounding() << 12 | rd;
            case FLOAT -> rs2 | rs1 | rounding() << 12 | rd;
            case FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> rs1 | rounding() << 12 | rd;
            case FLOAT_BITS, BITS_TO_FLOAT -> rs1 | rd;
            default -> rs2 | rs1 | rd;
        };
    }

    private int register() {
        return 5 + random.nextInt(MOST_OPERAND - 5);
    }

    /// Dynamic mostly, as compilers have it.
    private int rounding() {
        return random.nextInt(4) == 0 ? random.nextInt(5) : 7;
    }

    /// Aligned mostly.
    private int offset() {
        int offset = random.nextInt(1_500);
        return random.nextInt(6) == 0 ? offset : offset & -8;
    }

    private static int stored(int offset) {
        return (offset >> 5 & 0x7f) << 25 | (offset & 0x1f) << 7;
    }

    private static int branch(Operation operation, int rs1, int rs2, int offset) {
        return operation.match()
                | rs1 << 15
                | rs2 << 20
                | (offset >> 12 & 1) << 31
                | (offset >> 5 & 0x3f) << 25
                | (offset >> 1 & 0xf) << 8
                | (offset >> 11 & 1) << 7;
    }

    private static int call(int offset) {
        return jump(offset, LINK);
    }

    private static int jump(int offset, int link) {
        return Operation.JAL.match()
                | link << 7
                | (offset >> 20 & 1) << 31
                | (offset >> 1 & 0x3ff) << 21
                | (offset >> 11 & 1) << 20
                | (offset >> 12 & 0xff) << 12;
    }

    private void add(byte[] instruction) {
        instructions.add(instruction);
    }

    private static byte[] half(int half) {
        return new byte[] {(byte) half, (byte) (half >> 8)};
    }

    private static byte[] word(int word) {
        return new byte[] {(byte) word, (byte) (word >> 8), (byte) (word >> 16), (byte) (word >> 24)};
    }

    private static void word(ByteArrayOutputStream text, int word) {
        text.writeBytes(word(word));
    }

    private static void half(ByteArrayOutputStream text, int half) {
        text.writeBytes(half(half));
    }
}
