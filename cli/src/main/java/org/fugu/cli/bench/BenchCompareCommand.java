package org.fugu.cli.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Finding;
import org.fugu.experiment.benchmark.Rules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Compares two results exactly.
@Command(
        name = "compare",
        header = "Compare two results, or two bundles.",
        description = {
            "",
            "BASE and HEAD are files of 'bench run -o', or bundles, which are measured now. Whatever BASE has",
            "is compared, or fails until HEAD's manifest or --acknowledge says that it cannot be.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu bench compare baseline.json head.json",
            "  ./fugu bench compare old.zip new.zip --markdown report.md --junit report.xml",
            "",
            "Exit codes: 0 no measure is worse than its threshold allows; 3 one is, or is gone; 4 a program",
            "does not end well, 42 one reached its limit of simulated time; 5 something has no baseline, or",
            "one of another version of the machine; 2 a file cannot be read or is neither results nor a",
            "bundle; 7 a bundle was refused.",
        })
public final class BenchCompareCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "BASE", description = "The baseline.")
    private Path base;

    @Parameters(index = "1", paramLabel = "HEAD", description = "What is held against it.")
    private Path head;

    @Option(
            names = "--thresholds",
            paramLabel = "SIDE",
            description = "Whose thresholds count, base (usual) or head.",
            defaultValue = "base",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private Rules.Side thresholds = Rules.Side.BASE;

    @Option(
            names = "--acknowledge",
            paramLabel = "BENCHMARK[/MEASURE]",
            description = "It is gone, new or otherwise not to be compared on purpose.")
    private List<String> acknowledged = new ArrayList<>();

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write a report for a pull request.")
    private @Nullable Path markdown;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a report as JUnit XML.")
    private @Nullable Path junit;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private JsonOption json = new JsonOption();

    public BenchCompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        requireBoth();
        if (markdown != null) NamedFile.requireWritable("the report", markdown);
        if (junit != null) NamedFile.requireWritable("the report", junit);
        var benchmarks = new Benchmarks(terminal, threads);
        var comparison = Comparison.of(
                benchmarks.of(base), benchmarks.of(head), new Rules(thresholds, Set.copyOf(acknowledged)));
        if (markdown != null) write(markdown, ComparisonReport.markdown(comparison));
        if (junit != null) write(junit, ComparisonReport.junit(comparison));
        if (json.on) terminal.out().println(Json.pretty(ComparisonReport.json(comparison)));
        else print(comparison);
        terminal.out().flush();
        return exitCode(comparison).number();
    }

    private void requireBoth() {
        if (!Files.exists(head)) throw CommandFailure.usage("there is no file or folder '" + head + "'");
        if (Files.exists(base)) return;
        throw new CommandFailure(
                ExitCode.NO_BASELINE,
                "no-baseline",
                "there is no baseline '" + base + "'; make one with: ./fugu bench run BUNDLE -o " + base,
                List.of());
    }

    private static void write(Path file, String text) {
        NamedFile.write("the report", file, text.getBytes(StandardCharsets.UTF_8));
    }

    static ExitCode exitCode(Comparison comparison) {
        return switch (comparison.effect()) {
            case FAILS -> exitCodeOfGuests(comparison);
            case WORSE -> ExitCode.REGRESSION;
            case NO_BASELINE -> ExitCode.NO_BASELINE;
            case NONE -> ExitCode.DONE;
        };
    }

    /// That all were stopped by time says more than that they failed.
    private static ExitCode exitCodeOfGuests(Comparison comparison) {
        return comparison.findings().stream()
                .filter(Finding.Broken.class::isInstance)
                .map(Finding.Broken.class::cast)
                .map(broken -> ExitCode.of("finished", broken.outcome(), broken.exitCode()))
                .filter(code -> code != ExitCode.CYCLE_LIMIT)
                .findFirst()
                .orElse(ExitCode.CYCLE_LIMIT);
    }

    private void print(Comparison comparison) {
        for (var finding : comparison.findings()) {
            terminal.out().println(mark(finding) + finding.sentence());
        }
        terminal.out().println(ComparisonReport.verdict(comparison) + names(comparison.base(), comparison.head()));
    }

    private static String names(BenchmarkResults base, BenchmarkResults head) {
        return " (" + name(base) + " to " + name(head) + ")";
    }

    private static String name(BenchmarkResults results) {
        return results.bundle() + " " + results.bundleVersion() + " "
                + results.bundleDigest()
                        .codePoints()
                        .limit(12)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
    }

    private static String mark(Finding finding) {
        return switch (finding.effect()) {
            case FAILS -> "failed  ";
            case WORSE -> "worse   ";
            case NO_BASELINE -> "no base ";
            case NONE -> finding instanceof Finding.Compared compared ? word(compared.verdict()) : "note    ";
        };
    }

    private static String word(Finding.Verdict verdict) {
        return switch (verdict) {
            case IMPROVEMENT -> "better  ";
            case CHANGED, REGRESSION -> "changed ";
            case UNCHANGED -> "same    ";
        };
    }
}
