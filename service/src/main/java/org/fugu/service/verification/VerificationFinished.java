package org.fugu.service.verification;

/// A run was carried out once more.
///
/// @param audit whether the nightly audit chose it
/// @param same whether it had the same digests
public record VerificationFinished(String run, boolean audit, boolean same) {}
