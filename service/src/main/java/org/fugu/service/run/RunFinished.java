package org.fugu.service.run;

/// A run's result was recorded.
///
/// @param outcome for example `exited`
/// @param hostNanos what the last attempt took on this host
public record RunFinished(String id, String outcome, long cycles, long instructions, long hostNanos) {}
