package org.fugu.exokernel.run;

import java.util.List;
import java.util.regex.Pattern;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.machine.topology.MeshRectangle;

/// A [JobRequest] as a value that can be kept: the program is named by its digests.
///
/// @param bundle the bundle's identity
/// @param program its name in the bundle
/// @param programDigest SHA-256 of its ELF file
/// @param layout as [JobRequest#layout]
public record JobInputs(
        String bundle,
        String program,
        String programDigest,
        List<String> arguments,
        MeshRectangle rectangle,
        int nodes,
        long seed,
        Limits limits,
        long startCycle,
        LayoutSeeds layout)
        implements PlacedJob {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public JobInputs {
        arguments = List.copyOf(arguments);
        if (!DIGEST.matcher(programDigest).matches()) {
            throw new IllegalArgumentException("the program's digest is not 64 hexadecimal digits");
        }
    }

    static JobInputs of(JobRequest job) {
        return new JobInputs(
                job.identity(),
                job.program(),
                RunInputs.sha256(job.image()),
                job.arguments(),
                job.rectangle(),
                job.nodes(),
                job.seed(),
                job.limits(),
                job.startCycle(),
                job.layout());
    }

    /// The request that can be carried out.
    ///
    /// @param image the program
    /// @throws IllegalArgumentException if it is another program
    JobRequest request(byte[] image) {
        var found = RunInputs.sha256(image);
        if (!found.equals(programDigest)) {
            throw new IllegalArgumentException(
                    "the run is of a program with the digest " + programDigest + ", and this one has " + found);
        }
        return new JobRequest(image, bundle, program, arguments, rectangle, nodes, seed, limits, startCycle, layout);
    }
}
