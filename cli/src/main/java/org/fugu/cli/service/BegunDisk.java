package org.fugu.cli.service;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the disks of what is submitted hold at the beginning, and whether that is kept. Unlike `run`, which has
/// files, a service has the disks that earlier runs left behind.
final class BegunDisk {
    @Option(
            names = "--disk",
            paramLabel = "RUN|blank",
            description = "Begin with the disk that RUN left behind, which was submitted with --keep-disk, or with a"
                    + " blank one.")
    private @Nullable String disk;

    @Option(names = "--keep-disk", description = "Keep what the disk of the first node holds at the end.")
    private boolean keep;

    /// Adds what was chosen to a request.
    void addTo(Map<String, Object> request) {
        if (disk != null) request.put("disk", disk);
        if (keep) request.put("keepDisk", true);
    }
}
