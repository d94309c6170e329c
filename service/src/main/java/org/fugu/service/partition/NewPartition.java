package org.fugu.service.partition;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/// A lease to be made.
///
/// @param column with `row`, the upper left node; absent for the first free place
/// @param minutes how long, 1 to 1440; absent for 60
/// @param kind `dedicated`, which is also what absence means
record NewPartition(
        @NotBlank String machine,
        @NotNull @Positive Integer columns,
        @NotNull @Positive Integer rows,
        @Min(0) @Nullable Integer column,
        @Min(0) @Nullable Integer row,
        @Min(1) @Max(1440) @Nullable Integer minutes,
        @Schema(allowableValues = "dedicated") @Nullable String kind) {}
