package org.fugu.experiment.benchmark;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;

/// Runs a bundle's benchmarks.
public final class BenchmarkRun {
    private BenchmarkRun() {}

    /// The benchmarks of the manifest; without any, the default run with its cycles and
    /// instructions.
    public static List<Manifest.Benchmark> benchmarks(Manifest manifest) {
        if (!manifest.benchmarks().isEmpty()) return manifest.benchmarks();
        var measures = List.of("cycles", "instructions");
        return List.of(new Manifest.Benchmark("run", manifest.run().setting(), measures, new TreeMap<>()));
    }

    /// Runs one benchmark to its end.
    ///
    /// @param threads host threads, on which no figure depends
    /// @throws org.fugu.bundle.run.InvalidRunException when its setting cannot be run
    public static Measurement measure(Bundle bundle, Manifest.Benchmark benchmark, int threads, RunObserver observer) {
        var options = RunOptions.of(benchmark.setting()).withThreads(threads);
        var plan = RunPlan.of(bundle, options);
        return measurement(benchmark, plan, plan.judge(Exokernel.run(plan.request(), observer)));
    }

    static Measurement measurement(Manifest.Benchmark benchmark, RunPlan plan, RunReport report) {
        var request = plan.request();
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
                measures(benchmark.measures(), report),
                units(benchmark.measures(), report),
                benchmark.thresholds());
    }

    private static SortedMap<String, Long> measures(List<String> wanted, RunReport report) {
        var all = new TreeMap<>(report.metrics());
        all.put("cycles", report.cycles());
        all.put("instructions", report.instructions());
        all.put("messages_sent", report.messagesSent());
        all.put("messages_received", report.messagesReceived());
        all.keySet().retainAll(wanted);
        return all;
    }

    private static SortedMap<String, String> units(List<String> wanted, RunReport report) {
        var all = new TreeMap<>(report.metricUnits());
        all.put("cycles", "cycles");
        all.put("instructions", "instructions");
        all.put("messages_sent", "messages");
        all.put("messages_received", "messages");
        all.keySet().retainAll(wanted);
        return all;
    }
}
