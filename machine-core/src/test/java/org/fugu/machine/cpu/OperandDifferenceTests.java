package org.fugu.machine.cpu;

import static org.fugu.machine.isa.Assembly.encode;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.fugu.machine.isa.Assembly;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Format;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Operation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/// The instructions that [InstructionDifferenceTests] leaves out, on many operands, here and under
/// QEMU: all registers and the memory are the same afterwards.
///
/// `-Dfugu.seed=N` replays a run, `-Dfugu.operands=N` sets how many operand sets each form gets.
class OperandDifferenceTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261125);
    private static final int SETS = Integer.getInteger("fugu.operands", 10_000);

    private static final int PAUSE = 0x0100_000f;
    private static final int[] PREFETCHES = {
        Instruction.PREFETCH_INSTRUCTION, Instruction.PREFETCH_READ, Instruction.PREFETCH_WRITE
    };

    @BeforeAll
    static void printSeed() {
        Qemu.mustBeInstalled();
        System.out.println("OperandDifferenceTests: -Dfugu.seed=" + SEED + " -Dfugu.operands=" + SETS);
    }

    private static SplittableRandom seeded(Enum<?> form) {
        return new SplittableRandom(SEED ^ (form.ordinal() + 1000) * 0x9e37_79b9_7f4a_7c15L);
    }

    static Stream<Operation> loadsAndStores() {
        return Arrays.stream(Operation.values()).filter(operation -> switch (operation.format()) {
            case LOAD, LOAD_FLOAT, STORE, STORE_FLOAT -> true;
            default -> false;
        });
    }

    @ParameterizedTest
    @MethodSource("loadsAndStores")
    void aLoadOrStoreLeavesRegistersAndMemoryAsUnderQemu(Operation operation) {
        var random = seeded(operation);
        TrialProgram.compare(random, SETS, scratch -> new MemoryTrial(access(operation, random), scratch, random));
    }

    private static int access(Operation operation, SplittableRandom random) {
        boolean floating = operation.format() == Format.LOAD_FLOAT || operation.format() == Format.STORE_FLOAT;
        int rd = floating ? TrialRegisters.common(random) : TrialRegisters.any(random);
        int rs1 = 1 + random.nextInt(10);
        if (rs1 > 2) rs1 += 5;
        int rs2 = floating ? TrialRegisters.common(random) : TrialRegisters.any(random);
        return encode(operation, rd, rs1, rs2, 0, 0, offset(random));
    }

    private static int offset(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(32) - 16;
            case 2 -> random.nextBoolean() ? 2047 : -2048;
            default -> random.nextInt(4096) - 2048;
        };
    }

    static Stream<Operation> branches() {
        return Arrays.stream(Operation.values()).filter(operation -> operation.format() == Format.B);
    }

    @ParameterizedTest
    @MethodSource("branches")
    void aBranchGoesWhereItGoesUnderQemu(Operation operation) {
        var random = seeded(operation);
        TrialProgram.compare(random, SETS, scratch -> {
            int rs1 = TrialRegisters.any(random);
            int rs2 = TrialRegisters.any(random);
            return new TransferTrial(encode(operation, 0, rs1, rs2, 0, 0, distance(random, 12, 2)), random);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"JAL", "JALR"})
    void aJumpGoesWhereItGoesUnderQemu(Operation operation) {
        var random = seeded(operation);
        var far = new int[] {0};
        TrialProgram.compare(random, SETS, scratch -> {
            int rd = TrialRegisters.any(random);
            int rs1 = random.nextInt(4) == 0 && rd != 0 ? rd : TrialRegisters.common(random);
            // One jump of a program goes as far as any may, or its code would be too large.
            int bits = far[0]++ % (TrialProgram.MOST_SETS / TrialProgram.SETS_OF_A_TRIAL) == 0 ? 20 : 13;
            int offset = operation == Operation.JAL ? distance(random, bits, bits == 20 ? 20 : 2) : offset(random);
            return new TransferTrial(encode(operation, rd, rs1, 0, 0, 0, offset), random);
        });
    }

    /// An even distance of at least and at most so many bits; small ones are as likely as
    /// large ones.
    private static int distance(SplittableRandom random, int bits, int least) {
        int size = least + random.nextInt(bits - least + 1);
        // Not quite as far as it goes, because the way around the transfer is longer.
        int most = size == 20 ? (1 << 20) - 1024 : 1 << size;
        int magnitude = random.nextInt(1 << size - 1, most) & -2;
        // Two bytes ahead is the transfer's own second half.
        return magnitude > 2 && random.nextBoolean() ? magnitude : -magnitude;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "EBREAK")
    void aTwoByteFormDoesWhatItDoesUnderQemu(CompressedForm form) {
        var random = seeded(form);
        TrialProgram.compare(random, SETS, scratch -> {
            while (true) {
                int half = form.draw(random);
                long instruction = Decoder.decodeShort(half);
                switch (Instruction.operation(instruction).format()) {
                    case LOAD, LOAD_FLOAT, STORE, STORE_FLOAT -> {
                        return new MemoryTrial(half, scratch, random);
                    }
                    case B, J -> {
                        // A jump to itself never ends.
                        if (Instruction.immediate(instruction) != 0) return new TransferTrial(half, random);
                    }
                    default -> {
                        boolean jumps = Instruction.operation(instruction) == Operation.JALR;
                        return jumps ? new TransferTrial(half, random) : new ComputeTrial(half);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"LR_W", "SC_D"})
    void loadReservedAndStoreConditionalSucceedAndFailAsUnderQemu(Operation first) {
        var random = seeded(first);
        TrialProgram.compare(random, SETS, scratch -> new ReservationTrial(scratch, random));
    }

    static Stream<Operation> csrInstructions() {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.format() == Format.CSR || operation.format() == Format.CSR_IMMEDIATE);
    }

    @ParameterizedTest
    @MethodSource("csrInstructions")
    void floatingPointStateIsReadAndWrittenAsUnderQemu(Operation operation) {
        var random = seeded(operation);
        TrialProgram.compare(random, SETS, scratch -> {
            int source = operation.format() == Format.CSR_IMMEDIATE ? random.nextInt(32) : TrialRegisters.any(random);
            int rd = TrialRegisters.any(random);
            return new StateTrial(Assembly.csr(operation, rd, 1 + random.nextInt(3), source), random);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"FENCE", "FENCE_I", "PAUSE", "PREFETCH"})
    void fencesAndHintsChangeNothingAsUnderQemu(Operation operation) {
        var random = seeded(operation);
        TrialProgram.compare(random, SETS, scratch -> new ComputeTrial(hint(operation, random)));
    }

    private static int hint(Operation operation, SplittableRandom random) {
        return switch (operation) {
            // All operands are reserved for finer fences, and ignored.
            case FENCE, FENCE_I -> operation.match() | random.nextInt() & ~0x707f;
            case PAUSE -> PAUSE;
            default -> {
                int kind = PREFETCHES[random.nextInt(PREFETCHES.length)];
                int offset = random.nextInt(128) - 64 << 5;
                yield Assembly.immediate(Operation.ORI, 0, TrialRegisters.any(random), offset | kind);
            }
        };
    }

    @Test
    void codeThatWasStoredIsExecutedAfterFenceIAsUnderQemu() {
        var random = new SplittableRandom(SEED);
        TrialProgram.compare(random, SETS, scratch -> new ChangedCodeTrial(scratch, random));
    }
}
