package org.fugu.service.alert;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigInteger;
import java.time.Instant;
import org.fugu.service.document.KnownValues;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// Something that became worse on a project's default branch.
///
/// @param measure null when it is about all of the benchmark
/// @param sentence for people
/// @param subject of the commit; empty when it was not told
/// @param commit with which it became worse
/// @param measurement of that commit
/// @param baseMeasurement the one before, that it is worse than
/// @param base the figure before; null when it is not about a figure
/// @param difference to it, which need not fit into 64 bits
/// @param comparison the last of those two measurements, or null
/// @param reason of who answered for it
/// @param resolvedBy a user's name, or `measurement` and the identifier of one that is as good as before
public record Alert(
        @Schema(pattern = Identifiers.PATTERN) String id,
        @KnownValues(AlertState.class) String state,
        String benchmark,
        @Nullable String measure,
        @KnownValues(Alarm.Kind.class) String kind,
        String sentence,
        String branch,
        String commit,
        String subject,
        @Schema(pattern = Identifiers.PATTERN) String measurement,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String baseMeasurement,
        @Nullable Long base,
        @Nullable Long head,
        @Nullable BigInteger difference,
        @Nullable String unit,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String comparison,
        Instant createdAt,
        @Nullable Instant acknowledgedAt,
        @Nullable String acknowledgedBy,
        @Nullable String reason,
        @Nullable Instant resolvedAt,
        @Nullable String resolvedBy) {}
