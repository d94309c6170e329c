package org.fugu.cli.service;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Fetches a run as one file.
@Command(
        name = "export",
        header = "Fetch a finished run of the service as one file that can be verified elsewhere.",
        description = {
            "",
            "The file has the run's request, its bundle, what else it is carried out from, and its result.",
            "Another installation takes it in with ./fugu import; ./fugu verify FILE needs no service.",
            "",
        },
        footer = {"", "Examples:", "  ./fugu export run_…", "  ./fugu export run_… -o table3.fugu-run"})
public final class ExportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's identifier.")
    private String run;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write it; RUN.fugu-run here if not given.")
    private @Nullable Path output;

    @Mixin
    private JsonOption json = new JsonOption();

    public ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var file = output != null ? output : Path.of(run + ".fugu-run");
        try (var service = ServiceClient.signedIn(terminal)) {
            long bytes = service.fetch("/api/v1/runs/" + run + "/export", "the run", file);
            terminal.out()
                    .println(
                            json.on
                                    ? Json.pretty(Map.of("run", run, "file", file.toString(), "bytes", bytes))
                                    : "wrote " + file + ", " + bytes + " bytes");
        }
        return ExitCode.DONE.number();
    }
}
