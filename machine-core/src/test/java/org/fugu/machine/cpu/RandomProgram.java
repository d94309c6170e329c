package org.fugu.machine.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.fugu.machine.isa.Assembly;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Operation;

/// A program of random instructions, long and short, that ends by writing all its registers and the
/// memory it used. It branches and jumps forward only, except for one loop around everything, and
/// keeps three registers for itself: two bases that its loads and stores use, and the loop's count.
final class RandomProgram {
    /// `s1`, which short instructions can name too.
    private static final int BASE = 9;

    private static final int COUNT = 31;

    /// What long instructions use as a base: close to the end of a page.
    private static final int PAGE_END = 30;

    private static final int MEMORY = 8192;

    private static final Operation[] COMPUTING = Arrays.stream(Operation.values())
            .filter(operation -> switch (operation.format()) {
                case R, I, U, SHIFT, SHIFT_WORD, FUSED, FLOAT, FLOAT_UNARY, FLOAT_EXACT -> true;
                case FLOAT_COMPARE, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT, FLOAT_BITS, BITS_TO_FLOAT -> true;
                default -> false;
            })
            .filter(operation -> operation != Operation.JALR)
            .toArray(Operation[]::new);
    private static final Operation[] MEMORY_ACCESS = Arrays.stream(Operation.values())
            .filter(operation -> switch (operation.format()) {
                case LOAD, STORE, LOAD_FLOAT, STORE_FLOAT -> true;
                default -> false;
            })
            .toArray(Operation[]::new);
    private static final Operation[] ATOMICS = Arrays.stream(Operation.values())
            .filter(operation -> switch (operation.format()) {
                case ATOMIC, LOAD_RESERVED -> true;
                default -> false;
            })
            .toArray(Operation[]::new);
    private static final Operation[] BRANCHES = {
        Operation.BEQ, Operation.BNE, Operation.BLT, Operation.BGE, Operation.BLTU, Operation.BGEU
    };

    private final SplittableRandom random;
    private final Program program = new Program();
    private final int memory;

    /// The register that was loaded last, which is read more often than others.
    private int recent;

    private RandomProgram(SplittableRandom random) {
        this.random = random;
        this.memory = program.reserve(MEMORY + 4096) + 4095 & -4096;
    }

    static Program of(SplittableRandom random, int instructions) {
        return new RandomProgram(random).build(instructions);
    }

    private Program build(int instructions) {
        var operands = new Operands(random);
        int dump = program.reserve(8 * 65);
        initialise(operands);
        program.constant(COUNT, 3);
        int top = program.here();
        for (int i = 0; i < instructions; i++) instruction();
        program.word(Assembly.immediate(Operation.ADDI, COUNT, COUNT, -1));
        leap(top);
        dump(dump);
        return program.output(memory, MEMORY).output(dump, 8 * 65).exit();
    }

    /// Back to the top while the count is not zero; too far for a branch.
    private void leap(int top) {
        program.word(Assembly.branch(Operation.BEQ, COUNT, 0, 8));
        program.word(Assembly.encode(Operation.JAL, 0, 0, 0, 0, 0, top - program.here()));
    }

    private void initialise(Operands operands) {
        var values = new long[64];
        for (int i = 0; i < 32; i++) values[i] = operands.integer();
        for (int i = 32; i < 64; i++) values[i] = random.nextBoolean() ? operands.doubleBits() : operands.singleBits();
        int table = program.longs(values);
        program.constant(BASE, table);
        for (int i = 0; i < 32; i++) program.word(Assembly.immediate(Operation.FLD, i, BASE, 256 + 8 * i));
        for (int i = 1; i < 32; i++) {
            if (i != BASE) program.word(Assembly.immediate(Operation.LD, i, BASE, 8 * i));
        }
        program.constant(BASE, memory + 2048);
        program.constant(PAGE_END, memory + 4096);
    }

    private void dump(int dump) {
        program.constant(COUNT, dump);
        for (int i = 1; i < 32; i++) program.word(Assembly.store(Operation.SD, i, COUNT, 8 * i));
        for (int i = 0; i < 32; i++) program.word(Assembly.store(Operation.FSD, i, COUNT, 256 + 8 * i));
        program.word(Assembly.csr(Operation.CSRRS, 5, 3, 0));
        program.word(Assembly.store(Operation.SD, 5, COUNT, 512));
    }

