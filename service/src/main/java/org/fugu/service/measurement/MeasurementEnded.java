package org.fugu.service.measurement;

/// A measurement has ended, however it did. Published in the transaction that records it: what a
/// listener stores is stored with it or not at all.
///
/// @param project its identifier
/// @param measurement as it is now
public record MeasurementEnded(String project, ProjectMeasurement measurement) {}
