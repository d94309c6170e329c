package org.fugu.service.signal;

import java.time.Duration;

/// Lets one request wait for what happens to a run, in whichever process it is carried out. Nothing
/// of the database is held meanwhile.
public final class RunWatch implements AutoCloseable {
    /// For a signal that was lost with the connection that it would have come by.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Bell bell;
    private final Runnable leave;
    private long seen;

    RunWatch(Bell bell, Runnable leave) {
        this.bell = bell;
        this.leave = leave;
        this.seen = bell.rings();
    }

    /// Waits for something to have happened since the last wait, and at most that long. It can also
    /// end early: whoever waits looks and waits again.
    ///
    /// @return whether to go on: not in a thread that was told to stop
    public boolean await(Duration longest) {
        try {
            bell.awaitAfter(seen, longest.compareTo(LOOK_AGAIN) < 0 ? longest : LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        seen = bell.rings();
        return true;
    }

    @Override
    public void close() {
        leave.run();
    }
}
