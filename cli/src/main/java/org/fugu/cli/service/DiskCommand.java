package org.fugu.cli.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.report.ReportText;
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

/// Fetches disks that runs left behind and the service keeps.
@Command(
        name = "disk",
        header = "Fetch the disk that a run of the service left behind.",
        description = {
            "",
            "The run was submitted with --keep-disk. Of a co-run, the disk of your own job is fetched; of a",
            "run-set, the disks of all runs that have kept one, each as RUN.img. The --disk of ./fugu run takes",
            "such a file.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu disk run_…",
            "  ./fugu disk cor_… -o after.img",
            "  ./fugu disk rst_… -o disks",
            "",
            "Exit codes: 0 done; 2 nothing was kept, and why; 8 it did not come whole, and is not written.",
        })
public final class DiskCommand implements Callable<Integer> {
    private static final Pattern IDENTIFIER = Pattern.compile("(run|cor|rst)_[0-9a-z]+");
    private static final String NOT_KEPT = "disk-not-kept";

    private final Terminal terminal;
    private final List<Map<String, Object>> disks = new ArrayList<>();
    private final List<Map<String, Object>> notKept = new ArrayList<>();

    @Parameters(index = "0", paramLabel = "RUN|CO-RUN|RUN-SET", description = "Whose: an identifier.")
    private String whose;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write it, RUN.img here if not given; of a run-set, the folder.")
    private @Nullable Path output;

    @Mixin
    private JsonOption json = new JsonOption();

    public DiskCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var kind = IDENTIFIER.matcher(whose);
        if (!kind.matches()) {
            throw CommandFailure.usage("'" + whose + "' names no run (run_…), co-run (cor_…) or run-set (rst_…)");
        }
        try (var service = ServiceClient.signedIn(terminal)) {
            switch (kind.group(1)) {
                case "cor" -> ofOne(service, ownRun(service));
                case "rst" -> ofSet(service);
                default -> ofOne(service, whose);
            }
        }
        if (json.on) terminal.out().println(Json.pretty(Map.of("disks", disks, "notKept", notKept)));
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private String ownRun(ServiceClient service) {
        for (var member : service.get("/api/v1/co-runs/" + whose).path("members")) {
            if (member.path("run").isString()) return member.path("run").asString();
        }
        throw CommandFailure.usage("no job of yours is confirmed in " + whose + ", so no disk is kept of it");
    }

    private void ofOne(ServiceClient service, String run) {
        fetch(service, run, output != null ? output : named(run));
    }

    private static Path named(String run) {
        return Path.of(run + ".img");
    }

    private void ofSet(ServiceClient service) {
        var members = service.get(RemoteRunSets.SETS + "/" + whose).path("members");
        var folder = folder();
        for (var member : members) {
            var run = member.path("run").asString("");
            try {
                fetch(service, run, folder.resolve(named(run)));
            } catch (CommandFailure refusal) {
                if (!refusal.code().equals(NOT_KEPT)) throw refusal;
                var why = String.valueOf(refusal.getMessage());
                notKept.add(Map.of("run", run, "message", why));
                terminal.err().println(run + ": " + why);
            }
        }
        terminal.err().flush();
        if (!disks.isEmpty()) return;
        throw new CommandFailure(ExitCode.USAGE, NOT_KEPT, "no run of " + whose + " has kept its disk", List.of());
    }

    private Path folder() {
        var folder = output != null ? output : Path.of("");
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw NamedFile.unwritable("the folder of the disks", folder, e);
        }
    }

    private void fetch(ServiceClient service, String run, Path file) {
        long bytes = service.fetch("/api/v1/runs/" + run + "/disk", "the disk", file);
        disks.add(Map.of("run", run, "file", file.toString(), "bytes", bytes));
        if (!json.on) terminal.out().println("wrote " + file + ", " + ReportText.number(bytes) + " bytes");
    }
}
