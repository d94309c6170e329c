package org.fugu.experiment.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.difference.Explaining;

/// A benchmark that two bundles have, as it is to be run for its difference to be explained.
public record BenchmarkPair(String name, RunPlan base, RunPlan head) {
    /// Those that both have, in the head's order.
    ///
    /// @param wanted by name
    /// @throws org.fugu.bundle.run.InvalidRunException when one of them cannot be run
    public static List<BenchmarkPair> of(BoundBundle base, BoundBundle head, Predicate<String> wanted) {
        var before = new TreeMap<String, Manifest.Benchmark>();
        base.benchmarks().forEach(each -> before.put(each.name(), each));
        var pairs = new ArrayList<BenchmarkPair>();
        for (var benchmark : head.benchmarks()) {
            var own = before.get(benchmark.name());
            if (own == null || !wanted.test(benchmark.name())) continue;
            pairs.add(new BenchmarkPair(
                    benchmark.name(), BenchmarkRun.plan(base, own, 1), BenchmarkRun.plan(head, benchmark, 1)));
        }
        return pairs;
    }

    /// Runs both, and says why they differ.
    ///
    /// @param watching sees how far the runs are
    /// @throws org.fugu.experiment.difference.UnexplainableException when one of the two has no program
    public Explaining.Explained explain(RunObserver watching) {
        return Explaining.explain(name, base, head, watching);
    }

    /// How many nodes the larger of their meshes has.
    public int nodes() {
        return Math.max(base.request().mesh().nodes(), head.request().mesh().nodes());
    }

    /// What that may take of the host's memory at the most, beside one machine.
    public long hostBytes() {
        return Explaining.hostBytes(base, head);
    }
}
