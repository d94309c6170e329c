package org.fugu.exokernel.run;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;

/// What a run did. All of it is determined by the [RunRequest], bit for bit, on any host.
///
/// @param machine the preset's name
/// @param machineVersion the preset's hash and the model's version: figures of different versions
///     are not comparable
/// @param nodes how many had a program: those of the one job, or all of the mesh
/// @param digest SHA-256, hexadecimal, over inputs, events and the final state of the machine
/// @param epochs one 128-bit hash, hexadecimal, for each 2^20 cycles of events between nodes
/// @param instructions retired by all nodes
/// @param counters the machine's own counters by node, in node order
/// @param latencies how long things took in all of the machine, in cycles, by name; not in the digest
/// @param jobs what each of the request's jobs did, in that order
public record RunReport(
        String machine,
        String machineVersion,
        int nodes,
        String fidelity,
        String digest,
        List<String> epochs,
        double clockMegahertz,
        long instructions,
        List<Map<String, Long>> counters,
        SortedMap<String, LatencySummary> latencies,
        List<JobReport> jobs) {
    /// Of a run of one job.
    public RunReport(
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
        this(
                machine,
                machineVersion,
                nodes,
                fidelity,
                digest,
                epochs,
                clockMegahertz,
                instructions,
                counters,
                latencies,
                List.of(new JobReport(
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
                        Collections.emptySortedMap(),
                        clues)));
    }

    /// What the job did that the run is named after.
    public JobReport first() {
        return jobs.getFirst();
    }

    public boolean isOfOneJob() {
        return jobs.size() == 1;
    }

    /// The same run, with each of its jobs' reports as somebody sees it.
    ///
    /// @param seen by the jobs' order; one that changes nothing gives the report itself
    public RunReport seen(List<UnaryOperator<JobReport>> seen) {
        var changed = IntStream.range(0, jobs.size())
                .mapToObj(i -> seen.get(i).apply(jobs.get(i)))
                .toList();
        boolean same = IntStream.range(0, jobs.size()).allMatch(i -> changed.get(i) == jobs.get(i));
        if (same) return this;
        return new RunReport(
                machine,
                machineVersion,
                nodes,
                fidelity,
                digest,
                epochs,
                clockMegahertz,
                instructions,
                counters,
                latencies,
                changed);
    }

    // What the first job did.

    public Outcome outcome() {
        return first().outcome();
    }

    public @Nullable Integer exitCode() {
        return first().exitCode();
    }

    public @Nullable TrapReport trap() {
        return first().trap();
    }

    public String message() {
        return first().message();
    }

    public String resultDigest() {
        return first().resultDigest();
    }

    public long cycles() {
        return first().cycles();
    }

    public long messagesSent() {
        return first().messagesSent();
    }

    public long messagesReceived() {
        return first().messagesReceived();
    }

    public SortedMap<Integer, byte[]> console() {
        return first().console();
    }

    public SortedMap<String, Long> metrics() {
        return first().metrics();
    }

    public SortedMap<String, String> metricUnits() {
        return first().metricUnits();
    }

    /// Whether a job was refused a system call.
    boolean hasRefusals() {
        return jobs.stream().anyMatch(job -> job.clues().auditTrail().total() > 0);
    }

    /// Whether a job has done something with capabilities, or has latencies of its own.
    boolean hasJobDetails() {
        return jobs.stream()
                .anyMatch(job -> job.clues().capabilities().total() > 0
                        || !job.latencies().isEmpty());
    }

    public Clues clues() {
        return first().clues();
    }
}
