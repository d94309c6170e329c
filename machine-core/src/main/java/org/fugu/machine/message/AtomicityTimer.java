package org.fugu.machine.message;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Limits how long a program may hold messages off: the revocable interrupt disable (HPCA 1998). It
/// counts down while a message waits and the program's interrupts are disabled, or while a launch is
/// stalled, and is preset when the program makes progress. When it has run down the kernel is told.
///
/// It does not count by itself: it knows since when it runs, and asks to be woken at the cycle at
/// which it will have run down. Whoever wakes it says which run was meant, so that one that was
/// stopped meanwhile is not taken for the present one.
final class AtomicityTimer {
    private static final long STOPPED = -1;

    private final long limit;
    private final Ucu.Port port;
    private long left;
    private long since = STOPPED;
    private long run;

    /// @param limit in cycles; 0 is a unit without a timer
    AtomicityTimer(long limit, Ucu.Port port) {
        this.limit = limit;
        this.port = port;
        left = limit;
    }

    /// Lets it count, or stops it, from that cycle on.
    void count(long time, boolean counts) {
        if (limit == 0 || counts == (since != STOPPED)) return;
        if (counts) {
            if (left == 0) return;
            since = time;
            run++;
            port.wakeTimer(time + left, run);
        } else {
            left -= passed(time);
            since = STOPPED;
        }
    }

    /// The program has made progress: it has the whole time again.
    void preset(long time) {
        left = limit;
        if (since == STOPPED) return;
        since = STOPPED;
        count(time, true);
    }

    boolean isCounting() {
        return since != STOPPED;
    }

    /// Cycles that it counts before it has run down, if it begins to.
    long left() {
        return left;
    }

    /// Cycles that it has counted by that time.
    long counted(long time) {
        return limit - left + (since == STOPPED ? 0 : passed(time));
    }

    /// Cycles of the present run, less than are left: a kernel that takes its time may stop the timer past
    /// its end, and has to be told when it counts again. An event may also be of an instant that the
    /// present instruction has run past.
    private long passed(long time) {
        return Math.clamp(time - since, 0, left - 1);
    }

    /// It stands still from now on, as if it had counted so far.
    void counted(long time, long cycles) {
        count(time, false);
        left = limit - Math.min(limit, cycles);
    }

    /// Takes [#preset] back. It must not be counting.
    void left(long before) {
        left = before;
    }

    /// @param which run the waking was asked for
    /// @return whether the timer has just run down
    boolean hasExpired(long which) {
        if (since == STOPPED || which != run) return false;
        left = 0;
        since = STOPPED;
        return true;
    }

    void save(StateWriter out) {
        out.add(left).add(since).add(run);
    }

    void restore(StateReader in) {
        left = in.next();
        since = in.next();
        run = in.next();
    }
}
