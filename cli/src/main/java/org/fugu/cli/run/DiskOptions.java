package org.fugu.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.run.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the disk of a run's first node holds at its beginning, and what becomes of it.
final class DiskOptions {
    @Option(
            names = "--disk",
            paramLabel = "FILE",
            description = "What the disks of the program's nodes hold when it begins; an empty file is a blank disk.")
    private @Nullable Path disk;

    @Option(
            names = "--keep-disk",
            paramLabel = "FILE",
            description = "Write to FILE what the disk of the first node holds when the run has ended, for --disk.")
    private @Nullable Path keep;

    private byte @Nullable [] kept;

    /// The options with the contents that were asked for.
    RunOptions on(RunOptions options) {
        var contents = contents();
        return contents == null ? options : options.on(options.system().withDisk(contents));
    }

    /// The contents that were asked for, or null.
    byte @Nullable [] contents() {
        if (disk == null) return null;
        try {
            return NamedFile.read("the disk", disk, (int) Limits.MAX_MEMORY_BYTES);
        } catch (IOException e) {
            throw NamedFile.unreadable("the disk", disk, e);
        }
    }

    /// Refuses to keep the disk of a run that has none, before it begins.
    void require(RunPlan plan) {
        if (disk != null && plan.request().first().disk() == null) {
            throw CommandFailure.usage("--disk does not go with a request of a run that has no disk");
        }
        if (keep == null) return;
        if (plan.request().first().disk() == null) {
            throw CommandFailure.usage(
                    "--keep-disk needs a run with a disk: give one with --disk, an empty file for a blank one");
        }
        NamedFile.requireWritable("the disk", keep);
    }

    boolean keeps() {
        return keep != null;
    }

    void keep(byte[] bytes) {
        kept = bytes;
    }

    /// The run has ended: writes what was kept.
    void write(PrintWriter out) {
        if (keep == null || kept == null) return;
        NamedFile.replace("the disk", keep, kept);
        out.println(String.format(Locale.ROOT, "the disk is kept in %s (%,d bytes)", keep, kept.length));
        out.flush();
    }
}
