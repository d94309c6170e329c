package org.fugu.service.run;

/// The right to carry out one attempt of a run.
///
/// @param attempt the fencing token: nothing is recorded for an attempt that is not the newest
record Claim(String runId, int attempt) {}
