package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.csr;
import static org.fugu.machine.isa.Assembly.encode;
import static org.fugu.machine.isa.Assembly.immediate;
import static org.fugu.machine.isa.Assembly.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.fugu.machine.isa.Operation;

/// A program that tries instructions on operand sets: for each set it loads the registers, executes
/// the [Trial] and keeps all registers; in the end it writes them out, and the memory that the
/// trials have changed. The same file runs under QEMU and here.
final class TrialProgram {
    /// Sets in one program, as many as its data segment holds.
    static final int MOST_SETS = 5000;

    static final int SETS_OF_A_TRIAL = 40;

    /// Where an illegal instruction goes on, with 2 in `x6` and nothing in the registers that a
    /// signal changes: `x23`. It needs a stack at [#STACK] in `x2`.
    static final int RESUME = 23;

    static final int STACK = Program.END - 64;

    /// Memory for the trials: so many bytes, from the start of a page.
    static final int SCRATCH_BYTES = 16_384;

    /// Where an aligned 16 bytes are shown by trials that change memory: `x5`.
    static final int PROBE = 5;

    private static final int[] LOADED = {1, 2, 8, 9, 10, 11, 12, 13, 14, 15};
    private static final int[] CLOBBERED = {1, 2, 10, 11, 12};
    private static final int FLOATS = LOADED.length;
    private static final int FCSR_AT = FLOATS + 8;
    private static final int PROBE_AT = FCSR_AT + 1;
    private static final int INPUT_LONGS = PROBE_AT + 1;
    private static final int OUTPUT_LONGS = FCSR_AT + 3;
    private static final int INPUT = 20;
    private static final int OUTPUT = 21;
    private static final int COUNT = 22;
    private static final int FCSR = 3;

    private final Program program = new Program();
    private final Operands operands;
    private final SplittableRandom random;
    private final int scratch;
    private final int output;
    private final int setsOfATrial;
    private final List<Trial> trials = new ArrayList<>();
    private final List<long[]> sets = new ArrayList<>();

    /// @param scratch gives a trial for the address of the memory it may use
    private TrialProgram(SplittableRandom random, int trials, int setsOfATrial, IntFunction<Trial> kind) {
        this.random = random;
        this.setsOfATrial = setsOfATrial;
        this.operands = new Operands(random);
        scratch = program.reserve(SCRATCH_BYTES + 4096) + 4095 & -4096;
        for (int at = 0; at < SCRATCH_BYTES; at += 8) program.put(scratch + at, random.nextLong());
        int bytes = 8 * OUTPUT_LONGS * setsOfATrial * trials;
        output = program.reserve(bytes);
        handleIllegal();
        program.constant(OUTPUT, output);
        for (int i = 0; i < trials; i++) add(kind.apply(scratch));
        program.output(output, bytes).output(scratch, SCRATCH_BYTES).exit();
    }

    /// Fails unless QEMU and the interpreter agree on every register and byte, whether accesses
    /// have to wait or not.
    ///
    /// @param count operand sets, at least
    static void compare(SplittableRandom random, int count, IntFunction<Trial> kind) {
        compare(random, count, SETS_OF_A_TRIAL, kind);
    }

    static void compare(SplittableRandom random, int count, int setsOfATrial, IntFunction<Trial> kind) {
        for (int left = count; left > 0; left -= MOST_SETS) {
            int trials = (Math.min(left, MOST_SETS) + setsOfATrial - 1) / setsOfATrial;
            new TrialProgram(random, trials, setsOfATrial, kind).compare();
        }
    }

    private void compare() {
        var expected = Qemu.run(program.elf());
        assertThat(expected).hasSize(8 * OUTPUT_LONGS * sets.size() + SCRATCH_BYTES);
        var whole = new LinuxRun(program, InstructionLatencies.NONE).undisturbed();
        assertThat(differences(expected, whole.output.toByteArray())).isEmpty();
        var waiting = new LinuxRun(program, InstructionLatencies.NONE).chopped(random, 1000, true);
        assertThat(differences(expected, waiting.output.toByteArray()))
                .as("with accesses that wait")
                .isEmpty();
    }

    /// Index in a set of the integer register, one of `x1`, `x2`, `x5` and `x8` to `x15`.
    static int register(int number) {
        if (number == PROBE) return PROBE_AT;
        return number < 8 ? number - 1 : number - 6;
    }

    static int fcsr() {
        return FCSR_AT;
    }

    private void handleIllegal() {
        program.word(encode(Operation.JAL, 0, 0, 0, 0, 0, 32));
        int handler = program.here();
        program.word(immediate(Operation.ADDI, 6, 0, 2));
        for (int clobbered : CLOBBERED) program.word(immediate(Operation.ADDI, clobbered, 0, 0));
        program.word(immediate(Operation.JALR, 0, RESUME, 0));
        program.handle(Program.SIGNAL_ILLEGAL, handler);
    }

