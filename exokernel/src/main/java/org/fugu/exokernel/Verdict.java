package org.fugu.exokernel;

import java.util.Comparator;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// One node's finding that the job has ended, and when. Several nodes may find so before they hear
/// of each other; the first in simulated time counts.
///
/// @param exitCode when the outcome is [Outcome#EXITED]
/// @param trap when the outcome is [Outcome#TRAPPED]
record Verdict(
        long cycle,
        NodeId node,
        Outcome outcome,
        @Nullable Integer exitCode,
        @Nullable TrapReport trap) {
    /// Earlier first; at one cycle, the lower node.
    static final Comparator<Verdict> ORDER =
            Comparator.comparingLong(Verdict::cycle).thenComparing(Verdict::node);

    static Verdict of(long cycle, NodeId node, Outcome outcome) {
        return new Verdict(cycle, node, outcome, null, null);
    }

    static Verdict exited(long cycle, NodeId node, int code) {
        return new Verdict(cycle, node, Outcome.EXITED, code, null);
    }

    static Verdict trapped(long cycle, TrapReport trap) {
        return new Verdict(cycle, new NodeId(trap.node()), Outcome.TRAPPED, null, trap);
    }

    void save(StateWriter out) {
        out.add(cycle).add(node.index()).add(outcome.wireName());
        out.add(exitCode == null ? -1 : exitCode);
        if (trap != null) out.add(trap.pc()).add(trap.cause()).add(trap.value());
    }
}
