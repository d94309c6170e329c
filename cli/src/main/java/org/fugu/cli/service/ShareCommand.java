package org.fugu.cli.service;

import java.util.LinkedHashMap;
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
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Makes, lists and revokes links by which others see a run or a run-set without signing in.
@Command(
        name = "share",
        header = "Make a link by which others see a run or a run-set without signing in.",
        description = {
            "",
            "The link is printed once, and cannot be printed again. Of a run it shows result, console and",
            "figures; of a set the table and its CSV; and nothing else of yours.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu share run_…",
            "  ./fugu share rst_… --expires 365 --with-name",
            "  ./fugu share --list",
            "  ./fugu share --revoke shr_…",
        })
public final class ShareCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "RUN|SET", description = "What to share.")
    private @Nullable String what;

    @Option(
            names = "--expires",
            paramLabel = "DAYS",
            description = "After so many days it leads nowhere; 30 if not given.")
    private @Nullable Integer days;

    @Option(names = "--with-name", description = "Let who has it see your name.")
    private boolean withName;

    @Option(names = "--list", description = "List the links that lead somewhere.")
    private boolean list;

    @Option(names = "--revoke", paramLabel = "LINK", description = "Take a link back.")
    private @Nullable String revoke;

    @Mixin
    private JsonOption json = new JsonOption();

    public ShareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        int asked = (what == null ? 0 : 1) + (list ? 1 : 0) + (revoke == null ? 0 : 1);
        if (asked != 1) throw CommandFailure.usage("name a run or a run-set, or say --list or --revoke");
        if (what == null && (days != null || withName)) {
            throw CommandFailure.usage("--expires and --with-name are for a link that is made");
        }
        try (var service = ServiceClient.signedIn(terminal)) {
            if (what != null) make(service, what);
            else if (revoke != null) revoke(service, revoke);
            else list(service);
        }
        return ExitCode.DONE.number();
    }

    private void make(ServiceClient service, String id) {
        var wanted = new LinkedHashMap<String, Object>();
        if (days != null) wanted.put("expiresInDays", days);
        wanted.put("showOwner", withName);
        var kind = id.startsWith("rst_") ? "run-sets" : "runs";
        var made = service.post("/api/v1/" + kind + "/" + id + "/shares", wanted, Map.of());
        terminal.out()
                .println(
                        json.on
                                ? Json.pretty(made)
                                : service.base() + made.path("path").asString(""));
    }

    private void revoke(ServiceClient service, String id) {
        service.delete("/api/v1/shares/" + id);
        terminal.out().println(json.on ? Json.pretty(Map.of("revoked", id)) : "revoked " + id);
    }

    private void list(ServiceClient service) {
        var links = service.get("/api/v1/shares?limit=100");
        if (json.on) {
            terminal.out().println(Json.pretty(links));
            return;
        }
        for (var link : links.path("items")) {
            terminal.out()
                    .println(link.path("id").asString("") + "  " + to(link) + "  until "
                            + link.path("expiresAt").asString("")
                            + (link.path("showsOwner").asBoolean(false) ? ", with your name" : ""));
        }
        if (links.path("nextCursor").isString()) terminal.err().println("there are more; see --json");
    }

    private static String to(JsonNode link) {
        return link.path("run").asString(link.path("runSet").asString(""));
    }
}
