package org.fugu.cli.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.fugu.bundle.Bundle;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.InputDigests;
import org.fugu.experiment.wire.JsonTree;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Runs on the service: upload, submit, follow, print.
public final class RemoteRuns {
    static final String INPUTS = "/api/v1/inputs/";

    private final ServiceClient service;
    private final Terminal terminal;

    public RemoteRuns(ServiceClient service, Terminal terminal) {
        this.service = service;
        this.terminal = terminal;
    }

    /// Uploads a bundle unless the service has it.
    public void upload(Bundle bundle) {
        if (isThere(bundle)) return;
        announce(bundle);
        service.put(path(bundle), bundle.canonicalZip());
    }

    private boolean isThere(Bundle bundle) {
        return service.exists(path(bundle));
    }

    private static String path(Bundle bundle) {
        return "/api/v1/bundles/" + bundle.identity();
    }

    /// Uploads what runs are to read, unless the service has it, and adds it to a submission.
    ///
    /// @param given null for nothing
    void addInputs(@Nullable InputContents given, Map<String, Object> request) {
        if (given == null) return;
        var digests = InputDigests.of(given);
        var standard = given.standard();
        if (standard != null && digests.standard() != null) {
            upload("the standard input", digests.standard(), standard);
            request.put("stdinDigest", digests.standard());
        }
        digests.files()
                .forEach((name, digest) -> upload(
                        name, digest, Objects.requireNonNull(given.files().get(name))));
        if (!digests.files().isEmpty()) request.put("inputs", digests.files());
    }

    private void upload(String what, String digest, byte[] bytes) {
        var path = INPUTS + digest;
        if (service.exists(path)) return;
        terminal.err().println("uploading " + what + ", " + ReportText.number(bytes.length) + " bytes");
        service.put(path, bytes);
    }

    private void announce(Bundle bundle) {
        terminal.err()
                .println("uploading " + bundle.manifest().name() + " "
                        + bundle.manifest().version() + ", " + ReportText.number(bundle.totalBytes()) + " bytes");
    }

    /// @return the run as it was accepted
    public JsonNode submit(Map<String, ?> request) {
        return service.post("/api/v1/runs", request, once());
    }

    /// Submits with the bundle, unless the service has that: of a refused run nothing is kept.
    ///
    /// @return the run as it was accepted
    public JsonNode submit(Map<String, ?> request, Bundle bundle) {
        if (isThere(bundle)) return submit(request);
        announce(bundle);
        return service.postWithFile("/api/v1/runs/upload", "run", request, bundle.canonicalZip(), once());
    }

    /// Makes a repeated request the same request: an answer that got lost costs no second run.
    private static Map<String, String> once() {
        return Map.of("Idempotency-Key", UUID.randomUUID().toString());
    }

    /// Shows progress until the run has ended.
    ///
    /// @return the finished run
    public JsonNode await(String run) {
        try (var progress = new Progress(terminal, run)) {
            new RunFollower(service, run).follow(event -> show(progress, event));
        }
        return service.get("/api/v1/runs/" + run);
    }

    private void show(Progress progress, RunFollower.Event event) {
        if (event.name().equals("progress")) {
            var cycle = event.data().path("cycle").asLong(0);
            var budget = event.data().path("budget").asLong(0);
            var detail = String.format(Locale.ROOT, "cycle %,d of at most %,d", cycle, budget);
            progress.show(event.data().path("share").asDouble(-1), detail);
        } else if (event.name().equals("state") && !terminal.live()) {
            terminal.err().println(event.data().path("state").asString(""));
        }
    }

    /// Each node's console.
    public Map<String, String> console(String run) {
        var texts = new TreeMap<String, String>(Comparator.comparingInt(Integer::parseInt));
        var nodes = service.get("/api/v1/runs/" + run + "/console").path("nodes");
        for (var node : nodes.propertyNames()) texts.put(node, nodes.path(node).asString(""));
        return texts;
    }

