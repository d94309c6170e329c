package org.fugu.cli.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.report.GateReport;
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
            "  ./fugu bench compare old.zip new.zip --explain --markdown report.md --junit report.xml",
            "  ./fugu bench compare my.zip my.zip --base-libos exos-1.0.zip --libos exos-1.1.zip",
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

    @Mixin
    private GateOptions gate = new GateOptions();

    @Mixin
    private LibraryOptions libraries = new LibraryOptions();

    @Option(
            names = "--explain",
            description = "Say why benchmarks are worse, where BASE and HEAD are bundles; takes several runs of each.")
    private boolean explain;

    @Mixin
    private SweepOption sweep = new SweepOption();

    @Mixin
    private ReportOptions reports = new ReportOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private JsonOption json = new JsonOption();

    public BenchCompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        reports.requireWritable();
        try {
            return compared();
        } catch (CommandFailure e) {
            reports.write(
                    GateReport.withoutComparison(e.exitCode().number(), e.code(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private int compared() {
        requireBoth();
        var benchmarks = new Benchmarks(terminal, threads);
        var before = benchmarks.of(base, sweep.layouts(), libraries.ofBase());
        var after = benchmarks.of(head, sweep.layouts(), libraries.ofHead());
        libraries.requireSense(before, after);
        if (explain || sweep.isOn()) requireBundles(before, after);
        var judge = new Gate(terminal);
        var report = judge.judge(before, after, gate.rules(), explain);
        reports.write(report);
        reports.write(after.results());
        if (json.on) terminal.out().print(new String(report.write(), StandardCharsets.UTF_8));
        else judge.print(report);
        terminal.out().flush();
        return report.exitCode();
    }

    private void requireBundles(Benchmarks.Measured before, Benchmarks.Measured after) {
        if (before.bundle() != null && after.bundle() != null) return;
        var file = before.bundle() == null ? base : head;
        throw CommandFailure.usage((explain ? "--explain" : "--sweep") + " runs both versions again, and '" + file
                + "' has only figures; name a bundle");
    }

    private void requireBoth() {
        if (!Files.exists(head)) throw CommandFailure.usage("there is no file or folder '" + head + "'");
        if (Files.exists(base)) return;
        throw new CommandFailure(
                ExitCode.NO_BASELINE,
                GateReport.NO_BASELINE_KIND,
                "there is no baseline '" + base + "'; make one with: ./fugu bench run BUNDLE -o " + base,
                List.of());
    }
}