    private void add(Trial trial) {
        int input = program.reserve(8 * INPUT_LONGS * setsOfATrial);
        program.constant(INPUT, input);
        program.constant(COUNT, setsOfATrial);
        int start = program.here();
        load();
        trial.emit(program);
        keep();
        program.word(immediate(Operation.ADDI, INPUT, INPUT, 8 * INPUT_LONGS));
        program.word(immediate(Operation.ADDI, OUTPUT, OUTPUT, 8 * OUTPUT_LONGS));
        program.word(immediate(Operation.ADDI, COUNT, COUNT, -1));
        program.word(branch(Operation.BEQ, COUNT, 0, 8));
        // What is tried may be too long for a branch.
        program.word(encode(Operation.JAL, 0, 0, 0, 0, 0, start - program.here()));
        for (int i = 0; i < setsOfATrial; i++) {
            var set = draw();
            trial.adjust(set);
            program.put(input + 8 * INPUT_LONGS * i, set);
            sets.add(set);
        }
        trials.add(trial);
    }

    private long[] draw() {
        var set = new long[INPUT_LONGS];
        for (int i = 0; i < FLOATS; i++) set[i] = operands.integer();
        if (random.nextInt(3) == 0) set[register(8 + random.nextInt(8))] = set[register(8 + random.nextInt(8))];
        for (int i = FLOATS; i < FCSR_AT; i++) {
            set[i] = random.nextBoolean() ? operands.doubleBits() : operands.singleBits();
        }
        set[FCSR_AT] = random.nextInt(5) << 5 | random.nextInt(32);
        set[PROBE_AT] = scratch;
        return set;
    }

    private void load() {
        program.word(immediate(Operation.LD, 6, INPUT, 8 * FCSR_AT));
        program.word(csr(Operation.CSRRW, 0, FCSR, 6));
        program.word(immediate(Operation.LD, PROBE, INPUT, 8 * PROBE_AT));
        for (int i = 0; i < 8; i++) program.word(immediate(Operation.FLD, 8 + i, INPUT, 8 * (FLOATS + i)));
        for (int i = 0; i < FLOATS; i++) program.word(immediate(Operation.LD, LOADED[i], INPUT, 8 * i));
        program.word(immediate(Operation.ADDI, 6, 0, 0));
        program.word(immediate(Operation.ADDI, 7, 0, 0));
    }

    private void keep() {
        program.word(store(Operation.SD, 6, OUTPUT, 8 * FCSR_AT + 8));
        program.word(store(Operation.SD, 7, OUTPUT, 8 * FCSR_AT + 16));
        program.word(csr(Operation.CSRRS, 6, FCSR, 0));
        program.word(store(Operation.SD, 6, OUTPUT, 8 * FCSR_AT));
        for (int i = 0; i < FLOATS; i++) program.word(store(Operation.SD, LOADED[i], OUTPUT, 8 * i));
        for (int i = 0; i < 8; i++) program.word(store(Operation.FSD, 8 + i, OUTPUT, 8 * (FLOATS + i)));
    }

    private List<String> differences(byte[] expectedBytes, byte[] actualBytes) {
        assertThat(actualBytes).hasSameSizeAs(expectedBytes);
        long[] expected = longs(expectedBytes);
        long[] actual = longs(actualBytes);
        var differences = new ArrayList<String>();
        for (int i = 0; i < expected.length && differences.size() < 10; i++) {
            if (expected[i] == actual[i]) continue;
            int number = i / OUTPUT_LONGS;
            String what = number < sets.size()
                    ? "%s on %s: %s"
                            .formatted(
                                    trials.get(number / setsOfATrial).text(),
                                    text(sets.get(number)),
                                    name(i % OUTPUT_LONGS))
                    : "memory at %x".formatted(scratch + 8 * (i - OUTPUT_LONGS * sets.size()));
            differences.add("%s is %x, QEMU says %x".formatted(what, actual[i], expected[i]));
        }
        return differences;
    }

    private static String text(long[] set) {
        var text = new StringBuilder();
        for (int i = 0; i < set.length; i++) {
            text.append(i == PROBE_AT ? "x5" : name(i))
                    .append('=')
                    .append(Long.toHexString(set[i]))
                    .append(' ');
        }
        return text.toString();
    }

    private static String name(int index) {
        if (index < FLOATS) return "x" + LOADED[index];
        if (index < FCSR_AT) return "f" + (index - FLOATS + 8);
        return index == FCSR_AT ? "fcsr" : "x" + (index - FCSR_AT + 5);
    }

    private static long[] longs(byte[] bytes) {
        var longs = new long[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(longs);
        return longs;
    }
}
