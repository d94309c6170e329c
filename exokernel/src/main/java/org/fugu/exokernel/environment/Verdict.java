package org.fugu.exokernel.environment;

import java.util.Comparator;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.TrapReport;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// One node's finding that the job has ended, and when. Several nodes may find so before they hear
/// of each other; the first in simulated time counts.
///
/// @param exitCode when the outcome is [Outcome#EXITED]
/// @param trap when the outcome is [Outcome#TRAPPED]
public record Verdict(
        long cycle,
        NodeId node,
        Outcome outcome,
        @Nullable Integer exitCode,
        @Nullable TrapReport trap) {
    // For reading: what a snapshot may hold at the most.
    private static final int MOST_NODES = 1 << 16;
    private static final int LONGEST_TEXT = 1 << 12;

    /// Earlier first; at one cycle, the lower node.
    public static final Comparator<Verdict> ORDER =
            Comparator.comparingLong(Verdict::cycle).thenComparing(Verdict::node);

    public static Verdict of(long cycle, NodeId node, Outcome outcome) {
        return new Verdict(cycle, node, outcome, null, null);
    }

    public static Verdict exited(long cycle, NodeId node, int code) {
        return new Verdict(cycle, node, Outcome.EXITED, code, null);
    }

    public static Verdict trapped(long cycle, TrapReport trap) {
        return new Verdict(cycle, new NodeId(trap.node()), Outcome.TRAPPED, null, trap);
    }

    public void save(StateWriter out) {
        out.add(cycle).add(node.index()).add(outcome.wireName());
        out.add(exitCode != null).add(exitCode == null ? 0 : exitCode);
        out.add(trap != null);
        if (trap != null) {
            out.add(trap.node()).add(trap.pc()).add(trap.cause());
            out.add(trap.value()).add(trap.message());
        }
    }

    public static Verdict restored(StateReader in) {
        long cycle = in.next();
        var node = new NodeId(in.nextInt(0, MOST_NODES));
        var outcome = outcome(in.nextText(LONGEST_TEXT));
        boolean exited = in.nextBoolean();
        int code = in.nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
        return new Verdict(cycle, node, outcome, exited ? code : null, in.nextBoolean() ? trap(in) : null);
    }

    private static Outcome outcome(String name) {
        for (var known : Outcome.values()) if (known.wireName().equals(name)) return known;
        throw new BadSnapshotException("the snapshot names an outcome '" + name + "' that there is not");
    }

    private static TrapReport trap(StateReader in) {
        return new TrapReport(
                in.nextInt(0, MOST_NODES), in.next(), in.nextText(LONGEST_TEXT), in.next(), in.nextText(LONGEST_TEXT));
    }
}
