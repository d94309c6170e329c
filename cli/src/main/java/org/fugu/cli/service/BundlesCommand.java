package org.fugu.cli.service;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.BundleSource;
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

/// Lists and uploads bundles.
@Command(
        name = "bundles",
        header = "List your uploaded bundles; upload or delete one.",
        description = {""},
        footer = {
            "",
            "Examples:",
            "  ./fugu bundles",
            "  ./fugu bundles --upload my-bundle.zip",
            "  ./fugu bundles --delete DIGEST --cascade",
        })
public final class BundlesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--upload", paramLabel = "BUNDLE", description = "A folder, a zip or one ELF file.")
    private @Nullable Path upload;

    @Option(names = "--delete", paramLabel = "DIGEST", description = "Delete that bundle of yours from the service.")
    private @Nullable String delete;

    @Option(names = "--cascade", description = "With --delete: your runs of it too. They do not come back.")
    private boolean cascade;

    @Mixin
    private JsonOption json = new JsonOption();

    public BundlesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (upload != null && delete != null) throw CommandFailure.usage("upload or delete, one at a time");
        if (cascade && delete == null) throw CommandFailure.usage("--cascade belongs to --delete");
        try (var service = ServiceClient.signedIn(terminal)) {
            if (upload != null) upload(service, upload);
            else if (delete != null) delete(service, delete);
            else list(service.get("/api/v1/bundles?limit=100"));
        }
        return ExitCode.DONE.number();
    }

    private void upload(ServiceClient service, Path path) {
        var bundle = BundleSource.load(path);
        new RemoteRuns(service, terminal).upload(bundle);
        var digest = bundle.identity();
        terminal.out().println(json.on ? Json.pretty(Map.of("digest", digest)) : digest);
    }

    private void delete(ServiceClient service, String digest) {
        service.delete("/api/v1/bundles/" + digest + (cascade ? "?cascade=true" : ""));
        terminal.out().println(json.on ? Json.pretty(Map.of("deleted", digest)) : "deleted " + digest);
    }

    private void list(JsonNode bundles) {
        if (json.on) {
            terminal.out().println(Json.pretty(bundles));
            return;
        }
        for (var item : bundles.path("items")) {
            terminal.out()
                    .println(item.path("digest").asString("") + "  "
                            + item.path("name").asString("") + " "
                            + item.path("version").asString(""));
        }
    }
}
