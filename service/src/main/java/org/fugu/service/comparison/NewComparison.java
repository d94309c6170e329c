package org.fugu.service.comparison;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.project.Project;
import org.jspecify.annotations.Nullable;

/// A comparison to be made.
///
/// @param base the measurement that is held against
/// @param head the measurement that is judged
/// @param thresholds whose count; absent for the base's
/// @param acknowledge benchmarks, or `BENCHMARK/MEASURE`, that are not to be compared on purpose
/// @param explain whether what is worse is explained; absent for true
record NewComparison(
        @NotNull @Schema(pattern = Identifiers.PATTERN) @Size(max = 40)
        String base,

        @NotNull @Schema(pattern = Identifiers.PATTERN) @Size(max = 40)
        String head,

        @Nullable ThresholdSide thresholds,

        @Size(max = 256) @Nullable
        List<@NotNull @Size(max = 200) @Pattern(regexp = Project.LINE_FORM, message = Project.LINE_RULE) String>
                acknowledge,

        @Nullable Boolean explain) {}
