package org.fugu.exokernel;

import java.util.List;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// Everything a run's result depends on, and the number of host threads, on which it does not
/// depend.
///
/// @param image the program as an ELF file; checked when the run starts
/// @param identity what the digest names the program by: a bundle's identity, or the SHA-256 of a
///     single ELF file
/// @param program `argv[0]`, the program's name in the manifest
/// @param arguments what follows it
/// @param nodes how many nodes of the mesh get an environment, from node 0: 1 to `mesh.nodes()`
/// @param hostThreads 1 to 64
public record RunRequest(
        byte[] image,
        String identity,
        String program,
        List<String> arguments,
        Preset preset,
        MeshShape mesh,
        int nodes,
        Fidelity fidelity,
        long seed,
        Limits limits,
        int hostThreads) {
    public RunRequest {
        arguments = List.copyOf(arguments);
        if (nodes < 1 || nodes > mesh.nodes()) {
            throw new IllegalArgumentException(
                    nodes + " nodes on a mesh of " + mesh + ": from 1 to " + mesh.nodes() + " are possible");
        }
        if (hostThreads < 1 || hostThreads > 64) {
            throw new IllegalArgumentException(hostThreads + " host threads: from 1 to 64 are possible");
        }
    }
}
