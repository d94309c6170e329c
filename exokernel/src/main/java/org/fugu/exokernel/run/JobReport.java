package org.fugu.exokernel.run;

import java.util.SortedMap;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;

/// What one job of a run did. Nodes are those of its rectangle, counted from its own first one.
///
/// @param exitCode of rank 0, when the outcome is [Outcome#EXITED], otherwise null
/// @param trap when the outcome is [Outcome#TRAPPED]
/// @param message one sentence that says how the job ended
/// @param resultDigest SHA-256 over what the program produced: exit, console and metrics
/// @param cycles when the job ended
/// @param instructions retired by its nodes while they were its own; messages likewise
/// @param console what each node wrote, by node; nodes that wrote nothing are absent
/// @param metrics what the program reported with `fugu_metric`, and region-of-interest counts
/// @param metricUnits what a metric is counted in, as the program declared it with
///     `fugu_metric_unit`; metrics without a unit are absent. Not in the digests
/// @param latencies how long things took on the nodes of its rectangle, in cycles, by name, where the run
///     has other jobs and none of them has these nodes; else empty. Not in the digests
/// @param clues not in the digests either
public record JobReport(
        Outcome outcome,
        @Nullable Integer exitCode,
        @Nullable TrapReport trap,
        String message,
        String resultDigest,
        long cycles,
        long instructions,
        long messagesSent,
        long messagesReceived,
        SortedMap<Integer, byte[]> console,
        SortedMap<String, Long> metrics,
        SortedMap<String, String> metricUnits,
        SortedMap<String, LatencySummary> latencies,
        Clues clues) {
    /// The same job, with how long things took on its nodes.
    JobReport timed(SortedMap<String, LatencySummary> onItsNodes) {
        return new JobReport(
                outcome,
                exitCode,
                trap,
                message,
                resultDigest,
                cycles,
                instructions,
                messagesSent,
                messagesReceived,
                console,
                metrics,
                metricUnits,
                onItsNodes,
                clues);
    }

    /// The same job with that for what its nodes wrote.
    public JobReport printed(SortedMap<Integer, byte[]> byNode) {
        return new JobReport(
                outcome,
                exitCode,
                trap,
                message,
                resultDigest,
                cycles,
                instructions,
                messagesSent,
                messagesReceived,
                byNode,
                metrics,
                metricUnits,
                latencies,
                clues);
    }

    /// The same job, seen as ended otherwise.
    public JobReport ended(Outcome otherwise, String sentence) {
        return new JobReport(
                otherwise,
                exitCode,
                trap,
                sentence,
                resultDigest,
                cycles,
                instructions,
                messagesSent,
                messagesReceived,
                console,
                metrics,
                metricUnits,
                latencies,
                clues);
    }
}
