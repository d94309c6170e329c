package org.fugu.experiment.benchmark;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Thresholds;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.jspecify.annotations.Nullable;

/// Runs a bundle's benchmarks.
public final class BenchmarkRun {
    private BenchmarkRun() {}

    /// The benchmarks of the manifest; without any, the default run with its cycles and
    /// instructions.
    public static List<Manifest.Benchmark> benchmarks(Manifest manifest) {
        if (!manifest.benchmarks().isEmpty()) return manifest.benchmarks();
        var measures = List.of(new MeasurePattern("cycles"), new MeasurePattern("instructions"));
        return List.of(
                new Manifest.Benchmark("run", manifest.run().setting(), measures, new TreeMap<>(), Thresholds.NONE));
    }

    /// The run of one benchmark.
    ///
    /// @param threads host threads, on which no figure depends
    /// @throws org.fugu.bundle.run.InvalidRunException when its setting cannot be run, or a region has a
    ///     function that the program has not
    public static RunPlan plan(BoundBundle bound, Manifest.Benchmark benchmark, int threads) {
        var plan = RunPlan.of(bound.bundle(), bound.options(benchmark).withThreads(threads));
        RegionCycles.of(benchmark, plan);
        return plan;
    }

    /// Runs one benchmark to its end.
    ///
    /// @param threads host threads, on which no figure depends
    /// @throws org.fugu.bundle.run.InvalidRunException when its setting cannot be run, or a region has a
    ///     function that the program has not
    public static Measurement measure(
            BoundBundle bound, Manifest.Benchmark benchmark, int threads, RunObserver observer) {
        return measure(bound, benchmark, LayoutSeeds.NONE, threads, observer);
    }

    /// What was measured, and what that took.
    ///
    /// @param cycles that were simulated
    public record Measured(Measurement measurement, long cycles) {}

    /// The same, and how many cycles it took.
    public static Measured measured(
            BoundBundle bound, Manifest.Benchmark benchmark, int threads, RunObserver observer) {
        return measured(bound, benchmark, null, threads, observer);
    }

    /// The same from a checkpoint on, with the same figures.
    ///
    /// @param checkpoint what [RunObserver#checkpoint] was given; null to begin at cycle 0
    /// @throws org.fugu.machine.state.BadSnapshotException if it cannot be of this run; then the observer was
    ///     told nothing
    public static Measured measured(
            BoundBundle bound,
            Manifest.Benchmark benchmark,
            byte @Nullable [] checkpoint,
            int threads,
            RunObserver observer) {
        return measured(bound, benchmark, LayoutSeeds.NONE, checkpoint, threads, observer);
    }

    /// The same with its parts moved.
    public static Measurement measure(
            BoundBundle bound, Manifest.Benchmark benchmark, LayoutSeeds layout, int threads, RunObserver observer) {
        return measured(bound, benchmark, layout, null, threads, observer).measurement();
    }

    private static Measured measured(
            BoundBundle bound,
            Manifest.Benchmark benchmark,
            LayoutSeeds layout,
            byte @Nullable [] checkpoint,
            int threads,
            RunObserver observer) {
        var plan = plan(bound, benchmark, threads).moved(layout);
        var regions = RegionCycles.of(benchmark, plan);
        var watching = regions.isEmpty() ? observer : regions.watching(observer);
        var report = checkpoint == null
                ? Exokernel.run(plan.request(), watching)
                : Exokernel.resume(plan.request(), checkpoint, watching);
        return new Measured(measurement(benchmark, plan, plan.judge(report), regions), report.cycles());
    }

    private static Measurement measurement(
            Manifest.Benchmark benchmark, RunPlan plan, RunReport report, RegionCycles regions) {
        var request = plan.request();
        var all = measures(report);
        all.putAll(regions.cycles());
        var units = units(report);
        regions.cycles().keySet().forEach(region -> units.put(region, "cycles"));
        var wanted = new TreeSet<String>();
        var unreported = new TreeSet<String>();
        for (var pattern : benchmark.measures()) {
            var meant = all.keySet().stream().filter(pattern::matches).toList();
            wanted.addAll(meant);
            if (meant.isEmpty()) unreported.add(pattern.text());
        }
        all.keySet().retainAll(wanted);
        units.keySet().retainAll(wanted);
        return new Measurement(
                benchmark.name(),
                new Measurement.Setting(
                        request.program(),
                        request.arguments(),
                        report.machine(),
                        request.mesh().toString(),
                        request.nodes(),
                        request.fidelity().toString(),
                        request.seed()),
                report.machineVersion(),
                report.outcome().wireName(),
                report.exitCode(),
                report.digest(),
                report.resultDigest(),
                all,
                units,
                List.copyOf(unreported),
                benchmark.thresholds());
    }

    private static TreeMap<String, Long> measures(RunReport report) {
        var all = new TreeMap<String, Long>();
        for (var node : report.counters()) {
            node.forEach((counter, count) -> all.merge(MeasurePattern.COUNTER + counter, count, Long::sum));
        }
        all.putAll(report.metrics());
        all.put("cycles", report.cycles());
        all.put("instructions", report.instructions());
        all.put("messages_sent", report.messagesSent());
        all.put("messages_received", report.messagesReceived());
        return all;
    }

    private static TreeMap<String, String> units(RunReport report) {
        var all = new TreeMap<>(report.metricUnits());
        all.put("cycles", "cycles");
        all.put("instructions", "instructions");
        all.put("messages_sent", "messages");
        all.put("messages_received", "messages");
        for (var counter : measures(report).keySet()) {
            if (counter.startsWith(MeasurePattern.COUNTER + "cycles")) all.put(counter, "cycles");
        }
        return all;
    }
}
