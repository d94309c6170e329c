package org.fugu.service.bundle;

import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleRejectedException;
import org.fugu.bundle.Violation;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageRejected;

/// Finds out at the upload, and not at the first run, that a program cannot be loaded.
final class ProgramCheck {
    private ProgramCheck() {}

    /// @throws BundleRejectedException with the loader's code, for example `elf-truncated`
    static void requireLoadable(Bundle bundle) {
        for (var program : bundle.manifest().programs().keySet()) {
            if (ElfImage.parse(bundle.image(program)) instanceof ImageRejected(var code, var sentence)) {
                var place = new Violation("/programs/" + program + "/file", sentence);
                throw new BundleRejectedException(code, "program '" + program + "': " + sentence, List.of(place));
            }
        }
    }
}
