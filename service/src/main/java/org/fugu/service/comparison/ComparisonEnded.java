package org.fugu.service.comparison;

/// A comparison has ended, however it did. Published in the transaction that records it: what a
/// listener stores is stored with it or not at all.
///
/// @param project its identifier
/// @param comparison as it is now
public record ComparisonEnded(String project, ProjectComparison comparison) {}
