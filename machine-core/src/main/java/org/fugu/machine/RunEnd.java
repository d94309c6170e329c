package org.fugu.machine;

/// Why a machine stopped.
public enum RunEnd {
    /// Every program has ended and nothing is in flight.
    FINISHED,
    /// Some program has not ended, but every context waits and nothing is in flight that could wake
    /// one.
    DEADLOCK,
    /// The cycle up to which the machine was to run.
    CYCLE,
    /// The observer asked for it.
    OBSERVER
}
