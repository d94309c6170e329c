package org.fugu.cli.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.experiment.wire.JsonTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Brings a run from elsewhere to the service.
@Command(
        name = "import",
        header = "Give the service a run that came in a file, and have it verified.",
        description = {
            "",
            "The run is yours then, and counts for your quotas. Its result is what the file claims, until the",
            "service has carried it out too.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu import table3.fugu-run",
            "  ./fugu import table3.fugu-run --verify",
            "",
            "Exit codes: 0 done, with --verify: and all is as the file claims; 6 something is not; 2 it is no such",
            "file, or of another version of the machine; 8 the service came to no result.",
        })
public final class ImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "FILE", description = "As ./fugu export wrote it.")
    private Path file;

    @Option(names = "--verify", description = "Have the service carry it out at once, and wait for that.")
    private boolean verify;

    @Mixin
    private JsonOption json = new JsonOption();

    public ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        byte[] bytes;
        try {
            bytes = NamedFile.read("the run", file, RunFile.MAX_BYTES);
        } catch (IOException e) {
            throw NamedFile.unreadable("the run", file, e);
        }
        try (var service = ServiceClient.signedIn(terminal)) {
            var run = brought(service, bytes);
            var id = run.path("id").asString("");
            if (!verify && !json.on) terminal.out().println(id);
            if (verify) run = settled(service, id);
            if (json.on) terminal.out().println(Json.pretty(run));
            terminal.out().flush();
            if (verify) tell(run, id);
        }
        return ExitCode.DONE.number();
    }

    private JsonNode brought(ServiceClient service, byte[] bytes) {
        try {
            return service.post("/api/v1/runs/import" + (verify ? "?verify=true" : ""), bytes);
        } catch (CommandFailure refusal) {
            // Both are of the file, and not of the service.
            if (!List.of("model-version", "not-a-run-file").contains(refusal.code())) throw refusal;
            throw new CommandFailure(
                    ExitCode.USAGE, refusal.code(), String.valueOf(refusal.getMessage()), refusal.violations());
        }
    }

    private JsonNode settled(ServiceClient service, String id) {
        var path = "/api/v1/runs/" + id;
        var begun = service.get(path + "/verifications?limit=1").path("items").path(0);
        var seen = VerificationWait.end(
                service, terminal, path + "/verifications/" + begun.path("id").asString(""), begun);
        if (seen.path("same").isBoolean()) return service.get(path);
        throw new CommandFailure(
                ExitCode.UNREACHABLE,
                "verification-failed",
                id + " is imported, and the service came to no result: "
                        + seen.path("failure").asString(seen.path("state").asString("")),
                List.of());
    }

    private void tell(JsonNode run, String id) {
        var imported = run.path("imported");
        if (imported.path("state").asString("").equals("verified")) {
            if (!json.on) terminal.out().println(id + " verified: all is as the file claims");
            terminal.out().flush();
            return;
        }
        var different = imported.path("differences")
                .valueStream()
                .map(each -> JsonTree.shown(each.asString("")))
                .toList();
        throw new CommandFailure(
                ExitCode.NOT_DETERMINISTIC,
                "not-as-claimed",
                id + " is imported, and not as the file claims: " + String.join(", ", different)
                        + ". The file was changed, or made by a machine that is at fault",
                List.of());
    }
}
