package org.fugu.machine.cpu;

/// One instruction, or a few that belong together, to be tried on many operand sets.
interface Trial {
    /// Writes the code. It may change `x1`, `x2`, `x8` to `x15`, `f8` to `f15`, `fcsr` and memory;
    /// what else it has to show it leaves in `x6` and `x7`, which are zero before.
    void emit(Program program);

    /// Changes what a set of random operands must have for this code, once its place is known.
    ///
    /// @param set see [TrialProgram#register]
    void adjust(long[] set);

    /// For the message about a difference.
    String text();
}
