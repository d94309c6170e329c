package org.fugu.machine.cpu;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.fugu.machine.isa.Assembly;
import org.fugu.machine.isa.Format;
import org.fugu.machine.isa.Operation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Which instructions are illegal because of what they name or find: CSRs that do not exist, and
/// reserved rounding modes in `frm`.
///
/// `-Dfugu.seed=N` replays a run, `-Dfugu.operands=N` sets how many operand sets each instruction
/// that rounds gets.
class LegalityDifferenceTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261125);
    private static final int NUMBERS = 4096;
    private static final int FCSR = 3;
    private static final int SETS = Integer.getInteger("fugu.operands", 10_000);

    @BeforeAll
    static void printSeed() {
        Qemu.mustBeInstalled();
        System.out.println("LegalityDifferenceTests: -Dfugu.seed=" + SEED + " -Dfugu.operands=" + SETS);
    }

    static Stream<Operation> rounding() {
        return Arrays.stream(Operation.values()).filter(operation -> switch (operation.format()) {
            case FUSED, FLOAT, FLOAT_UNARY, FLOAT_TO_INTEGER, INTEGER_TO_FLOAT -> true;
            default -> false;
        });
    }

    @ParameterizedTest
    @MethodSource("rounding")
    void aReservedRoundingModeInFrmIsIllegalWhereItIsUnderQemu(Operation operation) {
        var random = new SplittableRandom(SEED + operation.ordinal());
        TrialProgram.compare(random, SETS, scratch -> {
            boolean toInteger = operation.format() == Format.FLOAT_TO_INTEGER;
            int rd = toInteger ? 13 + random.nextInt(3) : TrialRegisters.common(random);
            int rs1 = TrialRegisters.common(random);
            int rs2 = TrialRegisters.common(random);
            int rs3 = TrialRegisters.common(random);
            int mode = random.nextInt(4) == 0 ? random.nextInt(5) : 7;
            return new LegalityTrial(Assembly.encode(operation, rd, rs1, rs2, rs3, mode, 0), random);
        });
    }

    /// No number differs, if QEMU has no vectors, but in the ranges for what a machine adds of its
    /// own.
    @ParameterizedTest
    @EnumSource(names = {"CSRRS", "CSRRW", "CSRRCI"})
    void aCsrExistsIfItDoesUnderQemu(Operation operation) {
        var random = new SplittableRandom(SEED + operation.ordinal());
        var next = new int[] {0};
        TrialProgram.compare(random, NUMBERS, 1, scratch -> {
            int number = next[0]++;
            if (isOwn(number)) number = FCSR;
            return new LegalityTrial(Assembly.csr(operation, 0, number, 0), random);
        });
    }

    private static boolean isOwn(int number) {
        return number >= 0x800 && number < 0x900 || number >= 0xcc0 && number < 0xd00;
    }
}
