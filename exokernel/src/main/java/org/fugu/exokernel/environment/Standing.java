package org.fugu.exokernel.environment;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// How an environment stands to protected control transfer. It executes or could; or it rests, with no
/// registers of its own, until another one enters it; or it has entered another one synchronously and
/// waits until that one returns.
public final class Standing {
    /// No environment.
    public static final int NOBODY = -1;

    private boolean resting;
    private int callee = NOBODY;
    private int caller = NOBODY;

    /// What it is told when it has the processor next, or null.
    private @Nullable Arrival arrival;

    /// How control arrives at the protected entry.
    ///
    /// @param value who came, or an error
    public record Arrival(TrapCause cause, long value) {}

    /// Whether it has a program that can be executed.
    public boolean isReady() {
        return !resting && callee == NOBODY;
    }

    /// Whether it waits to be entered.
    public boolean isResting() {
        return resting;
    }

    /// The number of the environment that it waits for, or [#NOBODY].
    public int callee() {
        return callee;
    }

    /// The number of the environment that waits for it, or [#NOBODY].
    public int caller() {
        return caller;
    }

    /// It waits to be entered.
    public void rest() {
        resting = true;
    }

    /// It has been entered.
    ///
    /// @param by the number of who waits for it, or [#NOBODY]
    public void enter(int by) {
        resting = false;
        caller = by;
    }

    /// It waits until that environment returns.
    public void await(int environment) {
        callee = environment;
    }

    /// Whom it waited for has returned.
    public void resume() {
        callee = NOBODY;
    }

    /// It returns: nobody waits for it any more.
    ///
    /// @return the number of who did, or [#NOBODY]
    public int leaveCaller() {
        int left = caller;
        caller = NOBODY;
        return left;
    }

    /// Control arrives at its protected entry when it has the processor.
    public void arrive(TrapCause cause, long value) {
        arrival = new Arrival(cause, value);
    }

    /// What has arrived, once.
    public @Nullable Arrival takeArrival() {
        var taken = arrival;
        arrival = null;
        return taken;
    }

    boolean isUnused() {
        return isReady() && caller == NOBODY && arrival == null;
    }

    void save(StateWriter out) {
        out.add(resting).add(callee).add(caller).add(arrival != null);
        if (arrival != null) out.add(arrival.cause().number()).add(arrival.value());
    }

    void restore(StateReader in) {
        resting = in.nextBoolean();
        callee = in.nextInt(NOBODY, Identity.MOST - 1);
        caller = in.nextInt(NOBODY, Identity.MOST - 1);
        arrival = in.nextBoolean() ? new Arrival(restored(in), in.next()) : null;
    }

    private static TrapCause restored(StateReader in) {
        return TrapCause.of(in.nextInt(TrapCause.TRANSFER.number(), TrapCause.TRANSFER_RETURN.number()));
    }
}
