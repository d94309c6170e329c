package org.fugu.exokernel.run;

import org.fugu.exokernel.schedule.GangPlan;

/// How jobs that share nodes have the processors in turns.
///
/// @param quantum of a turn, in cycles: 10,000 to 1,000,000,000
/// @param skew by how much of a quantum, in per cent, turns begin later on the last node than on the
///     first, on purpose: 0 to 50
public record Turns(long quantum, int skew) {
    /// What was published for Fugu, without skew on purpose.
    public static final Turns USUAL = new Turns(GangPlan.USUAL_QUANTUM, 0);

    public Turns {
        GangPlan.require(quantum, skew);
    }

    @Override
    public String toString() {
        return "turns of " + quantum + " cycles, skew " + skew + " %";
    }
}
