package org.fugu.cli.service;

import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Cancels a run.
@Command(
        name = "cancel",
        header = "Cancel a run.",
        description = {""},
        footer = {"", "Example:", "  ./fugu cancel run_…"})
public final class CancelCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's identifier.")
    private String run;

    public CancelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var service = ServiceClient.signedIn(terminal)) {
            service.post("/api/v1/runs/" + run + "/cancel", Map.of(), Map.of());
        }
        terminal.out().println("asked for the end of " + run);
        return ExitCode.DONE.number();
    }
}
