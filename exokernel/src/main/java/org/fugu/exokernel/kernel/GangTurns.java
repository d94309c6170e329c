package org.fugu.exokernel.kernel;

import java.util.TreeSet;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.schedule.Gang;
import org.fugu.exokernel.schedule.GangPlan;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// Whose turn it is on a node that several jobs share; and which of the node's jobs are over.
final class GangTurns implements OccasionalState {
    private final PrivilegedNode node;
    private final ProcessTable processes;
    private final ProcessTable.Owner owner;
    private final TreeSet<Integer> over = new TreeSet<>();
    private @Nullable Gang gang;

    GangTurns(PrivilegedNode node, ProcessTable processes, ProcessTable.Owner owner) {
        this.node = node;
        this.processes = processes;
        this.owner = owner;
    }

    /// The node's jobs have the processor in turns from now on. The first one's turn it is already.
    void schedule(GangPlan plan) {
        gang = new Gang(node, plan, new Members(plan));
    }

    /// Whether a job that joins may have the processor.
    boolean isTurnOf(int job) {
        return gang == null || gang.job() == job;
    }

    /// A job is over, on all its nodes or on the way there.
    void end(int job) {
        over.add(job);
    }

    /// The leader has announced a turn.
    void announced(long turn) {
        if (gang != null) gang.announced(turn);
    }

    void alarm(long number) {
        if (gang != null) gang.alarm(number);
    }

    @Override
    public String name() {
        return "gang";
    }

    @Override
    public boolean isUsed() {
        return gang != null;
    }

    @Override
    public void save(StateWriter out) {
        if (gang != null) gang.save(out);
        out.add(over.size());
        for (int job : over) out.add(job);
    }

    @Override
    public void restore(StateReader in) {
        if (gang == null) throw new BadSnapshotException("the snapshot is of jobs that share nodes");
        gang.restore(in);
        over.clear();
        for (int left = in.nextInt(0, JobIdentity.MOST); left > 0; left--) {
            over.add(in.nextInt(0, JobIdentity.MOST - 1));
        }
    }

    /// The jobs of the gang, as this node has them.
    private final class Members implements Gang.Kernel {
        private final GangPlan plan;

        Members(GangPlan plan) {
            this.plan = plan;
        }

        @Override
        public boolean give(int job) {
            var next = processes.runner(job);
            if (next == null || owner.isRunning(next)) return true;
            if (!owner.run(next)) return false;
            node.time().charge(next.job().paths().of(KernelPath.PROGRAM_SWITCH));
            return true;
        }

        @Override
        public boolean isOver() {
            return over.containsAll(plan.jobs());
        }

        @Override
        public void announce(NodeId to, long turn) {
            node.system().sendPacket(to, new KernelPacket.Turn(0, 0, turn).words());
        }
    }
}
