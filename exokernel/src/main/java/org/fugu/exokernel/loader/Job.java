package org.fugu.exokernel.loader;

import java.util.List;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;

/// What all environments of a job have in common.
///
/// @param arguments `argv`, the program's name first
/// @param nodes where each rank runs
/// @param contexts register sets of each node's processor
/// @param framesPerNode physical memory of each node
public record Job(
        ElfImage image,
        List<String> arguments,
        MeshShape mesh,
        List<NodeId> nodes,
        String preset,
        long clockHertz,
        int contexts,
        long seed,
        int framesPerNode) {
    public Job {
        arguments = List.copyOf(arguments);
        nodes = List.copyOf(nodes);
    }

    public int ranks() {
        return nodes.size();
    }

    /// A rank's own seed: the run's seed and the rank, mixed so that neighbours share nothing.
    public long seedOf(int rank) {
        return Seeds.mixed(seed, rank);
    }
}
