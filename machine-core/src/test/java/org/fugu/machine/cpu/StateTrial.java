package org.fugu.machine.cpu;

import java.util.SplittableRandom;

/// An instruction on `fcsr` or a part of it, which may hold anything, reserved rounding modes too.
record StateTrial(int bits, SplittableRandom random) implements Trial {
    @Override
    public void emit(Program program) {
        program.instruction(bits);
    }

    @Override
    public void adjust(long[] set) {
        set[TrialProgram.fcsr()] = random.nextInt(256);
    }

    @Override
    public String text() {
        return Integer.toHexString(bits);
    }
}
