package org.fugu.experiment.difference;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageSegment;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.CycleAccount.Steps;
import org.fugu.machine.observe.TraceEvent;

/// A run of which every step was followed: what it did, where its cycles went, and marks of what each
/// node had done by when.
final class FollowedRun {
    private static final int KINDS = Category.values().length;

    /// Of the host's memory: two names of a function, and what is kept by them.
    private static final long SYMBOL = 1024;

    final RunPlan plan;
    final ProgramText text;

    /// Of all nodes, by address and category, idle cycles left out. Their lines are read.
    final SortedMap<Long, long[]> cycles;

    /// By node: what it did, by function, idle cycles left out.
    private final List<FunctionCycles> functions = new ArrayList<>();

    /// By node.
    final List<StepMarks> marks = new ArrayList<>();

    /// By node: its cycles by category.
    final List<long[]> categories = new ArrayList<>();

    /// Of the kernel, by what it was asked for.
    final TreeMap<String, KernelWork> kernel = new TreeMap<>();

    private final StepPlaces places;
    private final AddressCycles addresses = new AddressCycles();
    private final List<NodeSteps> steps = new ArrayList<>();
    private final RunReport report;

    /// What the kernel did for one call or cause.
    record KernelWork(long count, long cycles) {
        static final KernelWork NONE = new KernelWork(0, 0);

        KernelWork and(KernelWork more) {
            return new KernelWork(count + more.count, cycles + more.cycles);
        }
    }

    /// Carries out a run, on one host thread.
    ///
    /// @param watching sees how far it is
    /// @throws UnexplainableException when its program is none
    static FollowedRun of(RunPlan plan, RunObserver watching) {
        if (plan.request().first().loadable() instanceof ElfImage image) return new FollowedRun(plan, image, watching);
        throw new UnexplainableException(
                "the program of '" + plan.bundle().manifest().name() + "' cannot be run");
    }

    private FollowedRun(RunPlan plan, ElfImage image, RunObserver watching) {
        this.plan = plan;
        text = new ProgramText(image, plan.request().first());
        places = new StepPlaces(text.symbols());
        for (int i = 0; i < plan.request().mesh().nodes(); i++) follow();
        report = plan.judge(Exokernel.run(plan.request(), new Everything(watching)));
        steps.forEach(NodeSteps::tell);
        cycles = addresses.byAddress();
        text.readLines(cycles.keySet());
    }

    RunReport report() {
        return report;
    }

    private void follow() {
        var symbols = text.symbols();
        var byFunction = new FunctionCycles();
        var byCategory = new long[KINDS];
        var marked = StepMarks.growing();
        functions.add(byFunction);
        categories.add(byCategory);
        marks.add(marked);
        steps.add(new NodeSteps((begin, spent, category, pc) -> {
            int function = symbols.at(pc);
            marked.add(begin, category.ordinal(), places.of(function, pc));
            byCategory[category.ordinal()] += spent;
            if (category == Category.IDLE) return;
            addresses.add(pc, category, spent);
            byFunction.add(function, spent);
        }));
    }

    int nodes() {
        return functions.size();
    }

    /// What a node did, by function, idle cycles left out.
    TreeMap<String, Long> functions(int node) {
        return functions.get(node).named(text::function);
    }

    /// What following a run may take of the host's memory beside its machine: marks and functions of each
    /// node, and what is kept of each place of its code.
    static long hostBytes(RunPlan plan) {
        var request = plan.request();
        if (!(request.first().loadable() instanceof ElfImage image)) return 0;
        long code = image.segments().stream()
                .filter(segment -> segment.rights().contains(Right.EXECUTE))
                .mapToLong(ImageSegment::memoryBytes)
                .sum();
        long node = Long.BYTES * StepMarks.MOST
                + FunctionCycles.hostBytes(image.symbols().count());
        return request.mesh().nodes() * node + image.symbols().count() * SYMBOL + AddressCycles.hostBytes(code);
    }

    private final class Everything implements RunObserver {
        private final RunObserver watching;

        Everything(RunObserver watching) {
            this.watching = watching;
        }

        @Override
        public void progressed(long cycle, long instructions) {
            watching.progressed(cycle, instructions);
        }

        @Override
        public boolean cancelled() {
            return watching.cancelled();
        }

        @Override
        public Steps steps(int node) {
            return steps.get(node);
        }

        @Override
        public TraceOrder trace() {
            return new TraceOrder(0, Long.MAX_VALUE, false, event -> {
                if (!(event instanceof TraceEvent.Kernel did)) return;
                kernel.merge(did.what(), new KernelWork(1, did.until() - did.from()), KernelWork::and);
            });
        }
    }
}
