package org.fugu.cli.bench;

import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which library OSes two bundles' benchmarks are run on.
final class LibraryOptions {
    @Mixin
    private LibraryOption head = new LibraryOption();

    @Option(
            names = "--base-libos",
            paramLabel = "BUNDLE",
            description = "The library OS to run those of BASE on, if it is another.")
    private @Nullable Path base;

    /// The library OS of HEAD, if one was named.
    @Nullable
    Bundle ofHead() {
        return head.library();
    }

    /// The library OS of BASE, if one was named.
    @Nullable
    Bundle ofBase() {
        return base == null ? head.library() : BundleSource.load(base);
    }

    /// @throws CommandFailure if one is named for what only has figures
    void requireSense(Benchmarks.Measured before, Benchmarks.Measured after) {
        if (base != null && before.bundle() == null) throw onlyFigures("--base-libos", "BASE");
        if (head.isGiven() && before.bundle() == null && after.bundle() == null) {
            throw onlyFigures("--libos", "BASE and HEAD");
        }
    }

    private static CommandFailure onlyFigures(String option, String what) {
        return CommandFailure.usage(option + " is for a bundle, which is run on it; " + what + " has only figures");
    }
}
