package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.run.RefusedCall;

/// The system calls that a run was refused.
///
/// @param refusals the first ones, in the order of cycles and nodes
/// @param refusalCounts how many there were of each error; empty when nothing was refused
/// @param refusalsLeftOut how many are counted and not listed
record RunRefusals(
        List<RunRefusal> refusals,
        Map<String, Long> refusalCounts,
        @Schema(minimum = "0") long refusalsLeftOut) {
    /// A system call that was refused.
    ///
    /// @param node of the job, as in its console
    /// @param call its name, or its number if there is none of that number
    /// @param error for example `missing_right`
    /// @param argument the first one
    /// @param advice what would be allowed, or what the error means; for people
    record RunRefusal(
            @Schema(minimum = "0") long cycle,
            @Schema(minimum = "0") int node,
            String call,
            String error,
            long argument,
            String advice) {
        static RunRefusal of(RefusedCall refused) {
            return new RunRefusal(
                    refused.cycle(),
                    refused.node(),
                    refused.call(),
                    refused.error(),
                    refused.argument(),
                    refused.advice());
        }
    }

    static RunRefusals of(List<RunRefusal> first, Map<String, Long> counts) {
        var total = counts.values().stream().mapToLong(Long::longValue).sum();
        return new RunRefusals(first, counts, total - first.size());
    }
}
