package org.fugu.service.threshold;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.fugu.bundle.Threshold;
import org.fugu.service.document.KnownValues;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// How far measures of a project's benchmarks may move.
///
/// @param id null for one that stands in a manifest
/// @param benchmark a name, or a pattern
/// @param measure a name, or a pattern
/// @param increase how far up, for example `0` or `1%`; null for as far as it likes
/// @param decrease how far down; null for as far as it likes
public record ProjectThreshold(
        @Schema(pattern = Identifiers.PATTERN) @Nullable String id,
        String benchmark,
        String measure,
        @Nullable String increase,
        @Nullable String decrease,
        @KnownValues(ThresholdSource.class) String source) {
    /// One that stands in a manifest.
    public static ProjectThreshold ofManifest(String benchmark, String measure, Threshold threshold) {
        return new ProjectThreshold(
                null,
                benchmark,
                measure,
                text(threshold.increase()),
                text(threshold.decrease()),
                ThresholdSource.MANIFEST.name().toLowerCase(Locale.ROOT));
    }

    static @Nullable String text(Threshold.@Nullable Allowance allowance) {
        return allowance == null ? null : allowance.toString();
    }
}
