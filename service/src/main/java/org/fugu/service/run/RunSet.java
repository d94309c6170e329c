package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.run.Outcome;
import org.fugu.experiment.runset.Coordinates;
import org.fugu.experiment.runset.KernelWork;
import org.fugu.service.document.KnownValues;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// Runs that were asked for together.
///
/// @param id `rst_…`
/// @param axes as they were given
/// @param size how many runs it has; those that were deleted are none of it any more
/// @param ended how many of them have ended
/// @param sameOutput whether all members that should print the same did; null until that is known, in lists, and where
///     there is nothing to compare
/// @param members in the order of the axes; null in lists
/// @param alike members that should print the same, because they differ in placement and page table alone; null in
///     lists
/// @param costs what reaching the operating system took here, beside what was published of it; empty unless placements
///     differ, null in lists
public record RunSet(
        @Schema(pattern = Identifiers.PATTERN) String id,
        RunSetState state,
        Run.RunBundle bundle,
        NewAxes axes,
        @Schema(minimum = "1") int size,
        @Schema(minimum = "0") int ended,
        @Nullable Boolean sameOutput,
        @Nullable List<RunSetMember> members,
        @Nullable List<RunSetAlike> alike,
        @Nullable List<RunSetCost> costs,
        Instant createdAt) {
    /// One run of the set. What only a finished run has is null before.
    ///
    /// @param at what this run has otherwise than others; null where the set has no such axis
    /// @param consoleDigest over what each node wrote
    /// @param differencePercent by how many per cent more cycles it took than the same with the library OS in the
    ///     program; where no placements differ, than that with the first page table
    /// @param causes where the cycles of all nodes went: `program`, `kernel`, `refills`, `misses`, `waiting`
    /// @param counters the machine's own, of all nodes together
    /// @param kernel what the kernel did, by system call and cause of a trap; null unless placements or page tables
    ///     differ
    /// @param crossings into a kernel that the library OS is part of
    /// @param transfers to another environment
    public record RunSetMember(
            @Schema(pattern = Identifiers.PATTERN) String run,
            Coordinates at,
            RunState state,
            @KnownValues(Outcome.class) @Nullable String outcome,
            @Nullable Integer exitCode,
            @Nullable Long cycles,
            @Nullable Double differencePercent,
            @Nullable Double clockMegahertz,
            @Nullable Long instructions,
            @Nullable Long messagesSent,
            @Nullable Long messagesReceived,

            @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
            String digest,

            @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
            String resultDigest,

            @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
            String consoleDigest,

            @Nullable Map<String, Long> metrics,
            @Nullable Map<String, Long> causes,
            @Nullable Map<String, Long> counters,
            @Nullable Map<String, KernelWork> kernel,
            @Nullable Long systemCalls,
            @Nullable Long crossings,
            @Nullable Long transfers) {}

    /// Members that should print the same.
    ///
    /// @param at what they have in common
    /// @param same whether they did, with the same end; null until all of them have finished
    public record RunSetAlike(
            Coordinates at, List<String> runs, @Nullable Boolean same) {}

    /// What reaching the operating system took.
    ///
    /// @param count how often the members that are placed so did
    /// @param meanCycles of the kernel, each time; null if none did
    public record RunSetCost(
            @KnownValues(LibraryPlacement.class) String placement,
            String title,
            long count,
            @Nullable Double meanCycles,
            List<PublishedCost> published) {}

    /// A figure of the literature.
    public record PublishedCost(String key, double value, String unit, String condition, String source) {}
}
