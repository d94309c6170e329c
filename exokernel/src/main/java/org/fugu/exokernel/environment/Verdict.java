package org.fugu.exokernel.environment;

import java.util.Comparator;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// One node's finding that a job has ended, and when. Several nodes may find so before they hear of
/// each other; the first in simulated time counts.
public record Verdict(long cycle, NodeId node, Ending ending) {
    /// Earlier first; at one cycle, the lower node.
    public static final Comparator<Verdict> ORDER =
            Comparator.comparingLong(Verdict::cycle).thenComparing(Verdict::node);

    // For reading: what a snapshot may hold at the most.
    private static final int MOST_NODES = 1 << 16;
    private static final int LONGEST_TEXT = 1 << 12;

    public void save(StateWriter out) {
        out.add(cycle).add(node.index()).add(ending.wireName());
        var exited = ending instanceof Ending.Exited(var code) ? code : null;
        out.add(exited != null).add(exited == null ? 0 : exited);
        out.add(ending instanceof Ending.Trapped);
        if (ending instanceof Ending.Trapped(var pc, var cause, var value, var message)) {
            out.add(node.index()).add(pc).add(cause).add(value).add(message);
        }
    }

    public static Verdict restored(StateReader in) {
        long cycle = in.next();
        var node = new NodeId(in.nextInt(0, MOST_NODES));
        var name = in.nextText(LONGEST_TEXT);
        boolean exited = in.nextBoolean();
        int code = in.nextInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
        boolean trapped = in.nextBoolean();
        var ending = trapped ? trapped(node, in) : exited ? new Ending.Exited(code) : stopped(name);
        if (!ending.wireName().equals(name)) throw new BadSnapshotException("the snapshot's job ended in two ways");
        return new Verdict(cycle, node, ending);
    }

    private static Ending trapped(NodeId node, StateReader in) {
        in.nextInt(node.index(), node.index());
        return new Ending.Trapped(in.next(), in.nextText(LONGEST_TEXT), in.next(), in.nextText(LONGEST_TEXT));
    }

    private static Ending stopped(String name) {
        for (var known : Ending.Stopped.values()) if (known.wireName().equals(name)) return known;
        throw new BadSnapshotException("the snapshot names an outcome '" + name + "' that there is not");
    }
}
