package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import org.fugu.bundle.LimitsGiven;
import org.fugu.exokernel.run.Limits;
import org.jspecify.annotations.Nullable;

/// The limits to change.
public record NewRunLimits(
        @Schema(minimum = "1", maximum = "" + Limits.MAX_CYCLES) @Nullable
        Long cycles,

        @Schema(minimum = "1", maximum = "" + Limits.MAX_INSTRUCTIONS) @Nullable
        Long instructions,

        @Schema(minimum = "0", maximum = "" + Limits.MAX_CONSOLE_BYTES) @Nullable
        Long consoleBytes,

        @Schema(minimum = "" + Limits.MIN_MEMORY_BYTES, maximum = "" + Limits.MAX_MEMORY_BYTES) @Nullable
        Long memoryBytes) {
    public static LimitsGiven given(@Nullable NewRunLimits limits) {
        if (limits == null) return LimitsGiven.NONE;
        return new LimitsGiven(limits.cycles(), limits.instructions(), limits.consoleBytes(), limits.memoryBytes());
    }
}
