package org.fugu.machine.cpu;

import static org.fugu.machine.isa.Assembly.immediate;

import java.util.SplittableRandom;
import org.fugu.machine.isa.Operation;

/// An instruction that may be illegal: afterwards 1 is in `x6`, or 2 if it was. Rounding modes may
/// be reserved ones. It must not change `x23`.
record LegalityTrial(int bits, SplittableRandom random) implements Trial {
    @Override
    public void emit(Program program) {
        program.word(immediate(Operation.AUIPC, TrialProgram.RESUME, 0, 0));
        program.word(immediate(Operation.ADDI, TrialProgram.RESUME, TrialProgram.RESUME, 16));
        program.word(bits);
        program.word(immediate(Operation.ADDI, 6, 0, 1));
    }

    @Override
    public void adjust(long[] set) {
        set[TrialProgram.register(2)] = TrialProgram.STACK;
        set[TrialProgram.fcsr()] = random.nextInt(256);
    }

    @Override
    public String text() {
        return Integer.toHexString(bits);
    }
}
