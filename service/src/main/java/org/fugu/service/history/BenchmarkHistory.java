package org.fugu.service.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// What one measure of a benchmark was, on one branch and one machine.
///
/// @param unit in the newest point; null when it has none
/// @param mesh in the newest point
/// @param points from the oldest commit to the newest, at most the newest 1,000
record BenchmarkHistory(
        String benchmark,
        String measure,
        @Nullable String unit,
        String branch,
        String machine,
        String mesh,
        List<HistoryPoint> points) {
    BenchmarkHistory {
        points = List.copyOf(points);
    }

    /// One figure.
    ///
    /// @param measurement its identifier
    /// @param libos the published library OS that it ran on, as in `exos@1.0`, or null
    /// @param epoch the same for figures that can be compared; epochs can lie in each other
    /// @param difference to the point before in the same epoch, which need not fit into 64 bits: 0 when
    ///     nothing changed; null for the first of an epoch
    record HistoryPoint(
            @Schema(pattern = Identifiers.PATTERN) String measurement,
            String commit,
            String subject,
            Instant committedAt,
            String machineVersion,
            @Nullable String libos,
            String epoch,
            long value,
            @Nullable BigInteger difference) {}
}
