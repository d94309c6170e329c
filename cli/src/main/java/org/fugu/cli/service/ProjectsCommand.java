package org.fugu.cli.service;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.fugu.cli.terminal.CommandFailure;
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

/// Projects of the service, as far as runs go: who is in one, what they may have, and what they have run.
@Command(
        name = "projects",
        header = "Projects on the service: their members, what these may have, and their runs.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "The owner of a project sees the runs that its members submit to it:",
            "",
            "  ./fugu submit my-program.zip --project prj_…",
            "",
            "A key that changes a project needs the scope full (./fugu login --scope full).",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu projects list",
            "  ./fugu projects create os-class",
            "  ./fugu projects invite prj_… --uses 30",
            "  ./fugu projects join fugu_join_…",
            "  ./fugu projects quota prj_… --nodes 4 --queued-runs 10",
            "  ./fugu projects runs prj_… --user ben",
        })
public final class ProjectsCommand implements Runnable {
    private static final String PATH = "/api/v1/projects";

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    public ProjectsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what to do: list, create, members, invite, join, quota or runs");
    }

    @Command(name = "list", header = "Those in which you are anything, the newest first.")
    int list(@Mixin JsonOption json) {
        return show(PATH + "?limit=100", json, ProjectsCommand::project);
    }

    @Command(name = "create", header = "Make a project of yours.")
    int create(
            @Parameters(paramLabel = "NAME", description = "Letters, digits, dots, dashes and underscores.")
                    String name,
            @Mixin JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            print(service.post(PATH, Map.of("name", name), Map.of()), json, ProjectsCommand::project);
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "members", header = "Who is in a project.")
    int members(@Parameters(paramLabel = "PROJECT") String id, @Mixin JsonOption json) {
        return show(
                path(id) + "/members?limit=100",
                json,
                member -> String.format(
                        Locale.ROOT,
                        "%-6s  %s",
                        member.path("role").asString(""),
                        member.path("user").asString("")));
    }

    @Command(
            name = "invite",
            header = "Make a token by which people join a project of yours.",
            description = {"", "It is shown this once. Whoever has it and is signed in can join.", ""})
    int invite(
            @Parameters(paramLabel = "PROJECT") String id,
            @Option(names = "--role", paramLabel = "ROLE", description = "member (the default) or viewer.") @Nullable
                    String role,
            @Option(names = "--uses", paramLabel = "N", description = "How many can join; 1 if not said.") @Nullable
                    Integer uses,
            @Option(names = "--expires-in-days", paramLabel = "DAYS", description = "7 if not said.") @Nullable
                    Integer days,
            @Mixin JsonOption json) {
        var wanted = new LinkedHashMap<String, Object>();
        put(wanted, "role", role);
        put(wanted, "uses", uses);
        put(wanted, "expiresInDays", days);
        try (var service = ServiceClient.signedIn(terminal)) {
            var made = service.post(path(id) + "/invitations", wanted, Map.of());
            terminal.out()
                    .println(json.on ? Json.pretty(made) : made.path("token").asString(""));
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "join", header = "Join a project by the token of an invitation.")
    int join(@Parameters(paramLabel = "TOKEN") String token, @Mixin JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            print(
                    service.post("/api/v1/invitations/accept", Map.of("token", token), Map.of()),
                    json,
                    ProjectsCommand::project);
        }
        return ExitCode.DONE.number();
    }

    @Command(
            name = "quota",
            header = "Show or change what members may have for a project's runs.",
            description = {
                "",
                "Without --member of each member who has no quota of their own. What is given is changed, and the",
                "rest stays; `none` takes a bound away.",
                "",
            })
    int quota(
            @Parameters(paramLabel = "PROJECT") String id,
            @Option(names = "--member", paramLabel = "NAME", description = "Of one member.") @Nullable String member,
            @Option(names = "--nodes", paramLabel = "N", description = "Nodes at once.") @Nullable String nodes,
            @Option(names = "--node-cycles-a-day", paramLabel = "N", description = "Cycles × nodes, by UTC.") @Nullable
                    String nodeCycles,
            @Option(names = "--queued-runs", paramLabel = "N", description = "Runs that may wait.") @Nullable
                    String queued,
            @Option(names = "--kept-runs", paramLabel = "N", description = "Runs that may be kept.") @Nullable
                    String kept,
            @Mixin JsonOption json) {
        var changes = new LinkedHashMap<String, Object>();
        bound(changes, "nodes", nodes);
        bound(changes, "nodeCyclesADay", nodeCycles);
        bound(changes, "queuedRuns", queued);
        bound(changes, "keptRuns", kept);
        var path = member == null ? path(id) + "/member-quota" : path(id) + "/members/" + encoded(member) + "/quota";
        try (var service = ServiceClient.signedIn(terminal)) {
            var seen = service.get(path);
            if (!changes.isEmpty()) seen = service.putJson(path, changed(given(seen), changes), Map.of());
            print(seen, json, ProjectsCommand::quota);
        }
        return ExitCode.DONE.number();
    }

    private static JsonNode given(JsonNode quota) {
        return quota.has("given") ? quota.path("given") : quota;
    }

    private static Map<String, Object> changed(JsonNode given, Map<String, Object> changes) {
        var quota = new LinkedHashMap<String, Object>();
        for (var field : given.propertyNames()) {
            if (!given.path(field).isNull()) quota.put(field, given.path(field).asLong());
        }
        changes.forEach((field, value) -> {
            if (value.equals("none")) quota.remove(field);
            else quota.put(field, value);
        });
        return quota;
    }

    private static void bound(Map<String, Object> changes, String field, @Nullable String text) {
        if (text == null) return;
        try {
            changes.put(field, text.equals("none") ? text : Long.valueOf(text));
        } catch (NumberFormatException e) {
            throw CommandFailure.usage("'" + text + "' is no bound; give a whole number, or none");
        }
    }

    private static String quota(JsonNode quota) {
        var given = given(quota);
        var line = new StringBuilder();
        for (var field : given.propertyNames()) {
            if (!line.isEmpty()) line.append("  ");
            line.append(field)
                    .append(' ')
                    .append(
                            given.path(field).isNull()
                                    ? "none"
                                    : given.path(field).asString(""));
        }
        return line.toString();
    }

    @Command(
            name = "runs",
            header = "The runs of a project: of one of yours all, else your own.",
            description = {"", "The newest 100. status, logs and cancel take their identifiers.", ""})
    int runs(
            @Parameters(paramLabel = "PROJECT") String id,
            @Option(names = "--user", paramLabel = "NAME", description = "Of that member alone.") @Nullable String user,
            @Option(names = "--state", paramLabel = "STATE", description = "In that state alone.") @Nullable
                    String state,
            @Mixin JsonOption json) {
        var query = new StringBuilder("/runs?limit=100");
        if (user != null) query.append("&user=").append(encoded(user));
        if (state != null) query.append("&state=").append(encoded(state));
        return show(
                path(id) + query,
                json,
                run -> String.format(
                        Locale.ROOT,
                        "%s  %-20s  %-12s  %s",
                        run.path("id").asString(""),
                        run.path("outcome").asString(run.path("state").asString("")),
                        run.path("user").asString(""),
                        run.path("bundle").path("name").asString("")));
    }

    /// How one thing of a list is told.
    private interface Line {
        String of(JsonNode thing);
    }

    private int show(String path, JsonOption json, Line line) {
        try (var service = ServiceClient.signedIn(terminal)) {
            var page = service.get(path);
            if (json.on) terminal.out().println(Json.pretty(page));
            else for (var thing : page.path("items")) terminal.out().println(line.of(thing));
        }
        return ExitCode.DONE.number();
    }

    private void print(JsonNode thing, JsonOption json, Line line) {
        terminal.out().println(json.on ? Json.pretty(thing) : line.of(thing));
    }

    private static String project(JsonNode project) {
        return String.format(
                Locale.ROOT,
                "%s  %-6s  %s of %s",
                project.path("id").asString(""),
                project.path("role").asString(""),
                project.path("name").asString(""),
                project.path("owner").asString(""));
    }

    private static String path(String id) {
        return PATH + "/" + encoded(id);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void put(Map<String, Object> wanted, String field, @Nullable Object value) {
        if (value != null) wanted.put(field, value);
    }
}
