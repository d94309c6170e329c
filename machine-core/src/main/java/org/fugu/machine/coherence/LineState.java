package org.fugu.machine.coherence;

/// What a home knows of one of its lines. The names are those of the Alewife protocol.
public enum LineState {
    /// Nobody has it.
    UNCACHED,
    /// Any number of readers may have it. Some may have dropped it in silence.
    READ_ONLY,
    /// One node may write it.
    READ_WRITE,
    /// A reader waits for one acknowledgement.
    READ_TRANSACTION,
    /// A writer waits for acknowledgements.
    WRITE_TRANSACTION,
    /// A reader waits for the software that makes room for its pointer.
    READ_TRAP;

    /// Whether the line is locked: requests for it wait.
    boolean isBusy() {
        return compareTo(READ_TRANSACTION) >= 0;
    }
}
