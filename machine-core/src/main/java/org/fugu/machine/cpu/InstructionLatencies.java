package org.fugu.machine.cpu;

import org.fugu.machine.isa.Operation;
import org.fugu.machine.isa.Unit;
import org.fugu.machine.preset.Preset;

/// What instructions cost beyond one cycle, in cycles.
///
/// @param branchTaken after a taken branch and after every jump
/// @param loadUse before an instruction that reads what the one right before it loaded
public record InstructionLatencies(
        int multiply,
        int divide,
        int branchTaken,
        int loadUse,
        int floatAdd,
        int floatMultiply,
        int floatDivide,
        int floatSquareRoot,
        int floatOther) {

    /// Every instruction takes one cycle.
    public static final InstructionLatencies NONE = new InstructionLatencies(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// The figures of a machine, which count the instruction's own cycle, except for branches and
    /// loads.
    public static InstructionLatencies of(Preset preset) {
        return new InstructionLatencies(
                preset.intValue("processor.multiply") - 1,
                preset.intValue("processor.divide") - 1,
                preset.intValue("processor.branch_taken"),
                preset.intValue("processor.load_use"),
                preset.intValue("processor.float_add") - 1,
                preset.intValue("processor.float_multiply") - 1,
                preset.intValue("processor.float_divide") - 1,
                preset.intValue("processor.float_square_root") - 1,
                preset.intValue("processor.float_other") - 1);
    }

    /// All cycles of an instruction of that unit, without what a taken branch adds.
    int cycles(Unit unit) {
        return 1
                + switch (unit) {
                    case INTEGER -> 0;
                    case MULTIPLY -> multiply;
                    case DIVIDE -> divide;
                    case FLOAT_ADD -> floatAdd;
                    case FLOAT_MULTIPLY -> floatMultiply;
                    case FLOAT_DIVIDE -> floatDivide;
                    case FLOAT_SQUARE_ROOT -> floatSquareRoot;
                    case FLOAT_OTHER -> floatOther;
                };
    }

    /// Cycles by opcode.
    public int[] table() {
        var operations = Operation.values();
        var cycles = new int[operations.length];
        for (int i = 0; i < cycles.length; i++) cycles[i] = cycles(operations[i].unit());
        return cycles;
    }
}
