package org.fugu.service.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/// When the next checkpoint is due. They take a small part of a child's time, however long one takes, and one that was
/// too large is not tried again soon.
final class Cadence {
    /// Of the time goes to checkpoints at the most: one part in so many.
    private static final int SHARE = 20;

    private final LongSupplier nanos;
    private long wait;
    private long since;

    /// @param nanos a clock
    Cadence(Duration every, LongSupplier nanos) {
        this.nanos = nanos;
        this.wait = every.toNanos();
        this.since = nanos.getAsLong();
    }

    boolean isDue() {
        return nanos.getAsLong() - since >= wait;
    }

    /// One was asked for.
    ///
    /// @param begun when, by the clock
    /// @param fits whether it was not too large
    void taken(long begun, boolean fits) {
        since = nanos.getAsLong();
        wait = Math.max(fits ? wait : 2 * wait, (since - begun) * SHARE);
    }
}
