package org.fugu.exokernel.run;

import java.util.List;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageRejected;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.exokernel.loader.ParsedImage;
import org.fugu.exokernel.loader.SharedObject;
import org.fugu.machine.topology.MeshRectangle;
import org.jspecify.annotations.Nullable;

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
/// @param layout by which its parts are moved
/// @param structure of its operating system
/// @param library its library OS, if that was not linked into the program
/// @param disk what its disks hold when it begins; null if it has none
/// @param inputs what its programs can read; null if it was given nothing
public record JobRequest(
        byte[] image,
        String identity,
        String program,
        List<String> arguments,
        MeshRectangle rectangle,
        int nodes,
        long seed,
        Limits limits,
        long startCycle,
        LayoutSeeds layout,
        Structure structure,
        @Nullable LibraryOs library,
        @Nullable DiskContents disk,
        @Nullable InputContents inputs)
        implements PlacedJob {
    public JobRequest {
        arguments = List.copyOf(arguments);
    }

    /// A job with the library OS in its program, no disks, and nothing to read.
    public JobRequest(
            byte[] image,
            String identity,
            String program,
            List<String> arguments,
            MeshRectangle rectangle,
            int nodes,
            long seed,
            Limits limits,
            long startCycle,
            LayoutSeeds layout) {
        this(
                image,
                identity,
                program,
                arguments,
                rectangle,
                nodes,
                seed,
                limits,
                startCycle,
                layout,
                Structure.EXOKERNEL,
                null,
                null,
                null);
    }

    /// A job whose parts are where they usually are.
    public JobRequest(
            byte[] image,
            String identity,
            String program,
            List<String> arguments,
            MeshRectangle rectangle,
            int nodes,
            long seed,
            Limits limits,
            long startCycle) {
        this(image, identity, program, arguments, rectangle, nodes, seed, limits, startCycle, LayoutSeeds.NONE);
    }

    @Override
    public boolean hasDisk() {
        return disk != null;
    }

    /// The same in another place, at another time.
    public JobRequest at(MeshRectangle otherRectangle, Limits otherLimits, long otherStart) {
        return copy(otherRectangle, otherLimits, otherStart, layout, structure, library, disk, inputs);
    }

    /// The same with its parts moved.
    public JobRequest moved(LayoutSeeds by) {
        return copy(rectangle, limits, startCycle, by, structure, library, disk, inputs);
    }

    /// The same with another operating system.
    public JobRequest on(Structure other, @Nullable LibraryOs with) {
        return copy(rectangle, limits, startCycle, layout, other, with, disk, inputs);
    }

    /// The same with other contents of its disks.
    public JobRequest with(@Nullable DiskContents contents) {
        return copy(rectangle, limits, startCycle, layout, structure, library, contents, inputs);
    }

    /// The same with something else to read.
    public JobRequest reading(@Nullable InputContents given) {
        return copy(rectangle, limits, startCycle, layout, structure, library, disk, given);
    }

    /// The same program with the same arguments, on as many nodes.
    private JobRequest copy(
            MeshRectangle place,
            Limits bounds,
            long start,
            LayoutSeeds seeds,
            Structure system,
            @Nullable LibraryOs bound,
            @Nullable DiskContents contents,
            @Nullable InputContents read) {
        return new JobRequest(
                image, identity, program, arguments, place, nodes, seed, bounds, start, seeds, system, bound, contents,
                read);
    }

    /// Whether its operating system and its disks are as usual, and it was given nothing to read.
    boolean isPlain() {
        return structure.isUsual() && library == null && disk == null && inputs == null;
    }

    /// The program as it is loaded: with its library OS beside it, if that is apart.
    ///
    /// @return an [ElfImage], or an [ImageRejected] when one of the two is unsound or they do not go together
    public ParsedImage loadable() {
        var parsed = ElfImage.parse(image);
        if (library == null || !(parsed instanceof ElfImage program)) return parsed;
        return switch (SharedObject.parse(library.image())) {
            case ImageRejected rejected -> rejected;
            case SharedObject sound -> sound.boundTo(program);
        };
    }
}
