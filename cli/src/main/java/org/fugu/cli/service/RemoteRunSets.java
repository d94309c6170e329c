package org.fugu.cli.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.fugu.cli.report.RunSetText;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.runset.Axes;
import org.fugu.experiment.runset.Coordinates;
import org.fugu.experiment.runset.KernelWork;
import org.fugu.experiment.runset.MemberResult;
import org.fugu.experiment.runset.RunSetReport;
import org.fugu.experiment.runset.SetMember;
import tools.jackson.databind.JsonNode;

/// Run-sets on the service: submit, follow, print.
final class RemoteRunSets {
    static final String SETS = "/api/v1/run-sets";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ServiceClient service;
    private final Terminal terminal;

    RemoteRunSets(ServiceClient service, Terminal terminal) {
        this.service = service;
        this.terminal = terminal;
    }

    /// @param run what all members have
    /// @return the set as it was accepted
    JsonNode submit(Map<String, ?> run, Axes axes) {
        var wanted = new LinkedHashMap<String, Object>();
        put(wanted, "machines", axes.machines());
        put(wanted, "nodes", axes.nodes());
        put(wanted, "arguments", axes.arguments());
        put(wanted, "figures", axes.figures());
        put(wanted, "seeds", axes.seeds());
        put(wanted, "pageTables", axes.pageTables());
        put(wanted, "placements", axes.placements());
        // An answer that got lost costs no second set.
        var once = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        return service.post(SETS, Map.of("run", run, "axes", wanted), once);
    }

    private static void put(Map<String, Object> axes, String name, List<?> values) {
        if (!values.isEmpty()) axes.put(name, values);
    }

    /// Shows how many runs have ended, until all have.
    ///
    /// @return the set with its runs
    JsonNode await(String id) {
        try (var progress = new Progress(terminal, id)) {
            while (true) {
                var set = service.get(SETS + "/" + id);
                int ended = set.path("ended").asInt();
                int size = Math.max(1, set.path("size").asInt());
                progress.show(
                        (double) ended / size, String.format(Locale.ROOT, "%d of %d runs have ended", ended, size));
                if (set.path("state").asString("").equals("ended")) return set;
                ServiceClient.pause(PAUSE);
            }
        }
    }

    /// The set as comma-separated values.
    String table(String id) {
        return service.text(SETS + "/" + id + "/csv", "text/csv");
    }

    void print(JsonNode set) {
        new RunSetText(terminal.out()).print(report(set));
        terminal.out().flush();
    }

    /// That of the first run that did not end well, and else whether those that should print the same did.
    static ExitCode exitCode(JsonNode set) {
        for (var member : set.path("members")) {
            var code = RemoteRuns.exitCode(member);
            if (code != ExitCode.DONE) return code;
        }
        var same = set.path("sameOutput");
        return same.isBoolean() && !same.asBoolean() ? ExitCode.GUEST_FAILED : ExitCode.DONE;
    }

    private static RunSetReport report(JsonNode set) {
        var members = new ArrayList<SetMember>();
        for (var member : set.path("members")) {
            members.add(new SetMember(
                    at(member.path("at")),
                    member.path("run").asString(""),
                    member.path("state").asString(""),
                    member.path("outcome").isString() ? result(member) : null));
        }
        return new RunSetReport(members);
    }

    private static Coordinates at(JsonNode at) {
        return new Coordinates(
                at.path("machine").asString(null),
                at.path("nodes").isInt() ? Integer.valueOf(at.path("nodes").asInt()) : null,
                at.path("arguments").isArray() ? words(at.path("arguments")) : null,
                at.path("figures").isObject() ? numbers(at.path("figures")) : null,
                at.path("seed").isIntegralNumber()
                        ? Long.valueOf(at.path("seed").asLong())
                        : null,
                at.path("pageTable").asString(null),
                at.path("placement").asString(null));
    }

    private static List<String> words(JsonNode json) {
        var words = new ArrayList<String>();
        for (var word : json) words.add(word.asString(""));
        return words;
    }

    private static MemberResult result(JsonNode member) {
        return new MemberResult(
                member.path("outcome").asString(""),
                member.path("exitCode").isInt()
                        ? Integer.valueOf(member.path("exitCode").asInt())
                        : null,
                member.path("cycles").asLong(),
                member.path("clockMegahertz").asDouble(1),
                member.path("instructions").asLong(),
                member.path("messagesSent").asLong(),
                member.path("messagesReceived").asLong(),
                member.path("digest").asString(""),
                member.path("resultDigest").asString(""),
                member.path("consoleDigest").asString(null),
                numbers(member.path("metrics")),
                numbers(member.path("counters")),
                member.path("kernel").isObject() ? kernel(member.path("kernel")) : null);
    }

    private static SortedMap<String, Long> numbers(JsonNode json) {
        var numbers = new TreeMap<String, Long>();
        for (var name : json.propertyNames()) numbers.put(name, json.path(name).asLong());
        return numbers;
    }

    private static SortedMap<String, KernelWork> kernel(JsonNode json) {
        var work = new TreeMap<String, KernelWork>();
        for (var what : json.propertyNames()) {
            var done = json.path(what);
            work.put(
                    what,
                    new KernelWork(
                            done.path("count").asLong(), done.path("cycles").asLong()));
        }
        return work;
    }
}
