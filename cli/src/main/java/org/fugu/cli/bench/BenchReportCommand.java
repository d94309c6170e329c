package org.fugu.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fugu.bundle.BundleBounds;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.experiment.report.Figures;
import org.fugu.experiment.report.GateReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes reports of what was measured or compared before.
@Command(
        name = "report",
        header = "Make reports of what was kept.",
        description = {
            "",
            "FILE is what 'bench compare --json' printed, results of 'bench run -o', or, with --from-bmf,",
            "figures in Bencher Metric Format, which become results.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu bench compare baseline.json my-bundle.zip --json > comparison.json",
            "  ./fugu bench report comparison.json --junit report.xml --badge badge.svg",
            "  ./fugu bench report baseline.json --bmf figures.json",
            "  ./fugu bench report --from-bmf figures.json --results other.json",
            "",
            "Exit codes: 0 the reports are written, whatever they say; 2 wrong input.",
        })
public final class BenchReportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "FILE", description = "What was kept.")
    private Path file;

    @Option(names = "--from-bmf", description = "FILE has figures in Bencher Metric Format.")
    private boolean fromBmf;

    @Option(names = "--results", paramLabel = "FILE", description = "Keep the figures as results.")
    private @Nullable Path output;

    @Mixin
    private ReportOptions reports = new ReportOptions();

    public BenchReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean figures = reports.wantFigures() || output != null;
        if (!figures && !reports.wantComparison()) {
            throw CommandFailure.usage("say what to write, as with --markdown FILE or --bmf FILE");
        }
        if (figures && reports.wantComparison()) {
            throw CommandFailure.usage(
                    "--markdown, --summary, --junit, --badge and --code-quality are of a comparison, the"
                            + " others of figures; ask for one kind");
        }
        reports.requireWritable();
        if (output != null) NamedFile.requireWritable("the results file", output);
        try {
            var kept = NamedFile.read("the file", file, BundleBounds.MAX_ARCHIVE_BYTES);
            if (figures) write(fromBmf ? Figures.ofBmf("figures", kept) : ResultsFile.read(kept));
            else reports.write(GateReport.read(kept));
        } catch (IOException e) {
            throw NamedFile.unreadable("the file", file, e);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + file + "' cannot be reported: " + e.getMessage());
        }
        terminal.err().println("the reports are written");
        return ExitCode.DONE.number();
    }

    private void write(BenchmarkResults results) {
        reports.write(results);
        if (output != null) NamedFile.write("the results file", output, ResultsFile.write(results));
    }
}
