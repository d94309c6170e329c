package org.fugu.cli.service;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Run-sets of the service: what there are, one compared, and its end.
@Command(
        name = "run-sets",
        header = "List your run-sets on the service; show, cancel or delete one.",
        synopsisSubcommandLabel = "COMMAND",
        description = {"", "./fugu submit BUNDLE --vary … makes one.", ""},
        footer = {
            "",
            "Examples:",
            "  ./fugu run-sets list",
            "  ./fugu run-sets show rst_… --csv table.csv",
            "  ./fugu run-sets cancel rst_…",
            "  ./fugu run-sets delete rst_…",
        })
public final class RunSetsCommand implements Runnable {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    public RunSetsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: list, show, cancel or delete");
    }

    @Command(name = "list", header = "The newest 100, the newest first.")
    int list(@Mixin JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            var sets = service.get(RemoteRunSets.SETS + "?limit=100");
            if (json.on) terminal.out().println(Json.pretty(sets));
            else for (var set : sets.path("items")) terminal.out().println(line(set));
        }
        return ExitCode.DONE.number();
    }

    private static String line(JsonNode set) {
        return String.format(
                Locale.ROOT,
                "%s  %-11s  %d of %d ended  %s %s",
                set.path("id").asString(""),
                set.path("state").asString(""),
                set.path("ended").asInt(),
                set.path("size").asInt(),
                set.path("bundle").path("name").asString(""),
                set.path("bundle").path("version").asString(""));
    }

    @Command(
            name = "show",
            header = "Its runs, compared.",
            description = {"", "Exit codes: as of run-set, of the runs that have ended."})
    int show(
            @Parameters(paramLabel = "RUN-SET", description = "Its identifier.") String id,
            @Option(names = "--csv", paramLabel = "FILE", description = "Write a line for each run to FILE.") @Nullable
                    Path csv,
            @Mixin JsonOption json) {
        if (csv != null) NamedFile.requireWritable("the table", csv);
        try (var service = ServiceClient.signedIn(terminal)) {
            var sets = new RemoteRunSets(service, terminal);
            var set = service.get(RemoteRunSets.SETS + "/" + id);
            if (csv != null) NamedFile.replace("the table", csv, sets.table(id).getBytes(StandardCharsets.UTF_8));
            if (json.on) terminal.out().println(Json.pretty(set));
            else sets.print(set);
            boolean isOver = set.path("state").asString("").equals("ended");
            return isOver ? RemoteRunSets.exitCode(set).number() : ExitCode.DONE.number();
        }
    }

    @Command(name = "cancel", header = "Cancel all of its runs that have not ended.")
    int cancel(@Parameters(paramLabel = "RUN-SET", description = "Its identifier.") String id, @Mixin JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            var set = service.post(RemoteRunSets.SETS + "/" + id + "/cancel", Map.of(), Map.of());
            terminal.out().println(json.on ? Json.pretty(set) : "asked for the end of " + id);
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "delete", header = "Delete sets whose runs have ended, and these.")
    int delete(
            @Parameters(paramLabel = "RUN-SET", arity = "1..*", description = "Their identifiers.") List<String> ids,
            @Mixin JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            for (var id : ids) {
                service.delete(RemoteRunSets.SETS + "/" + id);
                terminal.out().println(json.on ? Json.pretty(Map.of("deleted", id)) : "deleted " + id);
            }
        }
        return ExitCode.DONE.number();
    }
}
