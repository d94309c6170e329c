package org.fugu.service.run;

/// The right to carry out one attempt of a run, or of other work.
///
/// @param attempt the fencing token: nothing is recorded for an attempt that is not the newest
public record Claim(String id, int attempt) {}
