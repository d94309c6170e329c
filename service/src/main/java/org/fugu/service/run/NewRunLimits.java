package org.fugu.service.run;

import org.fugu.bundle.LimitsGiven;
import org.jspecify.annotations.Nullable;

/// The limits to change.
record NewRunLimits(
        @Nullable Long cycles,
        @Nullable Long instructions,
        @Nullable Long consoleBytes,
        @Nullable Long memoryBytes) {
    static LimitsGiven given(@Nullable NewRunLimits limits) {
        if (limits == null) return LimitsGiven.NONE;
        return new LimitsGiven(limits.cycles(), limits.instructions(), limits.consoleBytes(), limits.memoryBytes());
    }
}
