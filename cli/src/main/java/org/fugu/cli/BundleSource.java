package org.fugu.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleBounds;
import org.fugu.bundle.BundleRejectedException;

/// Reads what somebody names as a bundle: a folder, a zip or one ELF file.
final class BundleSource {
    private BundleSource() {}

    static Bundle load(Path path) {
        try {
            if (Files.isDirectory(path)) return Bundle.ofFolder(path);
            if (Files.size(path) > BundleBounds.MAX_ARCHIVE_BYTES) {
                throw CommandFailure.usage(
                        "'" + path + "' is larger than " + BundleBounds.MAX_ARCHIVE_BYTES + " bytes");
            }
            return Bundle.ofFile(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw CommandFailure.usage("there is no file or folder '" + path + "'");
        } catch (IOException e) {
            throw CommandFailure.usage("'" + path + "' cannot be read: " + e.getMessage());
        } catch (BundleRejectedException e) {
            throw CommandFailure.rejected(e);
        }
    }
}
