package org.fugu.cli.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists and deletes runs.
@Command(
        name = "runs",
        header = "List your runs on the service, label one, or delete some.",
        description = {"", "The newest 100 that fit are listed. A deleted run does not come back.", ""},
        footer = {
            "",
            "Examples:",
            "  ./fugu runs",
            "  ./fugu runs --label night=yes --branch main --outcome trapped",
            "  ./fugu runs --search pingpong --from 2026-01-31T12:00:00Z",
            "  ./fugu runs --relabel run_… --label night=no",
            "  ./fugu runs --delete run_…",
        })
public final class RunsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--delete",
            paramLabel = "RUN",
            arity = "1..*",
            description = "Delete runs that have ended, with their results and consoles.")
    private List<String> delete = new ArrayList<>();

    @Option(
            names = "--relabel",
            paramLabel = "RUN",
            description = "Give RUN the labels of --label, in place of those that it has.")
    private @Nullable String relabel;

    @Mixin
    private RunFilterOptions filter = new RunFilterOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    public RunsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var service = ServiceClient.signedIn(terminal)) {
            if (relabel != null) relabel(service, relabel);
            else if (delete.isEmpty()) list(service.get("/api/v1/runs?limit=100" + filter.query()));
            else delete.forEach(id -> delete(service, id));
        }
        return ExitCode.DONE.number();
    }

    private void relabel(ServiceClient service, String id) {
        var labels = new LinkedHashMap<String, String>();
        for (var label : filter.labels()) {
            int sign = label.indexOf('=');
            if (sign < 0) throw CommandFailure.usage("a label is KEY=VALUE, and not '" + label + "'");
            labels.put(label.substring(0, sign), label.substring(sign + 1));
        }
        var changed =
                service.putJson("/api/v1/runs/" + id + "/labels", Map.of("labels", labels), Map.of("If-Match", "*"));
        terminal.out().println(json.on ? Json.pretty(changed) : id + labels(changed));
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
                "%s  %-14s  %s %s on %s %s%s",
                run.path("id").asString(""),
                run.path("outcome").asString(state),
                run.path("bundle").path("name").asString(""),
                run.path("bundle").path("version").asString(""),
                run.path("machine").asString(""),
                run.path("mesh").asString(""),
                labels(run));
    }

    /// Each after two blanks.
    private static String labels(JsonNode of) {
        var text = new StringBuilder();
        var labels = of.path("labels");
        for (var key : labels.propertyNames()) {
            text.append("  ").append(key).append('=').append(labels.path(key).asString(""));
        }
        return text.toString();
    }
}
