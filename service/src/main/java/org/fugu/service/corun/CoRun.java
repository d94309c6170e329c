package org.fugu.service.corun;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.input.RunInput;
import org.jspecify.annotations.Nullable;

/// Several users' jobs in one simulated machine, as a member sees it.
///
/// @param id `cor_…`
/// @param opener the name of who opened it
/// @param mesh of the partition, on which the rectangles are
/// @param mode `rectangles` or `turns`
/// @param quantum cycles of a turn, and null without turns; `skew` likewise
/// @param members in the order in which their jobs stand in the request
/// @param digest over the whole machine and all jobs; null until it has finished
/// @param message why it ended, if not because all jobs did; for people
/// @param progressCycle the earliest clock of any node that still runs
/// @param attempts how often it was started: more than 1 after a worker was lost or a job was canceled
/// @param expiresAt until when it waits for confirmations
record CoRun(
        @Schema(pattern = Identifiers.PATTERN) String id,
        CoRunState state,
        String opener,
        @Schema(pattern = Identifiers.PATTERN) String partition,
        String machine,
        @Schema(pattern = MeshShape.FORM) String mesh,
        CoRunMode mode,
        @Nullable Long quantum,
        @Nullable Integer skew,
        @Schema(pattern = Fidelity.FORM) String fidelity,
        List<CoRunMember> members,
        @Nullable String machineVersion,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String digest,

        @Nullable String message,
        @Schema(minimum = "0") long progressCycle,
        @Schema(minimum = "0") int attempts,
        Instant expiresAt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {
    CoRun {
        members = List.copyOf(members);
    }

    /// Somebody who takes part.
    ///
    /// @param me whether it is who asks
    /// @param job null until that member has one
    /// @param run the member's run of it; null for others than who asks
    /// @param endedAt the cycle at which the job ends because it was canceled while it ran, or null
    record CoRunMember(
            String name,
            boolean me,
            MemberState state,
            @Nullable CoRunJob job,
            @Schema(pattern = Identifiers.PATTERN) @Nullable String run,
            @Nullable Long endedAt) {}

    /// What members may know of a job.
    ///
    /// @param bundle the bundle's digest; null for others than its owner
    /// @param rectangle as in `2x2+4+0`: columns, rows, first column and first row
    /// @param cycles its limit of cycles, from its start on
    /// @param inputs what it can read, standard input first, then by name; null for others than its owner
    /// @param disk that it has; null for none, and for others than its owner
    record CoRunJob(
            @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
            String bundle,

            String program,
            String rectangle,
            int nodes,
            long startCycle,
            long cycles,
            @Nullable List<RunInput> inputs,
            @Nullable CoRunDisk disk) {}

    /// The disk of one's job. What became of it stands in the job's run.
    ///
    /// @param source what it holds at the beginning: `blank`, `manifest`, or the run that left it behind
    /// @param keep whether what it holds at the end is to be kept
    record CoRunDisk(String source, boolean keep) {}
}
