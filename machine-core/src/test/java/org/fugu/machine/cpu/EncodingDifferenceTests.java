package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.machine.isa.Assembly.branch;
import static org.fugu.machine.isa.Assembly.immediate;
import static org.fugu.machine.isa.Assembly.register;
import static org.fugu.machine.isa.Assembly.store;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.fugu.machine.isa.Assembly;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Disassembler;
import org.fugu.machine.isa.Format;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Operation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Which encodings mean something: each word is an instruction here if and only if it is one under
/// QEMU with the same extensions.
///
/// `-Dfugu.seed=N` replays a run, `-Dfugu.encodings=N` sets how many words are tried.
class EncodingDifferenceTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261124);
    private static final int WORDS = Integer.getInteger("fugu.encodings", 60_000);
    private static final int AT_ONCE = 30_000;
    private static final String PROCESSOR = "rv64,zba=off,zbb=off,zbc=off,zbs=off";

    /// Every other register points into memory that the words may read and write.
    private static final int SLOT = 31;

    private static final int SCRATCH_BYTES = 32_768;

    private static final int LANDING = Program.CODE + 0x400;
    private static final int LANDING_OF_ILLEGAL = LANDING + 8;
    private static final int SLOTS = Program.CODE + 0x800;
    private static final int SLOT_BYTES = 12;
    private static final int SHORT_NOP = 1;

    /// Loads and stores of whole vector registers, which QEMU 7.2 executes even without vectors.
    private static final int WHOLE_REGISTER = 0x0280_0007;

    private static final int WHOLE_REGISTER_MASK = 0x1ff0_005f;

    /// SIGTRAP, SIGBUS, SIGFPE and SIGSEGV: what a word that is an instruction may raise.
    private static final int[] OTHER_SIGNALS = {5, 7, 8, 11};

    @BeforeAll
    static void printSeed() {
        Qemu.mustBeInstalled();
        System.out.println("EncodingDifferenceTests: -Dfugu.seed=" + SEED + " -Dfugu.encodings=" + WORDS);
    }

    @Test
    void everyTwoByteFormMeansSomethingHereIfItDoesUnderQemu() {
        var halves = new ArrayList<Integer>();
        for (int half = 0; half < 1 << 16; half++) if (Decoder.isShort(half)) halves.add(half);
        assertThat(differences(halves)).isEmpty();
    }

    @Test
    void aWordMeansSomethingHereIfItDoesUnderQemu() {
        var random = new SplittableRandom(SEED);
        var words = new ArrayList<Integer>();
        while (words.size() < WORDS) words.add(random.nextInt(4) == 0 ? random.nextInt() | 3 : nearly(random));
        assertThat(differences(words)).isEmpty();
    }

    /// An instruction with some of its bits turned over.
    private static int nearly(SplittableRandom random) {
        var operations = Operation.values();
        while (true) {
            var operation = operations[random.nextInt(operations.length)];
            if (operation.format() == Format.NONE) continue;
            int word = Assembly.encode(
                    operation,
                    random.nextInt(32),
                    random.nextInt(32),
                    random.nextInt(32),
                    random.nextInt(32),
                    random.nextInt(8),
                    random.nextInt());
            for (int i = random.nextInt(4); i > 0; i--) word ^= 4 << random.nextInt(30);
            return word;
        }
    }

    private static List<String> differences(List<Integer> words) {
        var tried = words.stream().filter(EncodingDifferenceTests::canBeTried).toList();
        var differences = new ArrayList<String>();
        for (int from = 0; from < tried.size(); from += AT_ONCE) {
            var some = tried.subList(from, Math.min(tried.size(), from + AT_ONCE));
            var verdicts = Qemu.run(program(some).elf(), PROCESSOR);
            assertThat(verdicts).hasSize(some.size());
            for (int i = 0; i < verdicts.length; i++) {
                long here = decoded(some.get(i));
                boolean legalHere = Instruction.operation(here) != Operation.ILLEGAL;
                if (legalHere == (verdicts[i] == 1)) continue;
                differences.add("%08x is %s here, but %s under QEMU"
                        .formatted(
                                some.get(i), Disassembler.text(here, 0), verdicts[i] == 1 ? "an instruction" : "none"));
            }
        }
        return differences;
    }

    private static long decoded(int word) {
        return Decoder.isShort(word) ? Decoder.decodeShort(word) : Decoder.decode(word);
    }

    /// Not what would leave its slot, nor CSRs, which exist or not by their number.
    private static boolean canBeTried(int word) {
        if (!Decoder.isShort(word) && (word & WHOLE_REGISTER_MASK) == WHOLE_REGISTER) return false;
        return switch (Instruction.operation(decoded(word))) {
            case JAL, JALR, BEQ, BNE, BLT, BGE, BLTU, BGEU, ECALL, EBREAK -> false;
            case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI -> false;
            default -> true;
        };
    }

    /// Jumps into one slot after another. A slot holds a word and a jump to [#LANDING]; the handler
    /// of SIGILL never returns. All state is in memory, since the word may change any register.
    ///
    /// @return a program that writes a byte for each word: 1 if it is an instruction
    private static Program program(List<Integer> words) {
        var program = new Program();
        int scratch = program.reserve(2 * SCRATCH_BYTES) + SCRATCH_BYTES;
        int verdicts = program.reserve(words.size());
        int index = program.longs(0);
        int slot = program.longs(SLOTS);

        program.handle(Program.SIGNAL_ILLEGAL, LANDING_OF_ILLEGAL);
        for (int signal : OTHER_SIGNALS) program.handle(signal, LANDING);
        int next = program.here();
        program.constant(5, slot);
        program.word(immediate(Operation.LD, SLOT, 5, 0));
        program.constant(1, scratch);
        for (int i = 2; i < SLOT; i++) program.word(immediate(Operation.ADDI, i, 1, 0));
        program.word(immediate(Operation.JALR, 0, SLOT, 0));

        padTo(program, LANDING);
        program.word(immediate(Operation.ADDI, 7, 0, 1));
        program.word(jump(8));
        program.word(immediate(Operation.ADDI, 7, 0, 0));
        program.constant(5, index);
        program.word(immediate(Operation.LD, 6, 5, 0));
        program.constant(8, verdicts);
        program.word(register(Operation.ADD, 8, 8, 6));
        program.word(store(Operation.SB, 7, 8, 0));
        program.word(immediate(Operation.ADDI, 6, 6, 1));
        program.word(store(Operation.SD, 6, 5, 0));
        program.constant(5, slot);
        program.word(immediate(Operation.LD, 7, 5, 0));
        program.word(immediate(Operation.ADDI, 7, 7, SLOT_BYTES));
        program.word(store(Operation.SD, 7, 5, 0));
        program.constant(7, words.size());
        program.word(branch(Operation.BNE, 6, 7, next - program.here()));
        program.output(verdicts, words.size()).exit();

        padTo(program, SLOTS);
        for (int word : words) {
            // The word must not find the address of its own slot in a register.
            program.word(immediate(Operation.ADDI, SLOT, SLOT - 1, 0));
            if (Decoder.isShort(word)) program.half(word).half(SHORT_NOP);
            else program.word(word);
            program.word(jump(LANDING - program.here()));
        }
        return program;
    }

    private static void padTo(Program program, int address) {
        while (program.here() < address) program.word(Operation.EBREAK.match());
        assertThat(program.here()).isEqualTo(address);
    }

    private static int jump(int offset) {
        return Assembly.encode(Operation.JAL, 0, 0, 0, 0, 0, offset);
    }
}
