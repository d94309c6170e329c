package org.fugu.service.verification;

/// A run was carried out once more.
///
/// @param audit whether the nightly audit chose it
/// @param same whether it had the same digests, or what differs is the fault of the file that the run came in
public record VerificationFinished(String run, boolean audit, boolean same) {}
