package org.fugu.exokernel.schedule;

import org.fugu.exokernel.abi.KernelPath;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// Gang scheduling on one node of several that are shared. The leader's timer runs down at each end of
/// a quantum; it tells the other nodes by the second network that the next turn begins. What that takes,
/// node after node, is the skew that every such machine has; more can be asked for.
///
/// A turn begins between two instructions: while a context waits for a line, or the kernel for another
/// node, the kernel looks again every few cycles.
public final class Gang {
    /// What a node's part of the gang needs of its kernel.
    public interface Kernel {
        /// Gives the processor to a job's environment, if the node has one that has not ended.
        ///
        /// @return false if the present program is in the middle of an instruction
        boolean give(int job);

        /// Whether all jobs of the plan are over, here and elsewhere.
        boolean isOver();

        /// Announces a turn to another node.
        void announce(NodeId to, long turn);
    }

    /// Cycles until the kernel looks again.
    private static final long AGAIN = 32;

    private static final int KIND_SHIFT = 56;
    private static final long TURN = (1L << KIND_SHIFT) - 1;

    // Kinds of alarms.
    private static final int END_OF_QUANTUM = 1;
    private static final int BEGIN = 2;
    private static final int RETRY = 3;

    private final PrivilegedNode node;
    private final GangPlan plan;
    private final Kernel kernel;

    /// Whose turn it is here.
    private long turn;

    public Gang(PrivilegedNode node, GangPlan plan, Kernel kernel) {
        this.node = node;
        this.plan = plan;
        this.kernel = kernel;
        if (isLeader()) alarm(END_OF_QUANTUM, 1, plan.quantum());
    }

    private boolean isLeader() {
        return plan.leader().equals(node.id());
    }

    private void alarm(int kind, long about, long cycle) {
        node.time().alarm(cycle, (long) kind << KIND_SHIFT | about);
    }

    /// The job whose turn it is here.
    public int job() {
        return plan.job(turn);
    }

    /// An alarm that was asked for here.
    public void alarm(long number) {
        long about = number & TURN;
        switch ((int) (number >>> KIND_SHIFT)) {
            case END_OF_QUANTUM -> lead(about);
            case BEGIN -> begin(about);
            default -> {
                if (about == turn) give();
            }
        }
    }

    private void lead(long next) {
        if (kernel.isOver()) return;
        node.time().chargeInterrupt(KernelPath.GANG_TURN.instructions());
        for (var member : plan.nodes()) {
            if (member.equals(node.id())) continue;
            node.time().charge(KernelPath.GANG_PACKET.instructions());
            kernel.announce(member, next);
        }
        alarm(END_OF_QUANTUM, next + 1, (next + 1) * plan.quantum());
        begin(next);
    }

    /// The leader announces a turn.
    public void announced(long next) {
        node.time().chargeInterrupt(KernelPath.GANG_TURN.instructions());
        long delay = plan.delay(node.id());
        if (delay == 0) begin(next);
        else alarm(BEGIN, next, node.time().clock() + delay);
    }

    private void begin(long next) {
        turn = next;
        give();
    }

    private void give() {
        if (!kernel.give(job())) alarm(RETRY, turn, node.time().clock() + AGAIN);
    }

    public void save(StateWriter out) {
        out.add(turn);
    }

    public void restore(StateReader in) {
        turn = in.next();
    }
}
