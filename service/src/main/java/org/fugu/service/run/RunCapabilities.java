package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.run.CapabilityStep;
import org.jspecify.annotations.Nullable;

/// How the capabilities of a run were made, granted, accepted, revoked and given up.
///
/// @param capabilityEvents the first ones of each call, in the order of cycles and nodes
/// @param capabilityCounts how many there were of each call
/// @param capabilityEventsLeftOut how many are counted and not listed
record RunCapabilities(
        List<CapabilityEvent> capabilityEvents,
        Map<String, Long> capabilityCounts,
        @Schema(minimum = "0") long capabilityEventsLeftOut) {
    /// What a system call has done to a capability.
    ///
    /// @param node of the job, as in its console
    /// @param call its name
    /// @param object what the capability is for; null if it was not known there
    /// @param rights of what was made, granted or taken away; for people
    /// @param handle of the capability that the call named; null for a ticket
    /// @param made the handle of a new capability; null if there is none
    /// @param toRank who was granted it; null for others than the ranks of the job
    record CapabilityEvent(
            @Schema(minimum = "0") long cycle,
            @Schema(minimum = "0") int node,
            String call,
            @Nullable String object,
            String rights,
            @Nullable Long handle,
            @Nullable Long made,
            @Nullable Integer toRank) {
        static CapabilityEvent of(CapabilityStep step) {
            return new CapabilityEvent(
                    step.cycle(),
                    step.node(),
                    step.call(),
                    step.object(),
                    step.rights(),
                    step.handle(),
                    step.made(),
                    step.toRank());
        }
    }

    static RunCapabilities of(List<CapabilityEvent> first, Map<String, Long> counts) {
        var total = counts.values().stream().mapToLong(Long::longValue).sum();
        return new RunCapabilities(first, counts, total - first.size());
    }
}
