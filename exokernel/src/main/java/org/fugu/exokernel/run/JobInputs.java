package org.fugu.exokernel.run;

import java.util.List;
import java.util.regex.Pattern;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.machine.topology.MeshRectangle;
import org.jspecify.annotations.Nullable;

/// A [JobRequest] as a value that can be kept: the program is named by its digests.
///
/// @param bundle the bundle's identity
/// @param program its name in the bundle
/// @param programDigest SHA-256 of its ELF file
/// @param layout as [JobRequest#layout]
/// @param structure as [JobRequest#structure]
/// @param inputs what its programs can read, or null
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
        LayoutSeeds layout,
        Structure structure,
        @Nullable LibraryInputs library,
        @Nullable DiskInputs disk,
        @Nullable InputDigests inputs)
        implements PlacedJob {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public JobInputs {
        arguments = List.copyOf(arguments);
        requireDigest("program", programDigest);
    }

    @Override
    public boolean hasDisk() {
        return disk != null;
    }

    /// Its library OS, if that does not come with the bundle of its program; null otherwise.
    public @Nullable LibraryInputs libraryApart() {
        return library == null || library.bundle().equals(bundle) ? null : library;
    }

    /// The same job elsewhere, later.
    public JobInputs at(MeshRectangle place, long start) {
        return copy(place, limits, start, disk, inputs);
    }

    /// The same job with other limits.
    public JobInputs within(Limits others) {
        return copy(rectangle, others, startCycle, disk, inputs);
    }

    /// The same job with other contents of its disks.
    public JobInputs with(DiskInputs contents) {
        return copy(rectangle, limits, startCycle, contents, inputs);
    }

    /// The same job with something else to read.
    public JobInputs reading(@Nullable InputDigests given) {
        return copy(rectangle, limits, startCycle, disk, given);
    }

    private JobInputs copy(
            MeshRectangle place,
            Limits bounds,
            long start,
            @Nullable DiskInputs contents,
            @Nullable InputDigests read) {
        return new JobInputs(
                bundle,
                program,
                programDigest,
                arguments,
                place,
                nodes,
                seed,
                bounds,
                start,
                layout,
                structure,
                library,
                contents,
                read);
    }

    static void requireDigest(String what, String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("the " + what + "'s digest is not 64 hexadecimal digits");
        }
    }

    static void requireSame(String what, String digest, byte[] bytes) {
        var found = RunInputs.sha256(bytes);
        if (!found.equals(digest)) {
            throw new IllegalArgumentException(
                    "the run is of a " + what + " with the digest " + digest + ", and this one has " + found);
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
                job.layout(),
                job.structure(),
                job.library() == null ? null : LibraryInputs.of(job.library()),
                job.disk() == null ? null : DiskInputs.of(job.disk()),
                job.inputs() == null ? null : InputDigests.of(job.inputs()));
    }

    /// Whether its operating system and its disks are as usual, and it was given nothing to read.
    boolean isPlain() {
        return structure.isUsual() && library == null && disk == null && inputs == null;
    }

    /// The request that can be carried out.
    ///
    /// @throws IllegalArgumentException if one of the files is another one, or missing
    JobRequest request(JobFiles files) {
        requireSame("program", programDigest, files.program());
        var library = this.library == null ? null : this.library.library(present("library OS", files.library()));
        var disk = this.disk == null ? null : this.disk.contents(present("disk", files.disk()));
        if (inputs == null && files.inputs() != null) {
            throw new IllegalArgumentException("the run was given nothing to read, and here are inputs");
        }
        return new JobRequest(
                files.program(),
                bundle,
                program,
                arguments,
                rectangle,
                nodes,
                seed,
                limits,
                startCycle,
                layout,
                structure,
                library,
                disk,
                inputs == null ? null : inputs.requireSame(present("standard input or input files", files.inputs())));
    }

    static <T> T present(String what, @Nullable T bytes) {
        if (bytes == null) throw new IllegalArgumentException("the run needs its " + what + ", and here is none");
        return bytes;
    }
}
