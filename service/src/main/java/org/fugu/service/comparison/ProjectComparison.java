package org.fugu.service.comparison;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// Two measurements held against each other, as those who take part in the project see it.
///
/// @param base the measurement that is held against
/// @param head the measurement that is judged; commit, branch and pull request are its
/// @param thresholds whose count, `base` or `head`
/// @param acknowledge benchmarks, or `BENCHMARK/MEASURE`, that are not to be compared on purpose
/// @param exitCode what `bench compare` would have answered; like all that follows from the report null
///     unless finished
/// @param verdict one line that says how it went
/// @param regressions how many findings fail the gate
/// @param explained whether something that is worse is explained
/// @param unexplained why something that is worse is not; null if there is no such thing, or nobody asked
/// @param failure why there is no report; null unless it could not be carried out
/// @param waitingFor what it waits for, for people; null unless queued
@Schema(name = "Comparison")
public record ProjectComparison(
        @Schema(pattern = Identifiers.PATTERN) String id,
        @Schema(pattern = Identifiers.PATTERN) String base,
        @Schema(pattern = Identifiers.PATTERN) String head,
        String baseCommit,
        String headCommit,
        String branch,
        @Nullable String pullRequest,
        String thresholds,
        List<String> acknowledge,
        ComparisonState state,
        @Nullable Integer exitCode,
        @Nullable String verdict,
        @Nullable Integer regressions,
        boolean explained,
        @Nullable String unexplained,
        @Nullable String failure,
        @Nullable String waitingFor,
        Instant createdAt,
        @Nullable Instant finishedAt) {
    ProjectComparison waitingFor(String what) {
        return new ProjectComparison(
                id,
                base,
                head,
                baseCommit,
                headCommit,
                branch,
                pullRequest,
                thresholds,
                acknowledge,
                state,
                exitCode,
                verdict,
                regressions,
                explained,
                unexplained,
                failure,
                what,
                createdAt,
                finishedAt);
    }
}
