package org.fugu.cli.perf;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.ConsoleText;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.machine.topology.MeshShape;

/// Runs measured programs in this process, and says what it is doing.
final class PerfRunner {
    static final String MACHINE = "fugu";

    private static final LimitsGiven NO_LIMITS =
            new LimitsGiven(Limits.MAX_CYCLES, Limits.MAX_INSTRUCTIONS, null, null);

    private final Terminal terminal;
    private final Progress progress;
    private final Map<String, Bundle> bundles = new TreeMap<>();
    private final int points;
    private int point;

    /// @param points how many will be measured
    PerfRunner(Terminal terminal, Progress progress, int points) {
        this.terminal = terminal;
        this.progress = progress;
        this.points = points;
    }

    /// The next of the points begins.
    void next() {
        point++;
    }

    void show(String what) {
        progress.show((point - 1.0) / points, String.format(Locale.ROOT, "%d of %d: %s", point, points, what));
    }

    /// A prebuilt bundle.
    ///
    /// @param file below `guest/prebuilt`
    Bundle bundle(String file) {
        return bundles.computeIfAbsent(file, name -> BundleSource.load(terminal.prebuilt(name)));
    }

    /// One run to its end, which has to be a good one.
    ///
    /// @param events what else to take from the report
    PerfSample run(
            String file,
            List<String> arguments,
            int nodes,
            String fidelity,
            long rounds,
            ToLongFunction<RunReport> events) {
        return run(file, arguments, nodes, fidelity, rounds, PerfEngine.TRANSLATED, 1, events);
    }

    /// A run as it was ordered.
    PerfSample run(PerfOrder order, long rounds) {
        var workload = order.workload();
        var arguments = workload.arguments(order.nodes(), rounds);
        return run(
                workload.file(),
                arguments,
                order.nodes(),
                order.fidelity(),
                rounds,
                order.engine(),
                order.threads(),
                _ -> 0);
    }

    private PerfSample run(
            String file,
            List<String> arguments,
            int nodes,
            String fidelity,
            long rounds,
            PerfEngine engine,
            int threads,
            ToLongFunction<RunReport> events) {
        var title = String.format(
                "%s %s, %d %s, %s%s%s",
                bundle(file).manifest().name(),
                String.join(" ", arguments),
                nodes,
                nodes == 1 ? "node" : "nodes",
                fidelity,
                engine == PerfEngine.INTERPRETED ? ", interpreted" : "",
                threads == 1 ? "" : ", " + threads + " threads");
        var stopwatch = new PerfStopwatch(() -> show(title));
        show(title);
        var report = Exokernel.run(
                plan(file, arguments, nodes, fidelity, threads).request(), stopwatch, engine.translations);
        requireGood(title, report);
        var time = threads == 1 ? stopwatch.time() : stopwatch.time().byTheClock();
        return new PerfSample(rounds, report.instructions(), report.cycles(), events.applyAsLong(report), time);
    }

    /// What the program of one node writes.
    String console(String file, List<String> arguments) {
        var report = Exokernel.run(plan(file, arguments, 1, "functional", 1).request(), RunObserver.NONE);
        requireGood(file, report);
        return new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8);
    }

    RunPlan plan(String file, List<String> arguments, int nodes, String fidelity, int threads) {
        var mesh = MeshShape.ofNodes(nodes).toString();
        var options = new RunOptions(
                null, arguments, MACHINE, mesh, null, fidelity, null, NO_LIMITS, Collections.emptySortedMap(), threads);
        return RunPlan.of(bundle(file), options);
    }

    private static void requireGood(String title, RunReport report) {
        var exit = report.exitCode();
        if (report.outcome() != Outcome.EXITED || exit == null || exit != 0) throw failed(title, report.message());
    }

    /// Nothing that is measured here may fail.
    static CommandFailure failed(String what, String how) {
        return new CommandFailure(ExitCode.INTERNAL, "measurement-failed", what + " failed: " + how, List.of());
    }
}
