package org.fugu.cli.service;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.fugu.bundle.Bundle;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.experiment.benchmark.Rules;
import org.fugu.experiment.report.GateReport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The benchmarks of a project: measured and compared by the service.
public final class RemoteBenchmarks implements AutoCloseable {
    /// The service answers earlier if it ends earlier.
    private static final Map<String, String> WAIT = Map.of("Prefer", "wait=20");

    private final Terminal terminal;
    private final ServiceClient service;
    private final Project project;

    /// Where figures are kept.
    ///
    /// @param id as the service knows it
    /// @param defaultBranch whose figures others are compared with
    public record Project(String id, String name, String defaultBranch) {}

    /// What is measured.
    ///
    /// @param committedAt as in `2026-11-29T20:00:00Z`
    /// @param change number of the pull or merge request, or null
    /// @param libos the published library OS to run it on, `NAME@VERSION`; null for what its manifest says
    public record Version(
            String commit,
            String branch,
            String committedAt,
            String subject,
            @Nullable String change,
            @Nullable String libos) {}

    /// Figures on the service.
    ///
    /// @param isFinished whether they are there
    /// @param machineVersion of the machines that had them, empty until then
    /// @param libos the published library OS that it ran on, empty for none
    public record Measured(String id, String bundle, boolean isFinished, String machineVersion, String libos) {}

    private RemoteBenchmarks(Terminal terminal, ServiceClient service, Project project) {
        this.terminal = terminal;
        this.service = service;
        this.project = project;
    }

    /// The project that a run key is of, or that is named.
    ///
    /// @param named name or identifier of a project, or null
    public static RemoteBenchmarks of(Terminal terminal, @Nullable String named) {
        var service = ServiceClient.signedIn(terminal);
        try {
            return new RemoteBenchmarks(terminal, service, named == null ? ofKey(service) : find(service, named));
        } catch (CommandFailure e) {
            service.close();
            throw e;
        }
    }

    private static Project ofKey(ServiceClient service) {
        var project = service.get("/api/v1/key").path("project");
        if (project.isObject()) return project(project);
        throw CommandFailure.usage("the API key is of a user and not of a project; name one with --project");
    }

