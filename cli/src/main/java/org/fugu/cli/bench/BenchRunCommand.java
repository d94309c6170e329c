package org.fugu.cli.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.ResultsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures all benchmarks of a bundle.
@Command(
        name = "run",
        header = "Measure all benchmarks of a bundle.",
        description = {
            "",
            "A bundle that declares no benchmarks is measured by its default run. The file holds",
            "nothing of the host: the same bundle gives the same file on every machine.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu bench run my-bundle.zip -o baseline.json",
            "  ./fugu bench run my-bundle.zip --libos exos-1.0.zip",
            "",
            "Exit codes: 0 all programs ended well; 4 one did not; 42 one reached its limit of simulated time;",
            "2 wrong input; 7 the bundle was refused.",
        })
public final class BenchRunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "A folder, a zip or one ELF file.")
    private Path bundle;

    @Mixin
    private LibraryOption library = new LibraryOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Keep the results in this file, as a baseline.")
    private @Nullable Path output;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private JsonOption json = new JsonOption();

    public BenchRunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (output != null) NamedFile.requireWritable("the results file", output);
        var results = new Benchmarks(terminal, threads).measure(library.on(BundleSource.load(bundle)));
        var document = ResultsFile.write(results);
        if (output != null) NamedFile.write("the results file", output, document);
        if (json.on) terminal.out().print(new String(document, StandardCharsets.UTF_8));
        else print(results);
        terminal.out().flush();
        return exitCode(results).number();
    }

    private static ExitCode exitCode(BenchmarkResults results) {
        return results.measurements().stream()
                .filter(measurement -> !measurement.succeeded())
                .map(measurement -> ExitCode.of("finished", measurement.outcome(), measurement.exitCode()))
                .findFirst()
                .orElse(ExitCode.DONE);
    }

    private void print(BenchmarkResults results) {
        for (var measurement : results.measurements()) {
            var code = measurement.exitCode() == null ? "" : " " + measurement.exitCode();
            terminal.out().println(measurement.name() + ": " + measurement.outcome() + code);
            new ReportText(terminal.out()).figures(measurement.measures(), measurement.units());
            noteUnreported(measurement);
        }
    }

    private void noteUnreported(Measurement measurement) {
        if (!measurement.succeeded() || measurement.unreported().isEmpty()) return;
        terminal.err()
                .println(measurement.name() + ": the program reported none of: "
                        + String.join(", ", measurement.unreported()));
    }
}
