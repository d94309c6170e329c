package org.fugu.experiment.difference;

import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.CycleAccount.Steps;
import org.jspecify.annotations.Nullable;

/// The steps of one node's processor. What follows each other in one place and kind is one step, however
/// the run was cut.
final class NodeSteps implements Steps {
    /// Hears of steps, in their order.
    interface Sink {
        /// @param begin the node's clock
        /// @param cycles more than 0
        /// @param pc where the program was
        void step(long begin, long cycles, Category category, long pc);
    }

    private final Sink sink;
    private long clock;
    private long begin;
    private long pc;
    private @Nullable Category category;

    NodeSteps(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void spent(Category next, long cycles, long nextPc) {
        if (next != category || nextPc != pc) {
            tell();
            begin = clock;
            category = next;
            pc = nextPc;
        }
        clock += cycles;
    }

    /// Tells what is not told yet: the step that the run ended in.
    void tell() {
        if (category != null && clock > begin) sink.step(begin, clock - begin, category, pc);
    }
}