    private static Project find(ServiceClient service, String named) {
        var found = new ArrayList<Project>();
        var cursor = "";
        do {
            var page =
                    service.get("/api/v1/projects?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor)));
            for (var item : page.path("items")) {
                var project = project(item);
                if (project.id().equals(named)) return project;
                if (project.name().equals(named)) found.add(project);
            }
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        if (found.size() == 1) return found.getFirst();
        throw CommandFailure.usage(
                found.isEmpty()
                        ? "there is no project '" + named + "' of yours at " + service.base()
                        : "you have " + found.size() + " projects of the name '" + named
                                + "'; name one by its identifier");
    }

    private static Project project(JsonNode project) {
        return new Project(
                project.path("id").asString(""),
                project.path("name").asString(""),
                project.path("defaultBranch").asString("main"));
    }

    public Project project() {
        return project;
    }

    /// What was measured of a commit, the newest first.
    public List<Measured> of(String commit) {
        var measured = new ArrayList<Measured>();
        for (var item : service.get(place("/measurements?limit=100&commit=" + encoded(commit)))
                .path("items")) {
            measured.add(measured(item));
        }
        return measured;
    }

    /// Uploads a bundle and has it measured, unless it was before.
    public Measured measure(Bundle bundle, Version version) {
        new RemoteRuns(service, terminal).upload(bundle);
        return measure(bundle.identity(), version);
    }

    /// Has a bundle that the service keeps measured, and waits for the figures.
    public Measured measure(String bundle, Version version) {
        var wanted = new HashMap<String, Object>(Map.of(
                "bundle", bundle,
                "commit", version.commit(),
                "branch", version.branch(),
                "committedAt", version.committedAt(),
                "subject", version.subject()));
        if (version.libos() != null) wanted.put("libos", version.libos());
        if (version.change() != null) wanted.put("pullRequest", version.change());
        var begun = service.post(place("/measurements"), wanted, Map.of());
        var ended = ended("/measurements/" + begun.path("id").asString(""), "measuring " + shortened(version.commit()));
        return measured(ended);
    }

    private static Measured measured(JsonNode measurement) {
        return new Measured(
                measurement.path("id").asString(""),
                measurement.path("bundle").asString(""),
                measurement.path("state").asString("").equals("finished"),
                measurement.path("machineVersion").asString(""),
                libos(measurement.path("libos")));
    }

    private static String libos(JsonNode library) {
        return library.isObject()
                ? library.path("name").asString("") + "@"
                        + library.path("version").asString("")
                : "";
    }

    /// The figures themselves.
    public BenchmarkResults results(Measured measured) {
        var text = service.document(place("/measurements/" + measured.id() + "/results"));
        try {
            return ResultsFile.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw notUnderstood("figures", e);
        }
    }

    /// A comparison, and the page that shows it.
    public record Compared(GateReport report, URI page) {}

    /// Has two measurements compared, with what the service finds out about the reasons.
    public Compared compare(Measured base, Measured head, Rules rules, boolean explain) {
        var wanted = Map.of(
                "base", base.id(),
                "head", head.id(),
                "thresholds", rules.thresholds().name().toLowerCase(Locale.ROOT),
                "acknowledge", List.copyOf(new TreeSet<>(rules.acknowledged())),
                "explain", explain);
        var begun = service.post(place("/comparisons"), wanted, Map.of());
        var id = begun.path("id").asString("");
        ended("/comparisons/" + id, "comparing");
        var page = URI.create(service.base() + "/projects/" + project.id() + "/comparisons/" + id);
        terminal.err().println("comparison: " + page);
        try {
            var text = service.document(place("/comparisons/" + id + "/report"));
            return new Compared(GateReport.read(text.getBytes(StandardCharsets.UTF_8)), page);
        } catch (IllegalArgumentException e) {
            throw notUnderstood("comparison", e);
        }
    }

    private CommandFailure notUnderstood(String what, IllegalArgumentException e) {
        var failure = CommandFailure.unreachable("the service's " + what + " cannot be read: " + e.getMessage()
                + "; take the command line from " + service.base() + "/downloads/fugu.zip");
        failure.initCause(e);
        return failure;
    }

    /// Waits until something has ended, and ends the command where the service could not carry it out.
    private JsonNode ended(String path, String title) {
        try (var progress = new Progress(terminal, title)) {
            while (true) {
                var shown = service.get(place(path), WAIT);
                switch (shown.path("state").asString("")) {
                    case "finished" -> {
                        return shown;
                    }
                    case "infrastructure_error" ->
                        throw CommandFailure.unreachable("the service could not carry it out: "
                                + shown.path("failure").asString("it does not say why"));
                    case "canceled" ->
                        throw new CommandFailure(ExitCode.UNREACHABLE, "canceled", "somebody canceled it", List.of());
                    default -> progress.show(share(shown.path("progress")), words(shown));
                }
            }
        }
    }

    private static double share(JsonNode progress) {
        long of = progress.path("of").asLong(0);
        return of == 0 ? -1 : progress.path("done").asDouble(0) / of;
    }

    private static String words(JsonNode shown) {
        var benchmark = shown.path("progress").path("benchmark").asString("");
        if (!benchmark.isEmpty()) return benchmark;
        var state = shown.path("state").asString("");
        var waits = shown.path("waitingFor").asString("");
        return waits.isEmpty() ? state : state + ", waits for " + waits;
    }

    private String place(String path) {
        return "/api/v1/projects/" + encoded(project.id()) + path;
    }

    private static String shortened(String commit) {
        return commit.substring(0, Math.min(10, commit.length()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        service.close();
    }
}
