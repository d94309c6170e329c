package org.fugu.cli.ci;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.bench.DifferenceText;
import org.fugu.cli.bench.Explanations;
import org.fugu.cli.git.Git;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.service.RemoteBenchmarks;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.BoundBundle;
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
            "each; without --build it takes those that a project of the service has. Figures are exact, so one",
            "measurement tells. A commit that cannot be built, or has no figure, is passed over.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu bench bisect --build 'make' --bundle build/my-bundle v1.0 HEAD",
            "  ./fugu bench bisect --project work v1.0 HEAD",
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

    @Option(names = "--build", paramLabel = "CMD", description = "Builds the bundle, in the shell.")
    private @Nullable String build;

    @Option(
            names = "--project",
            paramLabel = "PROJECT",
            description = "Take the figures that this project of the service has; that of the run key if absent.")
    private @Nullable String project;

    @Option(
            names = "--bundle",
            paramLabel = "PATH",
            description = "Where the bundle is then, from the root of the repository; what CMD says last if absent.")
    private @Nullable String path;

    @Option(
            names = "--libos",
            paramLabel = "PATH",
            description = "The library OS to run it on, a bundle of kind libos, from the root of the repository: each"
                    + " commit's own if it has one there when it is built.")
    private @Nullable String libos;

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

    private record Version(@Nullable BoundBundle bundle, long figure) {}

    public BenchBisectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (build != null && project != null) throw CommandFailure.usage("--build or --project, one of them");
        if (build == null && (explain || path != null || libos != null)) {
            throw CommandFailure.usage(
                    "--explain, --bundle and --libos need --build: without it only figures are known");
        }
        var git = new Git(repository);
        try (var figures = figures()) {
            var commits = git.between(git.commit(good), git.commit(bad));
            long first = required(figures, commits, 0).figure();
            long last = required(figures, commits, commits.size() - 1).figure();
            if (first == last) {
                throw CommandFailure.usage("there is nothing to find: " + subject() + " is " + ReportText.number(first)
                        + " in both commits");
            }
            var found = Bisection.of(commits.size() - 1, first, place -> figure(figures, commits, place));
            print(git, commits, found);
        }
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private CommitFigures figures() {
        if (build != null) {
            var library = new LibraryPlace(new Git(repository).root(), libos);
            return new BuiltFigures(terminal, repository, build, path, library, threads.wanted);
        }
        if (project == null && terminal.variable("FUGU_TOKEN") == null) {
            throw CommandFailure.usage("say with --build how versions are built, or with --project which project of the"
                    + " service has their figures");
        }
        return new StoredFigures(RemoteBenchmarks.of(terminal, project));
    }

    private String subject() {
        return (benchmark == null ? "" : benchmark + ", ") + measure;
    }

    private Version required(CommitFigures figures, List<String> commits, int place) {
        figure(figures, commits, place);
        var version = versions.get(place);
        if (version != null) return version;
        throw CommandFailure.usage("commit " + abbreviated(commits.get(place)) + " has no figure for " + subject()
                + ": it does not build, was not measured, has no such benchmark, or does not end well");
    }

    private OptionalLong figure(CommitFigures figures, List<String> commits, int place) {
        var commit = commits.get(place);
        return switch (figures.of(commit, benchmark)) {
            case CommitFigures.None none -> without(commit, none.why());
            case CommitFigures.Figures known -> {
                // The first version chooses for all where nobody did.
                benchmark = known.measurement().name();
                var figure = known.measurement().measures().get(measure);
                if (!known.measurement().succeeded() || figure == null) {
                    yield without(commit, "it has no figure for " + subject());
                }
                versions.put(place, new Version(known.bundle(), figure));
                yield OptionalLong.of(figure);
            }
        };
    }

    private OptionalLong without(String commit, String why) {
        terminal.err().println(abbreviated(commit) + " is passed over: " + why);
        return OptionalLong.empty();
    }

    static String abbreviated(String commit) {
        return commit.substring(0, Math.min(SHORT, commit.length()));
    }

    private void print(Git git, List<String> commits, Bisection found) {
        var before = versions.get(found.before());
        var after = versions.get(found.after());
        if (before == null || after == null) throw new IllegalStateException("a version without a figure was taken");
        var explained = explain && before.bundle() != null && after.bundle() != null
                ? new Explanations(terminal).of(before.bundle(), after.bundle(), name -> name.equals(benchmark))
                : List.<Explaining.Explained>of();
        var between = commits.subList(found.before() + 1, found.after());
        if (json.on) {
            var document = new LinkedHashMap<String, Object>();
            document.put("benchmark", String.valueOf(benchmark));
            document.put("measure", measure);
            document.put("before", version(git, commits.get(found.before()), before.figure()));
            document.put("after", version(git, commits.get(found.after()), after.figure()));
            document.put("passedOver", between);
            document.put("measured", found.measured() + 2);
            terminal.out().println(Json.pretty(document));
            return;
        }
        var what = between.isEmpty() ? "is the first commit that" : "or one that was passed over before it";
        terminal.out()
                .println(abbreviated(commits.get(found.after())) + " " + what + " changed " + subject() + ": "
                        + ReportText.number(before.figure()) + " to " + ReportText.number(after.figure()));
        terminal.out().println("  " + git.subject(commits.get(found.after())));
        for (var passed : between) {
            terminal.out().println("  passed over: " + abbreviated(passed) + " " + git.subject(passed));
        }
        for (var each : explained) {
            new DifferenceText(terminal.out())
                    .why(each.difference().first(), each.difference().causes());
        }
    }

    private static Map<String, Object> version(Git git, String commit, long figure) {
        var version = new LinkedHashMap<String, Object>();
        version.put("commit", commit);
        version.put("subject", git.subject(commit));
        version.put("value", figure);
        return version;
    }
}
