package org.fugu.service.quota;

/// What somebody has of the machines, and may have.
///
/// @param nodes of leases in force, and of runs under way that have a place of their own
/// @param nodeCyclesToday by UTC, of runs that ended today and of those under way
/// @param queuedRuns that wait
public record QuotaUse(Amount nodes, Amount nodeCyclesToday, Amount queuedRuns) {}
