package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.fugu.experiment.runfile.RunFileClues;

/// The system calls that a run was refused.
///
/// @param refusals the first ones, in the order of cycles and nodes
/// @param refusalCounts how many there were of each error; empty when nothing was refused
/// @param refusalsLeftOut how many are counted and not listed
record RunRefusals(
        List<RunFileClues.RunRefusal> refusals,
        Map<String, Long> refusalCounts,
        @Schema(minimum = "0") long refusalsLeftOut) {
    static RunRefusals of(List<RunFileClues.RunRefusal> first, Map<String, Long> counts) {
        var total = counts.values().stream().mapToLong(Long::longValue).sum();
        return new RunRefusals(first, counts, total - first.size());
    }
}
