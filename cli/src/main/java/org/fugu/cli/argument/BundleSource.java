package org.fugu.cli.argument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleBounds;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.cli.terminal.CommandFailure;

/// Reads what somebody names as a bundle: a folder, a zip or one ELF file.
public final class BundleSource {
    private BundleSource() {}

    public static Bundle load(Path path) {
        try {
            if (Files.isDirectory(path)) return Bundle.ofFolder(path);
            return Bundle.ofFile(NamedFile.read("the bundle", path, BundleBounds.MAX_ARCHIVE_BYTES));
        } catch (NoSuchFileException e) {
            throw CommandFailure.usage("there is no file or folder '" + path + "'");
        } catch (IOException e) {
            throw NamedFile.unreadable("the bundle", path, e);
        } catch (BundleRejectedException e) {
            throw CommandFailure.rejected(e);
        }
    }
}
