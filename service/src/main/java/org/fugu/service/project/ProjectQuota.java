package org.fugu.service.project;

/// What one member may have for a project's runs, and whose quota these count for. What has no bound is the largest
/// number.
///
/// @param owner whose quota, by identifier
/// @param ownerDisabled whether an administrator keeps the owner out
public record ProjectQuota(
        String owner, boolean ownerDisabled, long nodes, long nodeCyclesADay, long queuedRuns, long keptRuns) {}
