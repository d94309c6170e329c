package org.fugu.exokernel.kernel;

import java.util.List;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// How the job ends as seen from one node: it finds a verdict itself and tells the others on the
/// system network, or is told. Either way its contexts halt, once.
///
/// Nothing is compared between nodes while the machine runs, so no verdict depends on how the host
/// interleaves them (docs/adr/0002).
public final class JobEnd {
    /// First word of the packet that tells a node to stop.
    public static final long PACKET_JOB_ENDED = 1;

    private final PrivilegedNode node;
    private final List<NodeId> members;
    private boolean stopped;
    private @Nullable Verdict verdict;

    public JobEnd(PrivilegedNode node, List<NodeId> members) {
        this.node = node;
        this.members = List.copyOf(members);
    }

    public boolean hasStopped() {
        return stopped;
    }

    /// What this node found, or null.
    @Nullable
    public Verdict verdict() {
        return verdict;
    }

    /// This node has found that the job is over.
    public void declare(Verdict found) {
        if (stopped) return;
        verdict = found;
        stop();
        for (var member : members) {
            if (!member.equals(node.id())) node.sendPacket(member, PACKET_JOB_ENDED);
        }
    }

    /// This node runs no further; the job may go on elsewhere.
    public void stop() {
        if (stopped) return;
        stopped = true;
        node.halt();
    }

    public void save(StateWriter out) {
        out.add(stopped ? 1 : 0).add(verdict == null ? 0 : 1);
        if (verdict != null) verdict.save(out);
    }

    public void restore(StateReader in) {
        stopped = in.nextBoolean();
        verdict = in.nextBoolean() ? Verdict.restored(in) : null;
    }
}
