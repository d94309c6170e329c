package org.fugu.cli.bench;

import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.cli.argument.BundleSource;
import org.fugu.experiment.benchmark.BoundBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--libos`, wherever a bundle's benchmarks are run.
final class LibraryOption {
    @Option(
            names = "--libos",
            paramLabel = "BUNDLE",
            description = "The library OS to run the benchmarks on, in place of the one that the manifest names: a"
                    + " bundle of kind libos.")
    private @Nullable Path libos;

    boolean isGiven() {
        return libos != null;
    }

    @Nullable
    Bundle library() {
        return libos == null ? null : BundleSource.load(libos);
    }

    BoundBundle on(Bundle bundle) {
        return new BoundBundle(bundle, library());
    }
}
