package org.fugu.service.corun;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.fugu.machine.Fidelity;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A co-run to be opened.
///
/// @param partition a shared one of which you are a user
/// @param mode `rectangles`, which is also what absence means, or `turns`
/// @param quantum cycles of a turn; for `turns` alone, absent for 500,000
/// @param skew per cent of a quantum by which turns begin later on the last node; for `turns` alone
/// @param fidelity `functional`, `timing` or `relaxed:CYCLES`; absent for `timing`
/// @param minutes how long it waits for its members, at most until the lease ends
record NewCoRun(
        @NotBlank @Schema(pattern = Identifiers.PATTERN) String partition,

        @Schema(allowableValues = {"rectangles", "turns"}) @Nullable
        String mode,

        @Min(10_000) @Max(1_000_000_000) @Nullable Long quantum,
        @Min(0) @Max(50) @Nullable Integer skew,
        @Schema(pattern = Fidelity.FORM) @Nullable String fidelity,
        @Min(1) @Max(1440) @Nullable Integer minutes) {}
