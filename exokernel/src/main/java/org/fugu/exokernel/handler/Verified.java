package org.fugu.exokernel.handler;

/// What a [Verifier] finds.
public sealed interface Verified {
    /// The handler stays within its bounds.
    ///
    /// @param code as the kernel keeps it: where the handler returns, it traps instead
    /// @param instructions at most so many are executed each time
    record Accepted(byte[] code, int instructions) implements Verified {}

    /// It is not accepted.
    record Rejected(Flaw flaw) implements Verified {}
}
