package org.fugu.service.quota;

/// What somebody may have.
///
/// @param nodes of leases in force, and of runs that have a place of their own
/// @param nodeCyclesADay cycles × nodes of the mesh, over all runs of a day by UTC
/// @param queuedRuns that may wait at once
/// @param bundleBytes of all bundles, as they are stored
/// @param keptRuns those under way included
/// @param consoleBytes of all kept runs, with what those under way may print at most
public record Quota(
        long nodes, long nodeCyclesADay, long queuedRuns, long bundleBytes, long keptRuns, long consoleBytes) {}
