package org.fugu.cli.service;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Shows one run or the latest.
@Command(
        name = "status",
        header = "Show a run, or the latest runs.",
        description = {""},
        footer = {"", "Examples:", "  ./fugu status", "  ./fugu status run_… --json"})
public final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "RUN", description = "A run's identifier.")
    private @Nullable String run;

    @Mixin
    private JsonOption json = new JsonOption();

    public StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var service = ServiceClient.signedIn(terminal)) {
            if (run == null) list(service.get("/api/v1/runs?limit=20"));
            else one(service, run);
        }
        return ExitCode.DONE.number();
    }

    private void list(JsonNode runs) {
        if (json.on) terminal.out().println(Json.pretty(runs));
        else for (var item : runs.path("items")) terminal.out().println(line(item));
    }

    private static String line(JsonNode run) {
        return String.format(
                Locale.ROOT,
                "%-30s  %-10s  %-16s  %s %s",
                run.path("id").asString(""),
                run.path("state").asString(""),
                run.path("outcome").asString("-"),
                run.path("bundle").path("name").asString(""),
                run.path("mesh").asString(""));
    }

    private void one(ServiceClient service, String id) {
        var found = service.get("/api/v1/runs/" + id);
        var runs = new RemoteRuns(service, terminal);
        if (json.on) terminal.out().println(Json.pretty(RemoteRuns.json(found, runs.console(id))));
        else runs.print(found, runs.console(id));
    }
}
