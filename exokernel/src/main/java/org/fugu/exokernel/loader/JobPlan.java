package org.fugu.exokernel.loader;

import java.util.List;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What all environments of a job have in common.
///
/// @param arguments `argv`, the program's name first
/// @param contexts register sets of each node's processor
/// @param firstFrame of its part of each node's physical memory
/// @param framesPerNode how large that part is
/// @param consoleBytes that all ranks together may write
/// @param layout by which its parts are moved; its nodes are placed by it already
/// @param structure of its operating system
/// @param disk its part of the disk of each of its nodes, or null
public record JobPlan(
        JobIdentity identity,
        ElfImage image,
        List<String> arguments,
        MeshShape mesh,
        String preset,
        long clockHertz,
        int contexts,
        long seed,
        int firstFrame,
        int framesPerNode,
        long consoleBytes,
        LayoutSeeds layout,
        Structure structure,
        @Nullable DiskPart disk) {
    public JobPlan {
        arguments = List.copyOf(arguments);
    }

    /// A job whose parts are where they usually are.
    public JobPlan(
            JobIdentity identity,
            ElfImage image,
            List<String> arguments,
            MeshShape mesh,
            String preset,
            long clockHertz,
            int contexts,
            long seed,
            int firstFrame,
            int framesPerNode,
            long consoleBytes) {
        this(
                identity,
                image,
                arguments,
                mesh,
                preset,
                clockHertz,
                contexts,
                seed,
                firstFrame,
                framesPerNode,
                consoleBytes,
                LayoutSeeds.NONE,
                Structure.EXOKERNEL,
                null);
    }

    /// Where each rank runs.
    public List<NodeId> nodes() {
        return identity.nodes();
    }

    public int ranks() {
        return identity.ranks();
    }

    /// A rank's own seed: the run's seed and the rank, mixed so that neighbours share nothing.
    public long seedOf(int rank) {
        return Seeds.mixed(seed, rank);
    }
}
