package org.fugu.experiment.runfile;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.TrapReport;
import org.fugu.experiment.wire.JsonTree;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;

/// What came of a run, as a file claims it. Whoever carries the run out again compares all of it but the sentences,
/// which another version of this program may word otherwise.
///
/// @param outcome as in `exited`
/// @param message how it ended, for people
/// @param machineVersion of preset and model: only the same one can be compared
/// @param counters the machine's own by node, in node order
/// @param latencies how long things took in all of the machine, by name
public record RunFileResult(
        int fuguResult,
        String outcome,
        @JsonSetter(nulls = Nulls.SET) @Nullable Integer exitCode,
        String message,
        @JsonSetter(nulls = Nulls.SET) @Nullable Trap trap,
        String machineVersion,
        String digest,
        String resultDigest,
        long cycles,
        long instructions,
        long messagesSent,
        long messagesReceived,
        double clockMegahertz,
        SortedMap<String, Long> metrics,
        SortedMap<String, String> metricUnits,
        List<SortedMap<String, Long>> counters,
        SortedMap<String, Latency> latencies) {
    /// The version that is written.
    public static final int VERSION = 1;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MACHINE_VERSION = Pattern.compile("[0-9a-f]{1,64}-[0-9]{1,9}");
    private static final int MOST_MESSAGE = 4000;

    /// Where an unhandled exception ended the run.
    public record Trap(int node, long pc, String cause, long value, String message) {
        public Trap {
            cause = JsonTree.shown(cause);
            message = JsonTree.shown(message);
        }

        static Trap of(TrapReport trap) {
            return new Trap(trap.node(), trap.pc(), trap.cause(), trap.value(), trap.message());
        }

        Trap silent() {
            return new Trap(node, pc, cause, value, "");
        }
    }

    /// How long one kind of thing took, in cycles.
    public record Latency(
            long count,
            long minCycles,
            long p50Cycles,
            long p90Cycles,
            long p99Cycles,
            long maxCycles,
            long meanMillicycles) {
        static Latency of(LatencySummary summary) {
            return new Latency(
                    summary.count(),
                    summary.min(),
                    summary.p50(),
                    summary.p90(),
                    summary.p99(),
                    summary.max(),
                    summary.meanThousandths());
        }
    }

    public RunFileResult {
        if (Stream.of(Outcome.values()).map(Outcome::wireName).noneMatch(outcome::equals)) {
            throw new IllegalArgumentException("there is no outcome of that name");
        }
        if (!DIGEST.matcher(digest).matches() || !DIGEST.matcher(resultDigest).matches()) {
            throw new IllegalArgumentException("a digest is not 64 hexadecimal digits");
        }
        if (!MACHINE_VERSION.matcher(machineVersion).matches()) {
            throw new IllegalArgumentException("machineVersion is none");
        }
        if (cycles < 0 || instructions < 0 || messagesSent < 0 || messagesReceived < 0) {
            throw new IllegalArgumentException("something was counted to less than nothing");
        }
        if (!(clockMegahertz > 0) || clockMegahertz > 1e9) throw new IllegalArgumentException("clockMegahertz is none");
        message = JsonTree.shown(message.length() > MOST_MESSAGE ? message.substring(0, MOST_MESSAGE) : message);
        metrics = shown(metrics, value -> value);
        metricUnits = shown(metricUnits, JsonTree::shown);
        if (!metrics.keySet().containsAll(metricUnits.keySet())) {
            throw new IllegalArgumentException("there is a unit of a metric that is not there");
        }
        counters = counters.stream().map(node -> shown(node, value -> value)).toList();
        latencies = shown(latencies, value -> value);
    }

    private static <T> SortedMap<String, T> shown(Map<String, T> values, Function<T, T> value) {
        var sorted = new TreeMap<String, T>();
        values.forEach((name, each) -> sorted.put(JsonTree.shown(name), value.apply(each)));
        return Collections.unmodifiableSortedMap(sorted);
    }

    /// The result of a run that was carried out here, as its manifest judges it.
    public static RunFileResult of(RunReport report) {
        var latencies = new TreeMap<String, Latency>();
        report.latencies().forEach((name, summary) -> latencies.put(name, Latency.of(summary)));
        return new RunFileResult(
                VERSION,
                report.outcome().wireName(),
                report.exitCode(),
                report.message(),
                report.trap() == null ? null : Trap.of(report.trap()),
                report.machineVersion(),
                report.digest(),
                report.resultDigest(),
                report.cycles(),
                report.instructions(),
                report.messagesSent(),
                report.messagesReceived(),
                report.clockMegahertz(),
                report.metrics(),
                report.metricUnits(),
                report.counters().stream()
                        .<SortedMap<String, Long>>map(TreeMap::new)
                        .toList(),
                latencies);
    }

    /// What of it another result of the same run has otherwise, by the names of the fields.
    public List<String> differences(RunFileResult found) {
        var differences = new ArrayList<String>();
        compare(differences, "outcome", outcome, found.outcome);
        compare(differences, "exitCode", exitCode, found.exitCode);
        compare(
                differences,
                "trap",
                trap == null ? null : trap.silent(),
                found.trap == null ? null : found.trap.silent());
        compare(differences, "machineVersion", machineVersion, found.machineVersion);
        compare(differences, "digest", digest, found.digest);
        compare(differences, "resultDigest", resultDigest, found.resultDigest);
        compare(differences, "cycles", cycles, found.cycles);
        compare(differences, "instructions", instructions, found.instructions);
        compare(differences, "messagesSent", messagesSent, found.messagesSent);
        compare(differences, "messagesReceived", messagesReceived, found.messagesReceived);
        compare(differences, "clockMegahertz", clockMegahertz, found.clockMegahertz);
        compare(differences, "metrics", metrics, found.metrics);
        compare(differences, "metricUnits", metricUnits, found.metricUnits);
        compare(differences, "counters", counters, found.counters);
        compare(differences, "latencies", latencies, found.latencies);
        return differences;
    }

    private static void compare(List<String> to, String name, @Nullable Object claimed, @Nullable Object found) {
        if (!Objects.equals(claimed, found)) to.add(name);
    }
}
