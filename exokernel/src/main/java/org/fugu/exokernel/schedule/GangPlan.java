package org.fugu.exokernel.schedule;

import java.util.List;
import org.fugu.machine.topology.NodeId;

/// How the jobs of shared nodes have their turns: the same on all of these nodes.
///
/// @param nodes that are shared, the leader first; there are two at least, or one
/// @param jobs the jobs' numbers, in the order of their turns: two or more
/// @param quantum of a turn, in cycles
/// @param skew by how much of a quantum, in per cent, the last node's turns begin later than the
///     leader's on purpose; those between in equal steps
public record GangPlan(List<NodeId> nodes, List<Integer> jobs, long quantum, int skew) {
    /// The shortest quantum: several times what a turn takes to be announced and to begin.
    public static final long LEAST_QUANTUM = 10_000;

    public static final long MOST_QUANTUM = 1_000_000_000;

    /// With more a node would still wait for its turn when the next one begins elsewhere.
    public static final int MOST_SKEW = 50;

    /// What was published for Fugu (HPCA 1998).
    public static final long USUAL_QUANTUM = 500_000;

    public GangPlan {
        nodes = List.copyOf(nodes);
        jobs = List.copyOf(jobs);
        if (nodes.isEmpty()) throw new IllegalArgumentException("a gang has a node");
        if (jobs.size() < 2) throw new IllegalArgumentException("a gang has two jobs at least");
        require(quantum, skew);
    }

    /// @throws IllegalArgumentException saying what is possible
    public static void require(long quantum, int skew) {
        if (quantum < LEAST_QUANTUM || quantum > MOST_QUANTUM) {
            throw new IllegalArgumentException("a quantum of " + quantum + " cycles: from " + LEAST_QUANTUM + " to "
                    + MOST_QUANTUM + " are possible");
        }
        if (skew < 0 || skew > MOST_SKEW) {
            throw new IllegalArgumentException("a skew of " + skew + " %: from 0 to " + MOST_SKEW + " are possible");
        }
    }

    NodeId leader() {
        return nodes.getFirst();
    }

    /// The job whose turn it is.
    ///
    /// @param turn from 0, without end
    int job(long turn) {
        return jobs.get((int) (turn % jobs.size()));
    }

    /// How much later than its announcement a turn begins on a node.
    long delay(NodeId node) {
        if (nodes.size() == 1) return 0;
        return quantum * skew * nodes.indexOf(node) / (100L * (nodes.size() - 1));
    }
}
