package org.fugu.cli.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fugu.cli.argument.WholeNumber;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists, leases, renews and releases partitions.
@Command(
        name = "partitions",
        header = "List your partitions; lease, renew or release one.",
        description = {
            "",
            "Without options your partitions are listed. A lease that is to begin later is kept for then;",
            "what is free when is shown by the machine's calendar in the dashboard. With --wait it is",
            "kept if there is no place now, and begins as soon as it is its turn: the list shows its",
            "place in the line and when that may be, and --release gives it up.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu partitions",
            "  ./fugu partitions --lease 2x1 --minutes 30",
            "  ./fugu partitions --lease 4x2 --share ben,carol",
            "  ./fugu partitions --lease 8x8 --from 2026-12-24T08:00:00Z --minutes 240",
            "  ./fugu partitions --lease 8x8 --wait",
            "  ./fugu partitions --lease 8x8 --wait=2026-12-24T18:00:00Z",
            "  ./fugu partitions --renew prt_… --minutes 60",
            "  ./fugu partitions --release prt_…",
        })
public final class PartitionsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--lease", paramLabel = "CxR", description = "Lease a rectangle of that size.")
    private @Nullable String lease;

    @Option(names = "--machine", paramLabel = "M", description = "Of which machine. Default: fugu.")
    private @Nullable String machine;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            converter = Minutes.class,
            description = "For how long, 1 to 10080, which is a week; a service may allow less. Default: 60.")
    private @Nullable Integer minutes;

    @Option(
            names = "--share",
            split = ",",
            paramLabel = "NAME",
            description = "For co-runs with these users, with commas between the names.")
    private @Nullable List<String> share;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Let it begin then, as in 2026-12-24T08:00:00Z. Default: now.")
    private @Nullable String from;

    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "TIME",
            description = "Wait for a place if there is none, up to that time, or as long as the service lets it.")
    private @Nullable String wait;

    @Option(names = "--renew", paramLabel = "ID", description = "Let a lease end --minutes from now.")
    private @Nullable String renew;

    @Option(names = "--release", paramLabel = "ID", description = "Give a lease back, or up if it waits.")
    private @Nullable String release;

    @Mixin
    private JsonOption json = new JsonOption();

    /// As long as a service may give a lease.
    static final class Minutes extends WholeNumber.UpTo {
        Minutes() {
            super(10_080);
        }
    }

    public PartitionsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (lease == null && (machine != null || from != null || share != null || wait != null)) {
            throw CommandFailure.usage(
                    "--machine, --from, --share and --wait say what to lease with --lease, which is missing");
        }
        if (lease == null && renew == null && minutes != null) {
            throw CommandFailure.usage("--minutes says for how long to --lease or to --renew, and neither is there");
        }
        if (Stream.of(lease, renew, release).filter(Objects::nonNull).count() > 1) {
            throw CommandFailure.usage("--lease, --renew and --release do not go together; do one at a time");
        }
        try (var service = ServiceClient.signedIn(terminal)) {
            if (lease != null) lease(service, lease);
            else if (renew != null) renew(service, renew);
            else if (release != null) release(service, release);
            else list(service.get("/api/v1/partitions?limit=100"));
        }
        return ExitCode.DONE.number();
    }

    private void lease(ServiceClient service, String mesh) {
        var partition = service.post("/api/v1/partitions", request(mesh), Map.of());
        terminal.out().println(json.on ? Json.pretty(partition) : line(partition));
    }

    private Map<String, Object> request(String mesh) {
        try {
            var shape = MeshShape.parse(mesh);
            var request = new LinkedHashMap<String, Object>();
            request.put("machine", machine == null ? "fugu" : machine);
            request.put("columns", shape.columns());
            request.put("rows", shape.rows());
            request.put("minutes", minutes());
            if (from != null) request.put("from", from);
            if (wait != null) request.put("wait", true);
            if (wait != null && !wait.isEmpty()) request.put("waitUntil", wait);
            if (share != null) {
                request.put("kind", "shared");
                request.put("users", share);
            }
            return request;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private int minutes() {
        return minutes == null ? 60 : minutes;
    }

    private void renew(ServiceClient service, String id) {
        var partition = service.post("/api/v1/partitions/" + id + "/renew", Map.of("minutes", minutes()), Map.of());
        terminal.out().println(json.on ? Json.pretty(partition) : line(partition));
    }

    private void release(ServiceClient service, String id) {
        service.delete("/api/v1/partitions/" + id);
        terminal.out().println(json.on ? Json.pretty(Map.of("released", id)) : "released " + id);
    }

    private void list(JsonNode partitions) {
        if (json.on) terminal.out().println(Json.pretty(partitions));
        else for (var item : partitions.path("items")) terminal.out().println(line(item));
    }

    private static String line(JsonNode partition) {
        if (partition.path("state").asString("").equals("waiting")) return waiting(partition);
        return String.format(
                Locale.ROOT,
                "%s  %s %dx%d at column %d, row %d  %s, lease%s to %s",
                partition.path("id").asString(""),
                partition.path("machine").asString(""),
                partition.path("columns").asInt(),
                partition.path("rows").asInt(),
                partition.path("column").asInt(),
                partition.path("row").asInt(),
                partition.path("state").asString(""),
                partition.path("state").asString("").equals("reserved")
                        ? " from " + partition.path("startsAt").asString("")
                        : "",
                partition.path("expiresAt").asString(""));
    }

    private static String waiting(JsonNode partition) {
        var waiting = partition.path("waiting");
        var why = waiting.path("unestimated").asString("");
        return String.format(
                Locale.ROOT,
                "%s  %s %dx%d  waiting%s, place %d in the line, begins %s%s, waits until %s",
                partition.path("id").asString(""),
                partition.path("machine").asString(""),
                partition.path("columns").asInt(),
                partition.path("rows").asInt(),
                waiting.path("waitingFor").asString("").equals("quota") ? " for your quota of nodes" : "",
                waiting.path("place").asInt(),
                waiting.path("estimatedStart").asString("at a time not known yet"),
                why.isEmpty() ? "" : " (" + why + ")",
                partition.path("expiresAt").asString(""));
    }
}
