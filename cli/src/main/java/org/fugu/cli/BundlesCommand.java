package org.fugu.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists and uploads bundles.
@Command(
        name = "bundles",
        header = "List your uploaded bundles, or upload one.",
        description = {""},
        footer = {"", "Examples:", "  ./fugu bundles", "  ./fugu bundles --upload my-bundle.zip"})
final class BundlesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--upload", paramLabel = "BUNDLE", description = "A folder, a zip or one ELF file.")
    private @Nullable Path upload;

    @Mixin
    private JsonOption json = new JsonOption();

    BundlesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var service = ServiceClient.signedIn(terminal)) {
            if (upload != null) upload(service, upload);
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
