package org.fugu.exokernel.environment;

import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.machine.topology.NodeId;

/// What an environment is to its kernel and to others.
///
/// @param number of the job's environments on this node, from 0: packets between kernels name it
/// @param rank in the job
/// @param addressSpace what the TLB's entries are tagged with; no other environment of the node has
///     the same
public record Identity(JobIdentity job, int number, int rank, int addressSpace) {
    /// So many environments of one job a node can tell apart.
    public static final int MOST = 1 << 8;

    public Identity {
        if (number < 0 || number >= MOST) throw new IllegalArgumentException("environment " + number);
        if (rank < 0 || rank >= job.ranks()) throw new IllegalArgumentException("rank " + rank);
    }

    /// What other kernels and other environments call it.
    public EnvironmentName name() {
        return new EnvironmentName(node(), job.number(), number);
    }

    public NodeId node() {
        return job.nodes().get(rank);
    }

    /// Its node as the job itself counts, from its own first one: what its program, console, metrics
    /// and verdict call it, wherever on the machine the job is.
    public NodeId nodeOfJob() {
        return new NodeId(rank);
    }
}
