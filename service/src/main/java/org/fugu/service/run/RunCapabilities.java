package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.fugu.experiment.runfile.RunFileClues;

/// How the capabilities of a run were made, granted, accepted, revoked and given up.
///
/// @param capabilityEvents the first ones of each call, in the order of cycles and nodes
/// @param capabilityCounts how many there were of each call
/// @param capabilityEventsLeftOut how many are counted and not listed
record RunCapabilities(
        List<RunFileClues.CapabilityEvent> capabilityEvents,
        Map<String, Long> capabilityCounts,
        @Schema(minimum = "0") long capabilityEventsLeftOut) {
    static RunCapabilities of(List<RunFileClues.CapabilityEvent> first, Map<String, Long> counts) {
        var total = counts.values().stream().mapToLong(Long::longValue).sum();
        return new RunCapabilities(first, counts, total - first.size());
    }
}
