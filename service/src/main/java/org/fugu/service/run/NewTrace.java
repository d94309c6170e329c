package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.exokernel.run.Limits;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// That a trace is wanted, and of which part of the run.
///
/// @param fromCycle what is over before it is left out; absent for 0
/// @param toCycle what begins at it or later is left out; absent for the run's end
public record NewTrace(
        @Schema(minimum = "0", maximum = "" + Limits.MAX_CYCLES) @Nullable
        Long fromCycle,

        @Schema(minimum = "1", maximum = "" + Limits.MAX_CYCLES) @Nullable
        Long toCycle) {
    /// @return null if none is wanted
    /// @throws Refusal `bad-field` when there is nothing between the two
    public static JobTraces.@Nullable Part part(@Nullable NewTrace wanted) {
        if (wanted == null) return null;
        long from = wanted.fromCycle == null ? 0 : wanted.fromCycle;
        long to = wanted.toCycle == null ? Long.MAX_VALUE : wanted.toCycle;
        if (from >= 0 && from < to) return new JobTraces.Part(from, to);
        throw Refusal.ofField(
                422, "bad-field", "/trace", "a trace from cycle " + from + " to " + to + " holds nothing");
    }
}
