package org.fugu.cli.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.machine.preset.NearestWord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Measures what relaxed windows cost in exactness and gain in time.
@Command(
        name = "fidelity",
        header = "What relaxed runs lose in exactness and gain in speed.",
        description = {
            "",
            "Runs the benchmark programs exactly and with relaxed windows, one after the other in this",
            "process, and prints the error in cycles and how many times faster the host was: the median of",
            "three rounds, after one to warm up. The errors are the same on every host; the speeds are not.",
            "",
        },
        footer = {"", "Examples:", "  ./fugu fidelity", "  ./fugu fidelity stencil matmul --json"})
public final class FidelityCommand implements Callable<Integer> {
    private static final List<String> WINDOWS = List.of("relaxed:100", "relaxed:1000", "relaxed:10000");
    private static final int ROUNDS = 3;

    /// Programs of `guest/bench` with their arguments.
    private static final List<Subject> SUBJECTS = List.of(
            new Subject("misses", List.of()),
            new Subject("workerset", List.of()),
            new Subject("unmap", List.of()),
            new Subject("barrier", List.of("message", "200")),
            new Subject("barrier", List.of("tree", "200")),
            new Subject("barrier", List.of("flat", "200")),
            new Subject("barrier", List.of("library", "200")),
            new Subject("invoke", List.of("message", "128")),
            new Subject("invoke", List.of("shared", "128")),
            new Subject("chase", List.of("remote")),
            new Subject("hide", List.of("16")),
            new Subject("udm", List.of()),
            new Subject("request", List.of("100")),
            new Subject("remote", List.of()),
            new Subject("stream", List.of("messages")),
            new Subject("stream", List.of("lines")),
            new Subject("stream", List.of("prefetch")),
            new Subject("stream", List.of("dma")),
            new Subject("alltoall", List.of("message", "40")),
            new Subject("alltoall", List.of("shared", "20")),
            new Subject("radix", List.of("1024")),
            new Subject("lu", List.of("32")),
            new Subject("fft", List.of("512")),
            new Subject("stencil", List.of("64", "8")),
            new Subject("matmul", List.of("48")));

    private record Subject(String program, List<String> arguments) {
        @Override
        public String toString() {
            return arguments.isEmpty() ? program : program + " " + String.join(" ", arguments);
        }
    }

    /// @param error in cycles, relative to the exact run
    /// @param speedUp host time of the exact run to this one's
    private record Relaxed(String fidelity, long cycles, double error, double speedUp) {}

    private record Result(Subject subject, long cycles, List<Relaxed> relaxed) {}

    private final Terminal terminal;

    @Parameters(paramLabel = "PROGRAM", arity = "0..*", description = "Only these programs of guest/bench.")
    private List<String> wanted = new ArrayList<>();

    @Mixin
    private JsonOption json = new JsonOption();

    public FidelityCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var results = new ArrayList<Result>();
        try (var progress = new Progress(terminal, "fidelity")) {
            for (var subject : chosen()) results.add(measure(subject, progress));
        }
        if (json.on)
            terminal.out()
                    .println(Json.pretty(Map.of(
                            "programs",
                            results.stream().map(FidelityCommand::document).toList())));
        else print(results);
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private List<Subject> chosen() {
        var names = SUBJECTS.stream().map(Subject::program).distinct().toList();
        for (var name : wanted) {
            if (!names.contains(name)) {
                throw CommandFailure.usage("there is no program '" + name + "'; there are: " + String.join(", ", names)
                        + NearestWord.hint(name, names));
            }
        }
        return SUBJECTS.stream()
                .filter(subject -> wanted.isEmpty() || wanted.contains(subject.program()))
                .toList();
    }

    private Result measure(Subject subject, Progress progress) {
        var plans = new ArrayList<RunPlan>();
        plans.add(plan(subject, "timing"));
        for (var window : WINDOWS) plans.add(plan(subject, window));

        var cycles = new long[plans.size()];
        var nanos = new long[plans.size()][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < plans.size(); i++) {
                progress.show(-1, subject + ", " + plans.get(i).request().fidelity());
                long start = System.nanoTime();
                var report = Exokernel.run(plans.get(i).request(), RunObserver.NONE);
                if (round >= 0) nanos[i][round] = System.nanoTime() - start;
                cycles[i] = report.cycles();
            }
        }
        var relaxed = new ArrayList<Relaxed>();
        for (int i = 1; i < plans.size(); i++) {
            double error = (double) cycles[i] / cycles[0] - 1;
            relaxed.add(
                    new Relaxed(WINDOWS.get(i - 1), cycles[i], error, (double) median(nanos[0]) / median(nanos[i])));
        }
        return new Result(subject, cycles[0], relaxed);
    }

    private RunPlan plan(Subject subject, String fidelity) {
        var bundle = BundleSource.load(terminal.prebuilt("bench/" + subject.program() + ".zip"));
        var options = new RunOptions(
                null,
                subject.arguments(),
                null,
                null,
                null,
                fidelity,
                null,
                LimitsGiven.NONE,
                Collections.emptySortedMap(),
                1);
        return RunPlan.of(bundle, options);
    }

    private static long median(long[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// A table in the form of the documentation.
    private void print(List<Result> results) {
        var out = terminal.out();
        out.println("| program | cycles, exact | relaxed:100 | relaxed:1000 | relaxed:10000 |");
        out.println("|---|---|---|---|---|");
        for (var result : results) {
            out.printf(Locale.ROOT, "| `%s` | %,d |", result.subject(), result.cycles());
            for (var each : result.relaxed()) {
                out.printf(Locale.ROOT, " %+.1f %%, %.2f× |", 100 * each.error(), each.speedUp());
            }
            out.println();
        }
    }

    private static Map<String, Object> document(Result result) {
        var document = new LinkedHashMap<String, Object>();
        document.put("program", result.subject().program());
        document.put("arguments", result.subject().arguments());
        document.put("cycles", result.cycles());
        document.put("relaxed", result.relaxed());
        return document;
    }
}
