package org.fugu.exokernel.run;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;

/// What a run did. All of it is determined by the [RunRequest], bit for bit, on any host.
///
/// @param machine the preset's name
/// @param machineVersion the preset's hash and the model's version: figures of different versions
///     are not comparable
/// @param exitCode of rank 0, when the outcome is [Outcome#EXITED], otherwise null
/// @param trap when the outcome is [Outcome#TRAPPED]
/// @param message one sentence that says how the run ended
/// @param digest SHA-256, hexadecimal, over inputs, events and the final state of the machine
/// @param resultDigest SHA-256 over what the program produced: exit, console and metrics
/// @param epochs one 128-bit hash, hexadecimal, for each 2^20 cycles of events between nodes
/// @param cycles when the job ended
/// @param instructions retired by all nodes
/// @param console what each node wrote, by node; nodes that wrote nothing are absent
/// @param metrics what the program reported with `fugu_metric`, and region-of-interest counts
/// @param metricUnits what a metric is counted in, as the program declared it with
///     `fugu_metric_unit`; metrics without a unit are absent. Not in the digests
/// @param counters the machine's own counters by node, in node order
/// @param latencies how long things took in all of the machine, in cycles, by name; not in the digest
/// @param clues not in the digest either
public record RunReport(
        String machine,
        String machineVersion,
        int nodes,
        String fidelity,
        Outcome outcome,
        @Nullable Integer exitCode,
        @Nullable TrapReport trap,
        String message,
        String digest,
        String resultDigest,
        List<String> epochs,
        long cycles,
        double clockMegahertz,
        long instructions,
        long messagesSent,
        long messagesReceived,
        SortedMap<Integer, byte[]> console,
        SortedMap<String, Long> metrics,
        SortedMap<String, String> metricUnits,
        List<Map<String, Long>> counters,
        SortedMap<String, LatencySummary> latencies,
        Clues clues) {
    /// The same run, seen as ended otherwise.
    public RunReport ended(Outcome otherwise, String sentence) {
        return new RunReport(
                machine,
                machineVersion,
                nodes,
                fidelity,
                otherwise,
                exitCode,
                trap,
                sentence,
                digest,
                resultDigest,
                epochs,
                cycles,
                clockMegahertz,
                instructions,
                messagesSent,
                messagesReceived,
                console,
                metrics,
                metricUnits,
                counters,
                latencies,
                clues);
    }
}
