package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.csr;
import static org.fugu.machine.isa.Assembly.encode;
import static org.fugu.machine.isa.Assembly.immediate;
import static org.fugu.machine.isa.Assembly.register;
import static org.fugu.machine.isa.Assembly.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.fugu.machine.isa.Format;
import org.fugu.machine.isa.Operation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each instruction that computes, on many operands, here and under QEMU.
///
/// `-Dfugu.seed=N` replays a run, `-Dfugu.operands=N` sets how many operand sets each form gets.
class InstructionDifferenceTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261123);
    private static final int ALL_SETS = Integer.getInteger("fugu.operands", 10_000);

    /// As many as fit in one program, for every instruction.
    private static final int SETS = Math.min(ALL_SETS, 1000);

    private static final int CELL = 19;
    private static final int INPUT = 8;
    private static final int OUTPUT = 9;
    private static final int COUNT = 18;
    private static final int INPUT_LONGS = 6;
    private static final int OUTPUT_LONGS = 4;

    @BeforeAll
    static void printSeed() {
        Qemu.mustBeInstalled();
        System.out.println("InstructionDifferenceTests: -Dfugu.seed=" + SEED + " -Dfugu.operands=" + ALL_SETS);
    }

    static Stream<Operation> computing() {
        return Arrays.stream(Operation.values()).filter(operation -> switch (operation.format()) {
            case NONE, EXACT, FENCE, B, J, LOAD, STORE, LOAD_FLOAT, STORE_FLOAT, CSR, CSR_IMMEDIATE -> false;
            case LOAD_RESERVED -> false;
            default -> operation != Operation.JALR && !AtomicUnit.isStoreConditional(operation.ordinal());
        });
    }

    @ParameterizedTest
    @MethodSource("computing")
    void everyResultAndFlagIsThatOfQemu(Operation operation) {
        var random = new SplittableRandom(SEED ^ operation.ordinal() * 0x9e37_79b9_7f4a_7c15L);
        for (int done = 0; done < ALL_SETS; done += SETS) compare(operation, random);
    }

    private static void compare(Operation operation, SplittableRandom random) {
        var words = forms(operation, random);
        var sets = operandSets(operation, random);
        var program = program(operation, words, sets);
        var expected = longs(Qemu.run(program.elf()));
        var actual = longs(new LinuxRun(program, InstructionLatencies.NONE)
                .undisturbed()
                .output
                .toByteArray());
        assertThat(actual).hasSameSizeAs(expected);
        assertThat(expected).hasSize(words.size() * SETS * OUTPUT_LONGS);
        var differences = differences(operation, words, sets, expected, actual);
        assertThat(differences).isEmpty();
    }

    /// The instruction with all its rounding modes, or with many immediates.
    private static List<Integer> forms(Operation operation, SplittableRandom random) {
        var words = new ArrayList<Integer>();
        switch (operation.format()) {
            case FUSED, FLOAT, FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> {
                for (int mode : new int[] {7, 0, 1, 2, 3, 4}) words.add(form(operation, mode, 0));
            }
            case I, U, SHIFT, SHIFT_WORD -> {
                for (int i = 0; i < 20; i++) words.add(form(operation, 7, random.nextInt() >> random.nextInt(24)));
            }
            default -> words.add(form(operation, 7, 0));
        }
        return words;
    }

    /// Sources are `fa0`, `fa1`, `fa2` or `a1`, `a2`; destination is number 13.
    private static int form(Operation operation, int mode, int immediate) {
        return switch (operation.format()) {
            case ATOMIC -> encode(operation, 13, CELL, 12, 0, 0, 0);
            case INTEGER_TO_FLOAT, BITS_TO_FLOAT -> encode(operation, 13, 11, 0, 0, mode, 0);
            case R, I, U, SHIFT, SHIFT_WORD -> encode(operation, 13, 11, 12, 0, 0, immediate);
            default -> encode(operation, 13, 10, 11, 12, mode, 0);
        };
    }

    /// Six words a set: three floating-point operands, two integers, and `fcsr`.
    private static long[] operandSets(Operation operation, SplittableRandom random) {
        var operands = new Operands(random);
        boolean singles = operation.name().endsWith("_S") && operation.format() != Format.INTEGER_TO_FLOAT
                || operation == Operation.FCVT_D_S;
        if (operation == Operation.FCVT_S_D) singles = false;
        var sets = new long[SETS * INPUT_LONGS];
        for (int set = 0; set < SETS; set++) {
            for (int i = 0; i < 3; i++) {
                sets[set * INPUT_LONGS + i] = singles ? operands.singleBits() : operands.doubleBits();
            }
            related(sets, set * INPUT_LONGS, singles, random);
            sets[set * INPUT_LONGS + 3] = operands.integer();
            sets[set * INPUT_LONGS + 4] = operands.integer();
            sets[set * INPUT_LONGS + 5] = (long) random.nextInt(5) << 5;
        }
        return sets;
    }

    /// Operands that have to do with each other: equal, neighbours, or a product and its negative.
    private static void related(long[] sets, int at, boolean singles, SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0 -> sets[at + 1] = sets[at] + random.nextInt(3) - 1;
            case 1 -> sets[at + 1] = sets[at] ^ (singles ? 1L << 31 : Long.MIN_VALUE);
            case 2 -> sets[at + 2] = negativeProduct(sets[at], sets[at + 1], singles) + random.nextInt(3) - 1;
            default -> {}
        }
    }

    private static long negativeProduct(long a, long b, boolean singles) {
        if (!singles) return Double.doubleToRawLongBits(-Double.longBitsToDouble(a) * Double.longBitsToDouble(b));
        float product = -Float.intBitsToFloat((int) a) * Float.intBitsToFloat((int) b);
        return FloatingPoint.BOX | Float.floatToRawIntBits(product) & 0xffff_ffffL;
    }

    private static Program program(Operation operation, List<Integer> words, long[] sets) {
        var program = new Program();
        int input = program.longs(sets);
        int cell = program.reserve(16);
        int bytes = SETS * words.size() * OUTPUT_LONGS * 8;
        int output = program.reserve(bytes);
        program.constant(CELL, cell);
        program.constant(OUTPUT, output);
        for (int word : words) loop(program, word, input);
        return program.output(output, bytes).exit();
    }

    private static void loop(Program program, int word, int input) {
        program.constant(INPUT, input);
        program.constant(COUNT, SETS);
        int start = program.here();
        for (int i = 0; i < 3; i++) program.word(immediate(Operation.FLD, 10 + i, INPUT, 8 * i));
        program.word(immediate(Operation.LD, 11, INPUT, 24));
        program.word(immediate(Operation.LD, 12, INPUT, 32));
        program.word(immediate(Operation.LD, 5, INPUT, 40));
        program.word(csr(Operation.CSRRW, 0, 3, 5));
        program.word(store(Operation.SD, 11, CELL, 0));
        program.word(register(Operation.FMV_D_X, 13, 0, 0));
        program.word(immediate(Operation.ADDI, 13, 0, 0));
        program.word(word);
        program.word(csr(Operation.CSRRS, 6, 3, 0));
        program.word(immediate(Operation.LD, 7, CELL, 0));
        program.word(store(Operation.FSD, 13, OUTPUT, 0));
        program.word(store(Operation.SD, 13, OUTPUT, 8));
        program.word(store(Operation.SD, 6, OUTPUT, 16));
        program.word(store(Operation.SD, 7, OUTPUT, 24));
        program.word(immediate(Operation.ADDI, INPUT, INPUT, 8 * INPUT_LONGS));
        program.word(immediate(Operation.ADDI, OUTPUT, OUTPUT, 8 * OUTPUT_LONGS));
        program.word(immediate(Operation.ADDI, COUNT, COUNT, -1));
        program.word(branch(Operation.BNE, COUNT, 0, start - program.here()));
    }

    private static long[] longs(byte[] bytes) {
        var longs = new long[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(longs);
        return longs;
    }

    private static List<String> differences(
            Operation operation, List<Integer> words, long[] sets, long[] expected, long[] actual) {
        var differences = new ArrayList<String>();
        for (int i = 0; i < expected.length && differences.size() < 10; i++) {
            if (expected[i] == actual[i]) continue;
            int form = i / OUTPUT_LONGS / SETS;
            int set = i / OUTPUT_LONGS % SETS;
            var what = List.of("float", "integer", "fcsr", "memory").get(i % OUTPUT_LONGS);
            differences.add("%s %08x on %s: %s is %016x, QEMU says %016x"
                    .formatted(
                            operation.mnemonic(),
                            words.get(form),
                            hexadecimal(sets, set * INPUT_LONGS),
                            what,
                            actual[i],
                            expected[i]));
        }
        return differences;
    }

    private static String hexadecimal(long[] sets, int from) {
        var text = new StringBuilder();
        for (int i = 0; i < INPUT_LONGS; i++) {
            text.append(i == 0 ? "" : " ").append(HexFormat.of().toHexDigits(sets[from + i]));
        }
        return text.toString();
    }
}
