package org.fugu.exokernel.run;

import java.nio.charset.StandardCharsets;
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
    /// What the program's name and its arguments may take of the stack, pointers included.
    public static final int MAX_ARGUMENT_BYTES = 32 * 1024;

    public RunRequest {
        arguments = List.copyOf(arguments);
        requireArgumentsFit(program, arguments);
        requireNodesFit(nodes, mesh);
        if (hostThreads < 1 || hostThreads > 64) {
            throw new IllegalArgumentException(hostThreads + " host threads: from 1 to 64 are possible");
        }
    }

    static void requireNodesFit(int nodes, MeshShape mesh) {
        if (nodes < 1 || nodes > mesh.nodes()) {
            throw new IllegalArgumentException(
                    nodes + " nodes on a mesh of " + mesh + ": from 1 to " + mesh.nodes() + " are possible");
        }
    }

    /// @throws IllegalArgumentException when they take more of the stack than they may, or cannot be
    ///     texts of C
    public static void requireArgumentsFit(String program, List<String> arguments) {
        long bytes = bytesOf(program);
        for (var argument : arguments) bytes += bytesOf(argument);
        if (bytes > MAX_ARGUMENT_BYTES) {
            throw new IllegalArgumentException(
                    "the arguments take " + bytes + " bytes of the stack, 9 more than its text" + " for each; at most "
                            + MAX_ARGUMENT_BYTES + " are possible");
        }
    }

    private static int bytesOf(String argument) {
        if (argument.indexOf(0) >= 0) {
            throw new IllegalArgumentException("an argument holds a zero character, which would end it in C");
        }
        return argument.getBytes(StandardCharsets.UTF_8).length + 1 + Long.BYTES;
    }
}
