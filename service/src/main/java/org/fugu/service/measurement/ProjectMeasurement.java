package org.fugu.service.measurement;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.run.Run;
import org.jspecify.annotations.Nullable;

/// The figures of one bundle at one commit, as those who take part in the project see it.
///
/// @param bundle its digest
/// @param subject of the commit; empty when it was not told
/// @param pullRequest which one the commit is of, or null
/// @param libos the published library OS that it is bound to; null where one is linked into the programs or comes with
///     the bundle
/// @param machineVersion of the benchmarks' machines, with commas if there are several; null unless finished
/// @param createdBy who asked for it
/// @param from the measurement whose figures it repeats, or null
/// @param failure why it has no results; null unless it could not be carried out
/// @param waitingFor what it waits for, for people; null unless queued
/// @param succeeded whether all programs ended well; null unless finished
/// @param progress null unless running
@Schema(name = "Measurement")
public record ProjectMeasurement(
        @Schema(pattern = Identifiers.PATTERN) String id,
        @Schema(pattern = Identifiers.DIGEST_PATTERN) String bundle,
        String bundleName,
        @Schema(pattern = NewMeasurement.COMMIT_FORM) String commit,
        String branch,
        Instant committedAt,
        String subject,
        @Nullable String pullRequest,
        Run.@Nullable RunLibrary libos,
        MeasurementState state,
        @Nullable String machineVersion,
        Instant createdAt,
        @Nullable Instant finishedAt,
        String createdBy,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String from,
        @Nullable String failure,
        @Nullable String waitingFor,
        @Nullable Boolean succeeded,
        @Nullable MeasurementProgress progress) {
    ProjectMeasurement waitingFor(String what) {
        return new ProjectMeasurement(
                id,
                bundle,
                bundleName,
                commit,
                branch,
                committedAt,
                subject,
                pullRequest,
                libos,
                state,
                machineVersion,
                createdAt,
                finishedAt,
                createdBy,
                from,
                failure,
                what,
                succeeded,
                progress);
    }

    /// How far a measurement is that is under way.
    ///
    /// @param benchmark that is being measured; null before the first
    /// @param done how many have been
    /// @param of how many there are
    public record MeasurementProgress(@Nullable String benchmark, int done, int of) {}
}
