package org.fugu.machine.clock;

import org.fugu.machine.observe.CycleAccount;

/// A node's time, and what ends a stretch of its instructions. Every part of a node that takes time
/// has the same one.
///
/// The fields are public because they are read and written for every instruction: an engine keeps
/// [#now] in a local variable, stores it here before it calls anybody, at the instant when the
/// instruction starts, and reads it again after. Whom it calls adds only what goes beyond the
/// instruction's own cycles.
public final class NodeClock {
    /// The node's time, in cycles.
    public long now;

    /// An instruction may start only while `now < limit`. Any call may lower it.
    public long limit;

    /// The interrupt line of the message unit: something waits to be recognised at the next control
    /// transfer, CSR access or page crossing.
    public boolean interrupting;

    private final CycleAccount account = new CycleAccount();
    private long horizon;

    /// Where the processor's cycles went.
    public CycleAccount account() {
        return account;
    }

    /// Nothing of another node happens here before that time.
    public void horizon(long time) {
        horizon = time;
    }

    public long horizon() {
        return horizon;
    }

    /// Something of another node may happen here at that time after all.
    public void lowerHorizon(long time) {
        horizon = Math.min(horizon, time);
        lowerLimit(time);
    }

    /// Something of this node's own happens at that time: instructions go no further.
    public void lowerLimit(long time) {
        limit = Math.min(limit, time);
    }

    /// Lets time pass up to a moment, if it is not over.
    public void reach(long time) {
        now = Math.max(now, time);
    }
}
