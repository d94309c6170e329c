package org.fugu.machine.cpu;

/// An instruction that needs nothing but random operands.
record ComputeTrial(int bits) implements Trial {
    @Override
    public void emit(Program program) {
        program.instruction(bits);
    }

    @Override
    public void adjust(long[] set) {
        // Any operands will do.
    }

    @Override
    public String text() {
        return Integer.toHexString(bits);
    }
}
