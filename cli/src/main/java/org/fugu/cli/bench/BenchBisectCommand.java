package org.fugu.cli.bench;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.git.GitCheckout;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.difference.Explaining;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Finds the commit that changed a figure.
@Command(
        name = "bisect",
        header = "Find the first commit that changed a figure.",
        description = {
            "",
            "Builds versions between GOOD and BAD, in a working tree of their own, and measures one figure of",
            "each. Figures are exact, so one measurement tells. A commit that cannot be built or measured is",
            "passed over.",
            "",
        },
        footer = {
            "",
            "Example:",
            "  ./fugu bench bisect --build 'make' --bundle build/my-bundle v1.0 HEAD",
            "",
            "Exit codes: 0 found; 2 GOOD and BAD have the same figure, one of them has none, or wrong input.",
        })
public final class BenchBisectCommand implements Callable<Integer> {
    private static final int SHORT = 10;

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "GOOD", description = "A commit that has the old figure.")
    private String good;

    @Parameters(index = "1", paramLabel = "BAD", description = "A later one that has another.")
    private String bad;

    @Option(names = "--build", required = true, paramLabel = "CMD", description = "Builds the bundle, in the shell.")
    private String build;

    @Option(
            names = "--bundle",
            paramLabel = "PATH",
            description = "Where the bundle is then, from the root of the repository; what CMD says last if absent.")
    private @Nullable String path;

    @Option(names = "--repository", paramLabel = "DIR", description = "A folder of the repository; here if absent.")
    private Path repository = Path.of(".");

    @Option(names = "--benchmark", paramLabel = "NAME", description = "Which one; the first of GOOD if absent.")
    private @Nullable String benchmark;

    @Option(names = "--measure", paramLabel = "NAME", description = "Which figure; cycles if absent.")
    private String measure = "cycles";

    @Option(names = "--explain", description = "Say why the figure moved, too.")
    private boolean explain;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private JsonOption json = new JsonOption();

    /// Figures and bundles of the versions that have any, by their place.
    private final TreeMap<Integer, Version> versions = new TreeMap<>();

    private record Version(Bundle bundle, long figure) {}

    public BenchBisectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var checkout = new GitCheckout(repository)) {
            var commits =
                    checkout.between(checkout.git().commit(good), checkout.git().commit(bad));
            long first = required(checkout, commits, 0).figure();
            long last = required(checkout, commits, commits.size() - 1).figure();
            if (first == last) {
                throw CommandFailure.usage("there is nothing to find: " + subject() + " is " + ReportText.number(first)
                        + " in both commits");
            }
            var found = Bisection.of(commits.size() - 1, first, place -> figure(checkout, commits, place));
            print(checkout, commits, found);
        }
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private String subject() {
        return (benchmark == null ? "" : benchmark + ", ") + measure;
    }

    private Version required(GitCheckout checkout, List<String> commits, int place) {
        figure(checkout, commits, place);
        var version = versions.get(place);
        if (version != null) return version;
        throw CommandFailure.usage("commit " + abbreviated(commits.get(place)) + " has no figure for " + subject()
                + ": it does not build, has no such benchmark, or does not end well");
    }

    private OptionalLong figure(GitCheckout checkout, List<String> commits, int place) {
        var commit = commits.get(place);
        var built = checkout.build(commit, build, Map.of());
        if (!built.succeeded()) return without(commit, "it cannot be built: " + built.lastLine());
        var name = path == null ? built.lastLine() : path;
        if (!isBundle(checkout, name)) return without(commit, "there is no bundle '" + name + "' when it is built");
        var file = checkout.file(name);
        try {
            return figure(commit, place, BundleSource.load(file));
        } catch (CommandFailure | InvalidRunException e) {
            return without(commit, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isBundle(GitCheckout checkout, String name) {
        try {
            return !name.isEmpty() && Files.exists(checkout.file(name));
        } catch (InvalidPathException e) {
            // What the command said last was no path.
            return false;
        }
    }

    private OptionalLong without(String commit, String why) {
        terminal.err().println(abbreviated(commit) + " is passed over: " + why);
        return OptionalLong.empty();
    }

    private OptionalLong figure(String commit, int place, Bundle bundle) {
        var declared = declared(bundle);
        if (declared == null) return without(commit, "it has no benchmark '" + benchmark + "'");
        try (var progress = new Progress(terminal, abbreviated(commit))) {
            var measured = BenchmarkRun.measure(bundle, declared, threads.wanted, observer(progress));
            var figure = measured.measures().get(measure);
            if (!measured.succeeded() || figure == null) return without(commit, "it has no figure for " + subject());
            versions.put(place, new Version(bundle, figure));
            return OptionalLong.of(figure);
        }
    }

    /// The first version chooses for all where nobody did.
    private Manifest.@Nullable Benchmark declared(Bundle bundle) {
        var all = BenchmarkRun.benchmarks(bundle.manifest());
        if (benchmark == null) benchmark = all.getFirst().name();
        return all.stream()
                .filter(each -> each.name().equals(benchmark))
                .findFirst()
                .orElse(null);
    }

    private static RunObserver observer(Progress progress) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                progress.show(0, "cycle " + ReportText.number(cycle));
            }
        };
    }

    private static String abbreviated(String commit) {
        return commit.substring(0, Math.min(SHORT, commit.length()));
    }

    private void print(GitCheckout checkout, List<String> commits, Bisection found) {
        var before = versions.get(found.before());
        var after = versions.get(found.after());
        if (before == null || after == null) throw new IllegalStateException("a version without a figure was taken");
        var explained = explain
                ? new Explanations(terminal).of(before.bundle(), after.bundle(), name -> name.equals(benchmark))
                : List.<Explaining.Explained>of();
        var between = commits.subList(found.before() + 1, found.after());
        if (json.on) {
            var document = new LinkedHashMap<String, Object>();
            document.put("benchmark", String.valueOf(benchmark));
            document.put("measure", measure);
            document.put("before", version(checkout, commits.get(found.before()), before.figure()));
            document.put("after", version(checkout, commits.get(found.after()), after.figure()));
            document.put("passedOver", between);
            document.put("measured", found.measured() + 2);
            terminal.out().println(Json.pretty(document));
            return;
        }
        var what = between.isEmpty() ? "is the first commit that" : "or one that was passed over before it";
        terminal.out()
                .println(abbreviated(commits.get(found.after())) + " " + what + " changed " + subject() + ": "
                        + ReportText.number(before.figure()) + " to " + ReportText.number(after.figure()));
        terminal.out().println("  " + checkout.git().subject(commits.get(found.after())));
        for (var passed : between) {
            terminal.out()
                    .println("  passed over: " + abbreviated(passed) + " "
                            + checkout.git().subject(passed));
        }
        for (var each : explained) {
            new DifferenceText(terminal.out())
                    .why(each.difference().first(), each.difference().causes());
        }
    }

    private static Map<String, Object> version(GitCheckout checkout, String commit, long figure) {
        var version = new LinkedHashMap<String, Object>();
        version.put("commit", commit);
        version.put("subject", checkout.git().subject(commit));
        version.put("value", figure);
        return version;
    }
}
