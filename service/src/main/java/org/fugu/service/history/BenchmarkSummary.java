package org.fugu.service.history;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A benchmark on one branch and one machine.
///
/// @param mesh and how exactly it was simulated, in the latest measurement
/// @param measures that it has there, by name
/// @param latest the newest measurement in which it ended well, or the newest if there is none
/// @param measurements how many it is in
record BenchmarkSummary(
        String name,
        String branch,
        String machine,
        String mesh,
        String fidelity,
        List<NamedMeasure> measures,
        LatestMeasurement latest,
        long measurements) {
    BenchmarkSummary {
        measures = List.copyOf(measures);
    }

    /// @param unit what it is counted in; null when it has none
    record NamedMeasure(String name, @Nullable String unit) {}

    /// @param measurement its identifier
    record LatestMeasurement(
            String commit,
            Instant committedAt,
            @Schema(pattern = Identifiers.PATTERN) String measurement) {}
}
