package org.fugu.cli.ci;

import java.nio.file.Files;
import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.git.GitCheckout;
import org.jspecify.annotations.Nullable;

/// Where the library OS is that versions of a bundle are run on.
///
/// @param repository the root of the working tree
/// @param path of its bundle, from the root; null for what manifests say
record LibraryPlace(Path repository, @Nullable String path) {
    /// What is here.
    @Nullable
    Bundle here() {
        return path == null ? null : BundleSource.load(repository.resolve(path));
    }

    /// What a version has when it is built, or else what is here: a library OS need not be of this repository.
    @Nullable
    Bundle in(GitCheckout checkout) {
        if (path == null) return null;
        var own = checkout.file(path);
        return Files.exists(own) ? BundleSource.load(own) : here();
    }
}
