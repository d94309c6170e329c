package org.fugu.service.project;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import org.fugu.service.quota.GivenQuota;
import org.jspecify.annotations.Nullable;

/// What a member of a project may have for its runs; absent or null is as much as its owner has.
///
/// @param nodes at once, of runs that have a place of their own
/// @param nodeCyclesADay cycles × nodes of the mesh, by UTC
/// @param queuedRuns that may wait at once
/// @param keptRuns those under way included
record MemberQuota(
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long nodes,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long nodeCyclesADay,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long queuedRuns,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long keptRuns) {
    /// In a few words, for the audit log.
    @Override
    public String toString() {
        return "nodes=" + nodes + " nodeCyclesADay=" + nodeCyclesADay + " queuedRuns=" + queuedRuns + " keptRuns="
                + keptRuns;
    }
}