    private void instruction() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> program.word(compute());
            case 6, 7, 8 -> program.word(access());
            case 9, 10, 11, 12 -> program.half(shortForm());
            case 13 -> skip();
            case 14 -> atomic();
            default -> program.word(floatingState());
        }
    }

    private int target() {
        while (true) {
            int register = random.nextInt(30);
            if (register != BASE) return register;
        }
    }

    private int source() {
        return random.nextInt(4) == 0 ? recent : random.nextInt(32);
    }

    private int compute() {
        var operation = COMPUTING[random.nextInt(COMPUTING.length)];
        int mode = random.nextInt(8) == 7 ? 7 : random.nextInt(5);
        return Assembly.encode(
                operation, target(), source(), source(), source(), mode, random.nextInt() >> random.nextInt(32));
    }

    /// Often across a line's or the page's end.
    private int access() {
        var operation = MEMORY_ACCESS[random.nextInt(MEMORY_ACCESS.length)];
        int offset = random.nextInt(3) == 0 ? random.nextInt(16) - 8 : random.nextInt(512) - 256;
        int stored = source();
        recent = target();
        return Assembly.encode(operation, recent, PAGE_END, stored, 0, 0, offset);
    }

    private int floatingState() {
        return switch (random.nextInt(3)) {
            case 0 -> Assembly.csr(Operation.CSRRWI, target(), 2, random.nextInt(5));
            case 1 -> Assembly.csr(Operation.CSRRWI, target(), 1, random.nextInt(32));
            default -> Assembly.csr(Operation.CSRRS, target(), 3, 0);
        };
    }

    /// An atomic on an aligned address; sometimes a pair of LR and SC.
    private void atomic() {
        int address = target();
        if (address == 0) return;
        program.word(Assembly.immediate(Operation.ADDI, address, PAGE_END, 8 * (random.nextInt(64) - 32)));
        var operation = ATOMICS[random.nextInt(ATOMICS.length)];
        int value = target();
        program.word(Assembly.register(operation, value == address ? 0 : value, address, random.nextInt(32)));
        if (operation == Operation.LR_D) {
            program.word(Assembly.register(Operation.SC_D, target(), address, random.nextInt(32)));
        }
        if (operation == Operation.LR_W) {
            program.word(Assembly.register(Operation.SC_W, target(), address, random.nextInt(32)));
        }
    }

    /// A branch or jump over a few instructions.
    private void skip() {
        List<Integer> skipped = new ArrayList<>();
        int bytes = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            boolean small = random.nextBoolean();
            skipped.add(small ? shortForm() : compute());
            bytes += small ? 2 : 4;
        }
        transfer(bytes);
        for (int word : skipped) {
            if (Decoder.isShort(word)) program.half(word);
            else program.word(word);
        }
    }

    /// A transfer over the next so many bytes, fewer than 28.
    private void transfer(int bytes) {
        switch (random.nextInt(8)) {
            case 0 -> program.word(Assembly.encode(Operation.JAL, target(), 0, 0, 0, 0, bytes + 4));
            case 1 -> indirect(bytes);
            case 2 -> shortIndirect(bytes);
            case 3 -> program.half(0xa001 | (bytes + 2) >> 4 << 11 | ((bytes + 2) >> 1 & 7) << 3);
            case 4 -> shortBranch(bytes + 2);
            default -> {
                var operation = BRANCHES[random.nextInt(BRANCHES.length)];
                int one = random.nextInt(32);
                int other = random.nextInt(4) == 0 ? one : random.nextInt(32);
                program.word(Assembly.branch(operation, one, other, bytes + 4));
            }
        }
    }

    private void indirect(int bytes) {
        int address = 1 + random.nextInt(8);
        program.word(Assembly.immediate(Operation.AUIPC, address, 0, 0));
        // The lowest bit of the target is dropped.
        program.word(Assembly.immediate(Operation.JALR, target(), address, bytes + 8 + random.nextInt(2)));
    }

    private void shortIndirect(int bytes) {
        int address = 1 + random.nextInt(8);
        program.word(Assembly.immediate(Operation.AUIPC, address, 0, 0));
        program.word(Assembly.immediate(Operation.ADDI, address, address, bytes + 10));
        program.half((random.nextBoolean() ? 0x8002 : 0x9002) | address << 7);
    }

    private void shortBranch(int offset) {
        int form = random.nextBoolean() ? 0xc001 : 0xe001;
        int bits = offset >> 3 << 10 | (offset >> 1 & 3) << 3;
        program.half(form | random.nextInt(8) << 7 | bits);
    }

    /// Any two-byte form that is legal, changes no register of ours and stays in our memory.
    private int shortForm() {
        while (true) {
            int half = random.nextInt(1 << 16);
            if (!Decoder.isShort(half)) continue;
            long decoded = Decoder.decodeShort(half);
            int rd = Instruction.rd(decoded);
            boolean suits = switch (Instruction.operation(decoded).format()) {
                case R, I, U, SHIFT, SHIFT_WORD ->
                    rd != BASE && rd < PAGE_END && Instruction.operation(decoded) != Operation.JALR;
                case LOAD -> Instruction.rs1(decoded) == BASE && rd != BASE;
                case LOAD_FLOAT, STORE, STORE_FLOAT -> Instruction.rs1(decoded) == BASE;
                default -> false;
            };
            if (suits) return half;
        }
    }
}
