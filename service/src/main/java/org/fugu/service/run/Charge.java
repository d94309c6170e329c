package org.fugu.service.run;

import org.fugu.service.project.ProjectQuota;
import org.fugu.service.quota.Quota;
import org.fugu.service.storage.RunsUse;
import org.jspecify.annotations.Nullable;

/// Whose quotas a submission counts for. What is kept of it counts for whose it is, who alone can delete it. What it
/// uses counts for the same, or else for the owner of the project that it is for, within what the owner gave the
/// member.
///
/// @param user who submits
/// @param own what they may have
/// @param use what their runs take
/// @param payer whose nodes, node-cycles and place in the queue it takes
/// @param payers what these may have
/// @param queued how many runs wait that count for these
/// @param project that it is for, or null
/// @param member what the user may have for it; null without a bound
record Charge(
        String user,
        Quota own,
        RunsUse use,
        String payer,
        Quota payers,
        long queued,
        @Nullable String project,
        @Nullable ProjectQuota member) {
    long mostNodes() {
        return member == null ? payers.nodes() : Math.min(payers.nodes(), member.nodes());
    }

    long mostNodeCycles() {
        return member == null ? payers.nodeCyclesADay() : Math.min(payers.nodeCyclesADay(), member.nodeCyclesADay());
    }
}