    /// The fields that `run --json` has too.
    public static Map<String, @Nullable Object> json(JsonNode run, Map<String, String> console) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        for (var field : run.propertyNames()) json.put(field, run.get(field));
        json.put("runId", run.path("id").asString(""));
        json.put("console", console);
        return json;
    }

    public static ExitCode exitCode(JsonNode run) {
        var code = run.path("exitCode");
        return ExitCode.of(
                run.path("state").asString(""),
                run.path("outcome").asString(null),
                code.isInt() ? Integer.valueOf(code.asInt()) : null);
    }

    private static String progress(JsonNode run) {
        return String.format(
                Locale.ROOT,
                "cycle %s, %.1f %% of the limit",
                ReportText.number(run.path("progressCycle").asLong()),
                run.path("progress").asDouble() * 100);
    }

    /// The result for people, or what is known of it so far.
    public void print(JsonNode run, Map<String, String> console) {
        var text = new ReportText(terminal.out());
        text.row("run", run.path("id").asString(""));
        text.row(
                "bundle",
                run.path("bundle").path("name").asString("") + " "
                        + run.path("bundle").path("version").asString(""));
        text.row(
                "machine",
                run.path("machine").asString("") + " " + run.path("mesh").asString("") + ", "
                        + run.path("fidelity").asString(""));
        text.row("state", run.path("state").asString(""));
        if (run.path("from").isString()) text.row("result of", run.path("from").asString() + ", which is the same run");
        var imported = run.path("imported");
        if (imported.isObject()) {
            text.row(
                    "imported",
                    imported.path("state").asString("") + ", from "
                            + imported.path("run").asString("") + " of "
                            + JsonTree.shown(imported.path("installation").asString("")));
        }
        if (run.path("waitingFor").isString())
            text.row("waits for", run.path("waitingFor").asString());
        if (run.path("estimatedStart").isString())
            text.row("begins about", run.path("estimatedStart").asString());
        if (run.path("state").asString("").equals("running")) text.row("progress", progress(run));
        if (run.path("outcome").isString()) text.row("outcome", outcome(run));
        if (run.path("disk").path("kept").asBoolean(false)) {
            text.row(
                    "disk",
                    ReportText.number(run.path("disk").path("afterBytes").asLong()) + " bytes, kept");
        } else if (run.path("disk").path("message").isString()) {
            text.row("disk", run.path("disk").path("message").asString());
        }
        var sorted = new TreeMap<String, String>(Comparator.comparingInt(Integer::parseInt));
        sorted.putAll(console);
        text.console(sorted);
        if (run.path("cycles").isNumber()) figures(text, run);
    }

    private static String outcome(JsonNode run) {
        var outcome = run.path("outcome").asString("");
        if (run.path("exitCode").isInt())
            return outcome + ", exit code " + run.path("exitCode").asInt();
        return outcome + ": " + run.path("message").asString("");
    }

    private static void figures(ReportText text, JsonNode run) {
        text.row(
                "cycles",
                ReportText.cycles(
                        run.path("cycles").asLong(), run.path("clockMegahertz").asDouble(1)));
        text.row("instructions", ReportText.number(run.path("instructions").asLong()));
        text.row(
                "messages",
                ReportText.number(run.path("messagesSent").asLong()) + " sent, "
                        + ReportText.number(run.path("messagesReceived").asLong()) + " received");
        text.metrics(
                figures(run.path("metrics")),
                units(run.path("metricUnits")),
                run.path("clockMegahertz").asDouble(1));
        var counters = new ArrayList<Map<String, Long>>();
        for (var node : run.path("counters")) counters.add(figures(node));
        text.account(counters);
        var latencies = new TreeMap<String, LatencySummary>();
        for (var name : run.path("latencies").propertyNames()) {
            latencies.put(name, latency(run.path("latencies").path(name)));
        }
        text.latencies(latencies);
        text.row("digest", run.path("digest").asString(""));
        var first = run.path("firstInstructionMillis");
        if (first.isNumber()) text.row("begun", first.asLong() + " ms after its submission");
        text.row(
                "host",
                run.path("hostMillis").asLong() + " ms, " + run.path("hostMips").asString("0") + " MIPS");
    }

    private static SortedMap<String, Long> figures(JsonNode json) {
        var figures = new TreeMap<String, Long>();
        for (var name : json.propertyNames()) figures.put(name, json.path(name).asLong());
        return figures;
    }

    private static SortedMap<String, String> units(JsonNode json) {
        var units = new TreeMap<String, String>();
        for (var name : json.propertyNames()) units.put(name, json.path(name).asString(""));
        return units;
    }

    private static LatencySummary latency(JsonNode json) {
        return new LatencySummary(
                json.path("count").asLong(),
                json.path("minCycles").asLong(),
                json.path("p50Cycles").asLong(),
                json.path("p90Cycles").asLong(),
                json.path("p99Cycles").asLong(),
                json.path("maxCycles").asLong(),
                json.path("meanMillicycles").asLong());
    }
}
