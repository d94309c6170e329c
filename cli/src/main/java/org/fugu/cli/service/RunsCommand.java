package org.fugu.cli.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists and deletes runs.
@Command(
        name = "runs",
        header = "List your runs on the service, or delete some.",
        description = {"", "The newest 100 are listed. A deleted run does not come back.", ""},
        footer = {"", "Examples:", "  ./fugu runs", "  ./fugu runs --delete run_…"})
public final class RunsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--delete",
            paramLabel = "RUN",
            arity = "1..*",
            description = "Delete runs that have ended, with their results and consoles.")
    private List<String> delete = new ArrayList<>();

    @Mixin
    private JsonOption json = new JsonOption();

    public RunsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var service = ServiceClient.signedIn(terminal)) {
            if (delete.isEmpty()) list(service.get("/api/v1/runs?limit=100"));
            else delete.forEach(id -> delete(service, id));
        }
        return ExitCode.DONE.number();
    }

    private void delete(ServiceClient service, String id) {
        service.delete("/api/v1/runs/" + id);
        terminal.out().println(json.on ? Json.pretty(Map.of("deleted", id)) : "deleted " + id);
    }

    private void list(JsonNode runs) {
        if (json.on) {
            terminal.out().println(Json.pretty(runs));
            return;
        }
        for (var run : runs.path("items")) terminal.out().println(line(run));
    }

    private static String line(JsonNode run) {
        var state = run.path("state").asString("");
        return String.format(
                Locale.ROOT,
                "%s  %-14s  %s %s on %s %s",
                run.path("id").asString(""),
                run.path("outcome").asString(state),
                run.path("bundle").path("name").asString(""),
                run.path("bundle").path("version").asString(""),
                run.path("machine").asString(""),
                run.path("mesh").asString(""));
    }
}
