package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.Outcome;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.fugu.service.disk.RunDisk;
import org.fugu.service.document.KnownValues;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.input.RunInput;
import org.jspecify.annotations.Nullable;

/// A run as its owner sees it. What only a finished run has is null before.
///
/// @param outcome how the guest ended, for example `exited` or `cycle_limit`; null unless finished
/// @param machineVersion of the preset and the model; figures of different versions are not
///     comparable
/// @param mesh columns and rows, as in `2x1`
/// @param overrides figures of the machine that were changed, by name
/// @param partition the lease it runs on; null until it has one
/// @param coRun which it is a part of, or null; `mesh` is its rectangle's then, and `digest` the whole
///     co-run's
/// @param runSet which it is a member of, or null
/// @param project that it is for, or null
/// @param user whose it is, by name: yours, or a member's of a project of yours
/// @param libos the published library OS that it is bound to; null where one is linked into the program
///     or comes with the bundle
/// @param placement where the library OS is: `library`, `server` or `monolithic`
/// @param pageTable which page table it was asked for; `linked` for its own
/// @param digest over inputs, events and the final state of the machine
/// @param resultDigest over what the program produced
/// @param metrics what the program reported
/// @param metricUnits what a metric is counted in, by name; only of metrics that have a unit
/// @param counters the machine's own by node; null in lists; for a part of a co-run those of its own
///     nodes, and none where it shares them
/// @param latencies how long things took in all of the machine, by name; null in lists and for runs that
///     ended before they were kept; for a part of a co-run on its own nodes, and empty where it shares them
/// @param trace which part of the run is traced; null if no trace was wanted
/// @param disk null if it has none
/// @param inputs what it can read, the standard input first; empty in lists
/// @param labels that its owner gave it, by key
/// @param commit of which its program was built, if its owner said that; `branch` and `repository` likewise
/// @param from whose result it has, if it was answered with that of an earlier run that is the same; that one may have
///     been deleted since. Nothing was carried out then, so it has no `startedAt` and no `hostMillis`. Null as well for
///     who sees this run and not that one
/// @param imported where it came from, if it came in a file; its result is what that file claims, until it is verified.
///     Nothing was carried out then either
/// @param progress share of the cycle budget that is used, 0 to 1; 1 when ended
/// @param attempts how often it was started; more than 1 after a worker was lost
/// @param resumedFromCycle where its newest attempt went on, from a checkpoint of an attempt before; null if that began
///     at cycle 0
/// @param queuePosition from 1, among those of its owner that wait for the same; null unless queued, in lists, and
///     for a part of a co-run
/// @param waitingFor what a queued run waits for, for people
/// @param estimatedStart of a queued run, if runs go on to end as they did of late; null if that is not known, and
///     wherever there is no `queuePosition`
/// @param hostMillis how long the host took; of all attempts that the result came of
/// @param firstInstructionMillis from its submission to its first instruction, with what it waited in between; null
///     before its end, and for a run that was begun more than once or not at all
public record Run(
        @Schema(pattern = Identifiers.PATTERN) String id,
        RunState state,
        @KnownValues(Outcome.class) @Nullable String outcome,
        @Nullable Integer exitCode,
        @Nullable String message,
        @Nullable RunTrap trap,
        RunBundle bundle,
        String program,
        List<String> args,
        String machine,
        @Nullable String machineVersion,
        @Schema(pattern = MeshShape.FORM) String mesh,

        @Schema(minimum = "1", maximum = "" + NodeId.MAX_NODES)
        int nodes,

        @Schema(pattern = Fidelity.FORM) String fidelity,
        long seed,
        RunLimits limits,
        Map<String, Long> overrides,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String partition,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String coRun,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String runSet,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String project,
        String user,
        @Nullable RunLibrary libos,
        @KnownValues(LibraryPlacement.class) String placement,
        @KnownValues(PageTableChoice.class) String pageTable,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String digest,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String resultDigest,

        @Nullable Long cycles,
        @Nullable Long instructions,
        @Nullable Long messagesSent,
        @Nullable Long messagesReceived,
        @Nullable Double clockMegahertz,
        Map<String, Long> metrics,
        Map<String, String> metricUnits,
        @Nullable List<Map<String, Long>> counters,
        @Nullable Map<String, RunLatency> latencies,
        @Nullable RunTrace trace,
        @Nullable RunDisk disk,
        List<RunInput> inputs,
        Map<String, String> labels,
        @Nullable String commit,
        @Nullable String branch,
        @Nullable String repository,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String from,
        @Nullable RunImport imported,
        @Schema(minimum = "0", maximum = "1") double progress,
        @Schema(minimum = "0") long progressCycle,
        @Schema(minimum = "0") int attempts,
        @Schema(minimum = "1") @Nullable Long resumedFromCycle,
        @Schema(minimum = "1") @Nullable Long queuePosition,
        @Nullable String waitingFor,
        @Nullable Instant estimatedStart,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long hostMillis,
        @Schema(minimum = "0") @Nullable Long firstInstructionMillis,
        @Nullable Double hostMips) {
    /// The same for somebody who is to see this run alone: without what names other things of its owner's, and without
    /// what the owner notes of it. Its user has no name here.
    Run alone() {
        return new Run(
                id,
                state,
                outcome,
                exitCode,
                message,
                trap,
                bundle,
                program,
                args,
                machine,
                machineVersion,
                mesh,
                nodes,
                fidelity,
                seed,
                limits,
                overrides,
                null,
                null,
                null,
                null,
                "",
                libos,
                placement,
                pageTable,
                digest,
                resultDigest,
                cycles,
                instructions,
                messagesSent,
                messagesReceived,
                clockMegahertz,
                metrics,
                metricUnits,
                counters,
                latencies,
                null,
                null,
                List.of(),
                Map.of(),
                null,
                null,
                null,
                null,
                imported,
                progress,
                progressCycle,
                attempts,
                resumedFromCycle,
                null,
                null,
                null,
                createdAt,
                startedAt,
                finishedAt,
                hostMillis,
                firstInstructionMillis,
                hostMips);
    }

    /// Where an unhandled exception ended the run.
    public record RunTrap(int node, long pc, String cause, long value, String message) {}

    /// A trace that was wanted.
    ///
    /// @param toCycle null for the run's end
    /// @param kept whether it is there to be read
    public record RunTrace(long fromCycle, @Nullable Long toCycle, boolean kept) {}

    /// A file that a run came in. What it says of itself nobody has checked.
    ///
    /// @param installation in which the run was carried out, in that one's own words
    /// @param run what it is called there
    /// @param finishedAt when it had ended there
    /// @param state whether it was carried out here too, and what was found
    /// @param differences what the file claims otherwise than it was found here, by name
    /// @param verifiedAt when that was found; null before
    public record RunImport(
            String installation,
            String run,
            String finishedAt,
            ImportState state,
            List<String> differences,
            @Nullable Instant verifiedAt) {}

    /// The bundle that ran.
    public record RunBundle(
            @Schema(pattern = Identifiers.DIGEST_PATTERN) String digest, String name, String version) {}

    /// A published library OS, as it was when the run was submitted.
    ///
    /// @param digest of its bundle
    public record RunLibrary(
            String name,
            String version,
            @Schema(pattern = Identifiers.DIGEST_PATTERN) String digest) {}

    /// How long one kind of thing took, in cycles.
    ///
    /// @param count at least 1
    /// @param meanMillicycles mean × 1,000, rounded down
    public record RunLatency(
            @Schema(minimum = "1") long count,
            long minCycles,
            long p50Cycles,
            long p90Cycles,
            long p99Cycles,
            long maxCycles,
            long meanMillicycles) {}

    /// The limits in force.
    public record RunLimits(long cycles, long instructions, long consoleBytes, long memoryBytes) {
        static RunLimits of(Limits limits) {
            return new RunLimits(limits.cycles(), limits.instructions(), limits.consoleBytes(), limits.memoryBytes());
        }
    }
}
