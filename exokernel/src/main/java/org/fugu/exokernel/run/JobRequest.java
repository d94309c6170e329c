package org.fugu.exokernel.run;

import java.util.List;
import org.fugu.machine.topology.MeshRectangle;

/// What one job of a run is, and where on the machine.
///
/// @param image the program as an ELF file; checked when the run starts
/// @param identity what the digest names the program by: a bundle's identity, or the SHA-256 of a
///     single ELF file
/// @param program `argv[0]`, the program's name in the manifest
/// @param arguments what follows it
/// @param rectangle the nodes that are its own, and its mesh as the program is told
/// @param nodes how many of them get an environment, from the first: 1 to all
/// @param limits what the job may use; its cycles count from its first one
/// @param startCycle when it begins: 0, or the cycle at which it joins
public record JobRequest(
        byte[] image,
        String identity,
        String program,
        List<String> arguments,
        MeshRectangle rectangle,
        int nodes,
        long seed,
        Limits limits,
        long startCycle)
        implements PlacedJob {
    public JobRequest {
        arguments = List.copyOf(arguments);
    }
}
