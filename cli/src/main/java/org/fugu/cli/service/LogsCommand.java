package org.fugu.cli.service;

import java.util.concurrent.Callable;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints a run's console.
@Command(
        name = "logs",
        header = "Print a run's console.",
        description = {""},
        footer = {"", "Example:", "  ./fugu logs -f run_…"})
public final class LogsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's identifier.")
    private String run;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing until the run has ended.")
    private boolean follow;

    public LogsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var service = ServiceClient.signedIn(terminal)) {
            if (follow) new RunFollower(service, run).follow(this::print);
            else print(service.text("/api/v1/runs/" + run + "/console"));
        }
        return ExitCode.DONE.number();
    }

    private void print(RunFollower.Event event) {
        if (event.name().equals("console")) print(event.data().path("text").asString(""));
    }

    private void print(String text) {
        // Line ends stay, whatever else a guest wrote to draw on the terminal does not.
        var lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            terminal.out().print((i == 0 ? "" : "\n") + ReportText.printable(lines[i]));
        }
        terminal.out().flush();
    }
}
