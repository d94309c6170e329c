package org.fugu.machine.cpu;

import static org.fugu.machine.isa.Assembly.encode;
import static org.fugu.machine.isa.Assembly.immediate;
import static org.fugu.machine.isa.Assembly.store;

import java.util.SplittableRandom;
import org.fugu.machine.isa.Operation;

/// Stores an instruction and a return, fences and calls them. The places are few and used again and
/// again; some lie across the end of a line or page.
record ChangedCodeTrial(int scratch, SplittableRandom random) implements Trial {
    private static final int CODE = 14;
    private static final int LINK = 7;
    private static final int SHORT_RETURN = 0x8382; // c.jr x7
    private static final int[] PLACES = {64, 74, 110, 4094, 4096 + 12, 8192 - 4, 8192 + 16};
    private static final Operation[] OPERATIONS = {
        Operation.ADD, Operation.SUB, Operation.XOR, Operation.MUL, Operation.ADDI, Operation.ORI, Operation.SLTIU
    };
    private static final CompressedForm[] SHORT = {
        CompressedForm.ADDI, CompressedForm.LI, CompressedForm.XOR, CompressedForm.SRAI, CompressedForm.SUBW
    };

    @Override
    public void emit(Program program) {
        program.word(store(Operation.SD, CODE, TrialProgram.PROBE, 0));
        program.word(Operation.FENCE_I.match());
        program.word(immediate(Operation.JALR, LINK, TrialProgram.PROBE, 0));
    }

    @Override
    public void adjust(long[] set) {
        int place = scratch + PLACES[random.nextInt(PLACES.length)];
        set[TrialProgram.register(TrialProgram.PROBE)] = place;
        set[TrialProgram.register(CODE)] = random.nextBoolean() ? shortCode() : longCode();
    }

    private long longCode() {
        var operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        int word = encode(
                operation,
                TrialRegisters.common(random),
                TrialRegisters.any(random),
                TrialRegisters.any(random),
                0,
                0,
                random.nextInt());
        return word & 0xffff_ffffL | (long) SHORT_RETURN << 32;
    }

    private long shortCode() {
        return SHORT[random.nextInt(SHORT.length)].draw(random) | (long) SHORT_RETURN << 16;
    }

    @Override
    public String text() {
        return "a call of x14 at x5";
    }
}
