package org.fugu.exokernel.environment;

import java.util.List;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.PathTable;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What a job is to the kernels of its nodes and to the networks.
///
/// @param number of the machine's jobs, from 0: packets between kernels name it
/// @param group stamped on its user messages
/// @param slot the endpoint slot through which its ranks reach each other
/// @param nodes where each rank runs
/// @param paths what its programs are charged
/// @param inputs what its programs can read, or null if it was given nothing
public record JobIdentity(
        int number,
        int group,
        int slot,
        List<NodeId> nodes,
        PathTable paths,
        @Nullable InputContents inputs) {
    /// So many jobs a machine can tell apart.
    public static final int MOST = 1 << 8;

    public JobIdentity {
        if (number < 0 || number >= MOST) throw new IllegalArgumentException("job " + number);
        nodes = List.copyOf(nodes);
    }

    /// A job on the exokernel.
    public JobIdentity(int number, int group, int slot, List<NodeId> nodes) {
        this(number, group, slot, nodes, PathTable.AEGIS, null);
    }

    /// One of its nodes as the job itself counts.
    public NodeId nodeOfJob(NodeId node) {
        return new NodeId(nodes.indexOf(node));
    }

    public int ranks() {
        return nodes.size();
    }
}
