package org.fugu.cli.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.SystemChoice;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which operating system the program of a run has.
final class StructureOptions {
    @Option(
            names = "--libos",
            paramLabel = "BUNDLE",
            description = "The library OS to run the program on, in place of the one that its manifest names:"
                    + " a bundle of kind libos.")
    private @Nullable Path libos;

    @Option(
            names = "--placement",
            paramLabel = "P",
            completionCandidates = Placements.class,
            description = "Where the library OS is: library (in the program's address space, the default),"
                    + " server (in an environment of its own, reached by transfers that cost what those of Mach do)"
                    + " or monolithic (behind a crossing that costs what one of Ultrix does).")
    private @Nullable String placement;

    @Option(
            names = "--kernel",
            paramLabel = "K",
            completionCandidates = Kernels.class,
            description =
                    "Whose paths the kernel is charged by: aegis (an exokernel, the default), ultrix (a monolithic "
                            + "kernel, which the library OS is part of) or mach (a microkernel). ./fugu abi shows what differs.")
    private @Nullable String kernel;

    @Option(
            names = "--page-table",
            paramLabel = "T",
            completionCandidates = PageTables.class,
            description = "Which page table the library OS shall keep, if it has several: two-level, flat or inverted.")
    private @Nullable String pageTable;

    static final class Placements extends Names {
        Placements() {
            super(Arrays.stream(LibraryPlacement.values())
                    .map(LibraryPlacement::wireName)
                    .toList());
        }
    }

    static final class Kernels extends Names {
        Kernels() {
            super(Arrays.stream(KernelModel.values()).map(KernelModel::wireName).toList());
        }
    }

    static final class PageTables extends Names {
        PageTables() {
            super(Arrays.stream(PageTableChoice.values())
                    .map(PageTableChoice::wireName)
                    .toList());
        }
    }

    /// What a shell completes.
    private abstract static class Names implements Iterable<String> {
        private final List<String> names;

        Names(List<String> names) {
            this.names = names;
        }

        @Override
        public Iterator<String> iterator() {
            return names.iterator();
        }
    }

    /// The options with what was chosen here.
    RunOptions on(RunOptions options) {
        var library = libos == null ? null : BundleSource.load(libos);
        return options.on(new SystemChoice(
                placement, kernel, pageTable, library, options.system().disk()));
    }

    /// @throws CommandFailure if there is something that does not go with another option
    void refuseWith(String other) {
        if (placement != null || kernel != null || pageTable != null) {
            throw CommandFailure.usage(
                    "--placement, --kernel and --page-table do not go with " + other + ", which says them");
        }
    }

    /// The bundle of the library OS, if one was named.
    @Nullable
    Bundle library() {
        return libos == null ? null : BundleSource.load(libos);
    }
}
