package org.fugu.service.run;

/// What came of trying to claim a run.
sealed interface ClaimAnswer {
    /// The attempt may begin.
    record Granted(Claim claim) implements ClaimAnswer {}

    /// There is no room for it yet.
    record Wait() implements ClaimAnswer {}

    /// It has ended, and there is nothing to do.
    record Over() implements ClaimAnswer {}
}
