package org.fugu.machine.cpu;

import java.util.SplittableRandom;
import org.fugu.machine.isa.Instruction;

/// The registers that trials have to themselves: `x0`, `x1`, `x2`, `x8` to `x15`, `f8` to `f15`.
final class TrialRegisters {
    private TrialRegisters() {}

    /// Mostly one of eight, so that operands are often the same register.
    static int any(SplittableRandom random) {
        int number = random.nextInt(20);
        return number < 3 ? number : common(random);
    }

    /// One that exists in both files and can be written.
    static int common(SplittableRandom random) {
        return 8 + random.nextInt(8);
    }

    /// Whether an instruction, one that has a two-byte form, uses no other registers.
    static boolean hasAllOf(long instruction) {
        int rd = Instruction.rd(instruction);
        int rs1 = Instruction.rs1(instruction);
        int rs2 = Instruction.rs2(instruction);
        return switch (Instruction.operation(instruction).format()) {
            case LOAD_FLOAT -> isCommon(rd) && has(rs1);
            case STORE_FLOAT -> isCommon(rs2) && has(rs1);
            case STORE, B -> has(rs1) && has(rs2);
            case R -> has(rd) && has(rs1) && has(rs2);
            default -> has(rd) && has(rs1);
        };
    }

    private static boolean has(int register) {
        return register < 3 || isCommon(register);
    }

    private static boolean isCommon(int register) {
        return register >= 8 && register < 16;
    }
}
