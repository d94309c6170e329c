package org.fugu.cli.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The group of benchmark commands.
@Command(
        name = "bench",
        header = "Measure a bundle's benchmarks, compare and explain versions.",
        synopsisSubcommandLabel = "COMMAND",
        description = {"", "All figures are exact: a difference of one cycle is a difference.", ""},
        footer = {
            "",
            "Examples:",
            "  ./fugu bench run my-bundle.zip -o baseline.json",
            "  ./fugu bench compare baseline.json my-bundle.zip --markdown report.md",
            "  ./fugu bench explain old.zip new.zip",
        })
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: run, compare, explain or report");
    }
}
