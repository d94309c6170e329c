package org.fugu.exokernel.run;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// A [RunRequest] as a value that can be kept: every choice is in it, each figure of the machine
/// included, and the program is named by its digests. Carried out in a year, it is the same run,
/// whatever became of the preset.
///
/// @param bundle the bundle's identity
/// @param program its name in the bundle
/// @param programDigest SHA-256 of its ELF file
/// @param machine with all of its figures
/// @param overrides names of those that were not the preset's when the run was asked for; they say
///     what somebody chose, and no result depends on them
public record RunInputs(
        String bundle,
        String program,
        String programDigest,
        List<String> arguments,
        Preset machine,
        SortedSet<String> overrides,
        MeshShape mesh,
        int nodes,
        Fidelity fidelity,
        long seed,
        Limits limits) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public RunInputs {
        arguments = List.copyOf(arguments);
        overrides = Collections.unmodifiableSortedSet(new TreeSet<>(overrides));
        RunRequest.requireArgumentsFit(program, arguments);
        RunRequest.requireNodesFit(nodes, mesh);
        if (!DIGEST.matcher(programDigest).matches()) {
            throw new IllegalArgumentException("the program's digest is not 64 hexadecimal digits");
        }
        overrides.forEach(machine::figure);
    }

    public static RunInputs of(RunRequest request) {
        var changed = Preset.named(request.preset().name())
                .changesTo(request.preset().canonicalText())
                .keySet();
        return new RunInputs(
                request.identity(),
                request.program(),
                sha256(request.image()),
                request.arguments(),
                request.preset(),
                new TreeSet<>(changed),
                request.mesh(),
                request.nodes(),
                request.fidelity(),
                request.seed(),
                request.limits());
    }

    /// The request that can be carried out.
    ///
    /// @param image the program
    /// @throws IllegalArgumentException if it is another program
    public RunRequest request(byte[] image, int hostThreads) {
        var found = sha256(image);
        if (!found.equals(programDigest)) {
            throw new IllegalArgumentException(
                    "the run is of a program with the digest " + programDigest + ", and this one has " + found);
        }
        return new RunRequest(
                image, bundle, program, arguments, machine, mesh, nodes, fidelity, seed, limits, hostThreads);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
