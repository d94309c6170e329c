package org.fugu.cli.service;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fugu.cli.argument.BundleSource;
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

/// The shelf of library OSes of a service.
@Command(
        name = "libos",
        header = "Publish a library OS, and decide who may run on it.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "A library OS that is uploaded apart is a bundle of kind `libos`: its manifest has a name, a",
            "version and a shared object. Published, it is called name@version, as in exos@1.0, and keeps",
            "its content for ever. A run names it and records which content that was:",
            "",
            "  ./fugu submit my-program.zip --libos exos@1.0",
            "",
            "A change is a new version. What was submitted with the old one is not affected.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu libos publish my-libos/ --visible-to ben,carol",
            "  ./fugu libos list",
            "  ./fugu libos show exos@1.0",
            "  ./fugu libos share exos@1.0 --visible-to everybody",
            "  ./fugu libos retire exos@1.0",
        })
public final class LibosCommand implements Runnable {
    private static final String PATH = "/api/v1/libraries";
    private static final String EVERYBODY = "everybody";
    private static final String NOBODY = "nobody";

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    public LibosCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what to do: publish, list, show, share, retire or restore");
    }

    /// Whom a version is for.
    static final class Audience {
        @Option(
                names = "--visible-to",
                split = ",",
                paramLabel = "WHO",
                description =
                        "everybody, nobody (but you), a project (prj_…) for its members, or users' names with commas"
                                + " between them.")
        private @Nullable List<String> who;

        boolean isGiven() {
            return who != null;
        }

        /// As the service wants it.
        Map<String, Object> request() {
            var names = who == null ? List.of(NOBODY) : who;
            if (names.size() > 1 && (names.contains(EVERYBODY) || names.contains(NOBODY))) {
                throw CommandFailure.usage("--visible-to is either everybody, or nobody, or names of users");
            }
            if (names.size() == 1 && names.getFirst().startsWith("prj_")) {
                return Map.of("visibility", "project", "project", names.getFirst());
            }
            if (names.getFirst().equals(EVERYBODY)) return Map.of("visibility", "everybody");
            if (names.getFirst().equals(NOBODY)) return Map.of("visibility", "private");
            return Map.of("visibility", "named", "users", names);
        }
    }

    @Command(
            name = "publish",
            header = "Upload a library OS, and publish it as its manifest calls it.",
            description = {
                "",
                "The same bundle again changes nothing. Other content under a version that is published is",
                "refused: raise the version in the manifest.",
                "",
            })
    int publish(
            @Parameters(paramLabel = "BUNDLE", description = "A folder or a zip, of kind `libos`.") Path file,
            @Mixin Audience audience,
            @Mixin JsonOption json) {
        var bundle = BundleSource.load(file);
        var wanted = new LinkedHashMap<String, Object>(audience.request());
        wanted.put("bundle", bundle.identity());
        try (var service = ServiceClient.signedIn(terminal)) {
            new RemoteRuns(service, terminal).upload(bundle);
            var published = service.post(PATH, wanted, Map.of());
            print(published, json);
            if (audience.isGiven() && !isFor(published, wanted)) {
                terminal.err()
                        .println("it was published before, and is for whom it was; to change that: ./fugu libos share "
                                + name(published) + " --visible-to …");
            }
        }
        return ExitCode.DONE.number();
    }

    private static boolean isFor(JsonNode library, Map<String, Object> wanted) {
        return library.path("visibility").asString("").equals(wanted.get("visibility"));
    }

    @Command(name = "list", header = "List the library OSes that you may run on, the newest first.")
    int list(
            @Option(names = "--name", paramLabel = "NAME", description = "The versions of that name alone.") @Nullable
                    String name,
            @Option(names = "--mine", description = "Those alone that you published.") boolean mine,
            @Mixin JsonOption json) {
        var query = new StringBuilder("?limit=100");
        if (name != null) query.append("&name=").append(URLEncoder.encode(name, StandardCharsets.UTF_8));
        if (mine) query.append("&mine=true");
        try (var service = ServiceClient.signedIn(terminal)) {
            var libraries = service.get(PATH + query);
            if (json.on) terminal.out().println(Json.pretty(libraries));
            else for (var library : libraries.path("items")) terminal.out().println(line(library));
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "show", header = "Show a version: whose it is, for whom, and which content it has.")
    int show(@Parameters(paramLabel = "NAME@VERSION") String libos, @Mixin JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            print(service.get(path(libos)), json);
        }
        return ExitCode.DONE.number();
    }

    @Command(
            name = "share",
            header = "Change whom a version of yours is for.",
            description = {"", "Runs that were submitted stay as they are, whoever may no longer submit others.", ""})
    int share(@Parameters(paramLabel = "NAME@VERSION") String libos, @Mixin Audience audience, @Mixin JsonOption json) {
        if (!audience.isGiven()) throw CommandFailure.usage("say for whom, with --visible-to");
        try (var service = ServiceClient.signedIn(terminal)) {
            print(service.putJson(path(libos), audience.request(), Map.of("If-Match", "*")), json);
        }
        return ExitCode.DONE.number();
    }

    @Command(
            name = "retire",
            header = "Let a version of yours take no new runs.",
            description = {
                "",
                "Who submits to it is told which newer versions there are. Runs that exist are carried out,",
                "and who keeps one may submit the same again.",
                "",
            })
    int retire(@Parameters(paramLabel = "NAME@VERSION") String libos, @Mixin JsonOption json) {
        return post(libos, "retire", json);
    }

    @Command(name = "restore", header = "Let a retired version of yours take new runs again.")
    int restore(@Parameters(paramLabel = "NAME@VERSION") String libos, @Mixin JsonOption json) {
        return post(libos, "restore", json);
    }

    private int post(String libos, String what, JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            print(service.post(path(libos) + "/" + what, Map.of(), Map.of()), json);
        }
        return ExitCode.DONE.number();
    }

    private static String path(String libos) {
        if (!libos.matches("[a-z0-9._-]+@[0-9A-Za-z.+_-]+")) {
            throw CommandFailure.usage("'" + libos + "' is no library OS; name it with its version, as in exos@1.0");
        }
        return PATH + "/" + libos;
    }

    private void print(JsonNode library, JsonOption json) {
        terminal.out().println(json.on ? Json.pretty(library) : line(library));
    }

    private static String line(JsonNode library) {
        return name(library) + "  " + library.path("bundle").asString("") + "  "
                + (library.path("mine").asBoolean(false)
                        ? "yours"
                        : "of " + library.path("owner").asString(""))
                + ", for " + audience(library)
                + (library.path("retiredAt").isNull() ? "" : ", retired");
    }

    private static String name(JsonNode library) {
        return library.path("libos").asString("");
    }

    private static String audience(JsonNode library) {
        var users = new ArrayList<String>();
        library.path("users").forEach(user -> users.add(user.asString("")));
        return switch (library.path("visibility").asString("")) {
            case "private" -> "you alone";
            case "project" -> "a project";
            case "named" -> users.isEmpty() ? "you and others" : String.join(", ", users);
            default -> "everybody";
        };
    }
}
