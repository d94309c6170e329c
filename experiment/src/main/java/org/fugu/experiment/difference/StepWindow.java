package org.fugu.experiment.difference;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.loader.Symbols;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.CycleAccount.Steps;
import org.jspecify.annotations.Nullable;

/// A part of a run again, up to its end and no further, with what some nodes did in it.
final class StepWindow implements RunObserver {
    /// What a window may take of the host's memory.
    static long hostBytes(int nodes) {
        return nodes * (Long.BYTES * StepMarks.MOST + FirstDifference.WINDOW * STEP);
    }

    /// Of a list, with the step.
    private static final long STEP = 48;

    /// A step that begins in the window.
    ///
    /// @param place the same in two programs if it is the same place in one source
    record Step(long begin, Category category, long pc, long place) {
        boolean isSame(Step other) {
            return begin == other.begin && category == other.category && place == other.place;
        }
    }

    private final long end;
    private final RunObserver watching;

    /// By node, null for those that are not looked at.
    private final List<@Nullable NodeSteps> steps = new ArrayList<>();

    private final List<List<Step>> found = new ArrayList<>();
    private final List<StepMarks> marks = new ArrayList<>();
    private boolean isPast;

    /// Steps one by one.
    ///
    /// @param nodes to be looked at
    static StepWindow steps(FollowedRun run, long from, long to, TreeSet<Integer> nodes, RunObserver watching) {
        return new StepWindow(run, from, to, 0, nodes, watching);
    }

    /// Marks only.
    static StepWindow marks(
            FollowedRun run, long from, long to, long interval, TreeSet<Integer> nodes, RunObserver watching) {
        return new StepWindow(run, from, to, interval, nodes, watching);
    }

    private StepWindow(
            FollowedRun run, long from, long to, long interval, TreeSet<Integer> nodes, RunObserver watching) {
        this.end = to;
        this.watching = watching;
        var symbols = run.text.symbols();
        var places = new StepPlaces(symbols);
        for (int node = 0; node < run.nodes(); node++) {
            var own = new ArrayList<Step>();
            var marked = StepMarks.between(from, Math.max(1, interval));
            found.add(own);
            marks.add(marked);
            steps.add(nodes.contains(node) ? new NodeSteps(sink(own, marked, interval, from, symbols, places)) : null);
        }
        carryOut(run.plan);
        for (var each : steps) if (each != null) each.tell();
    }

    private NodeSteps.Sink sink(
            List<Step> own, StepMarks marked, long interval, long from, Symbols symbols, StepPlaces places) {
        return (begin, cycles, category, pc) -> {
            // The step before the window too, even if it ends there: in the other run it may last on.
            if (begin + cycles < from || begin >= end) return;
            long place = places.of(symbols.at(pc), pc);
            if (interval > 0) marked.add(Math.max(begin, from), category.ordinal(), place);
            else own.add(new Step(begin, category, pc, place));
        };
    }

    private void carryOut(RunPlan plan) {
        try {
            Exokernel.run(plan.request(), this);
        } catch (RunCancelledException e) {
            if (!isPast) throw e;
        }
    }

    /// What a node did, in its order; the first step may have begun before the window.
    List<Step> of(int node) {
        return found.get(node);
    }

    StepMarks marks(int node) {
        return marks.get(node);
    }

    @Override
    public void progressed(long cycle, long instructions) {
        isPast = cycle > end;
        watching.progressed(cycle, instructions);
    }

    @Override
    public boolean cancelled() {
        return isPast || watching.cancelled();
    }

    @Override
    public @Nullable Steps steps(int node) {
        return steps.get(node);
    }
}
