package org.fugu.bundle.run;

import org.fugu.bundle.Bundle;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.abi.Structure;
import org.jspecify.annotations.Nullable;

/// Which operating system somebody wants a program to have, as it was written; null where nothing was
/// said.
///
/// @param placement `library`, `server` or `monolithic`
/// @param kernel `aegis`, `ultrix` or `mach`; without one, that which the placement is known from. One without a
///     placement has the placement that goes with it
/// @param pageTable `linked`, `two-level`, `flat` or `inverted`
/// @param library a library OS to take in place of the one that the manifest names
/// @param disk what the disks hold at the beginning, in place of what the manifest says
/// @param inputs what the program can read beside what the manifest says, or in its place
public record SystemChoice(
        @Nullable String placement,
        @Nullable String kernel,
        @Nullable String pageTable,
        @Nullable Bundle library,
        byte @Nullable [] disk,
        @Nullable InputContents inputs) {
    /// With the inputs that the manifest says.
    public SystemChoice(
            @Nullable String placement,
            @Nullable String kernel,
            @Nullable String pageTable,
            @Nullable Bundle library,
            byte @Nullable [] disk) {
        this(placement, kernel, pageTable, library, disk, null);
    }

    /// Exactly what the manifest says.
    public static final SystemChoice NONE = new SystemChoice(null, null, null, null, null, null);

    /// The library OS and nothing else.
    public static SystemChoice of(Bundle library) {
        return new SystemChoice(null, null, null, library, null, null);
    }

    /// How the operating system is structured, for another program, which has its own library OS, disks and inputs.
    SystemChoice structured() {
        return new SystemChoice(placement, kernel, pageTable, null, null, null);
    }

    /// The same with those contents of the disks.
    public SystemChoice withDisk(byte[] contents) {
        return new SystemChoice(placement, kernel, pageTable, library, contents, inputs);
    }

    /// The same with something to read.
    public SystemChoice withInputs(@Nullable InputContents given) {
        return new SystemChoice(placement, kernel, pageTable, library, disk, given);
    }

    /// These choices, and the others' where these say nothing.
    SystemChoice or(SystemChoice others) {
        return new SystemChoice(
                placement != null ? placement : others.placement,
                kernel != null ? kernel : others.kernel,
                pageTable != null ? pageTable : others.pageTable,
                library != null ? library : others.library,
                disk != null ? disk : others.disk,
                JobBundles.over(inputs, others.inputs));
    }

    /// @throws IllegalArgumentException naming the names there are, if one is none of them
    Structure structure() {
        var place = place();
        var paths = kernel == null ? usualKernel(place) : KernelModel.named(kernel);
        return new Structure(
                place, paths, pageTable == null ? PageTableChoice.LINKED : PageTableChoice.named(pageTable));
    }

    private LibraryPlacement place() {
        if (placement != null) return LibraryPlacement.named(placement);
        return kernel == null
                ? LibraryPlacement.LIBRARY
                : Structure.of(KernelModel.named(kernel)).placement();
    }

    private static KernelModel usualKernel(LibraryPlacement placement) {
        return switch (placement) {
            case LIBRARY -> KernelModel.AEGIS;
            case SERVER -> KernelModel.MACH;
            case MONOLITHIC -> KernelModel.ULTRIX;
        };
    }
}
