package org.fugu.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a run is kept on its way, and from where it goes on.
final class SnapshotOptions {
    @Option(
            names = "--snapshot-at",
            paramLabel = "CYCLE=FILE",
            description =
                    "Keep the run in FILE as it is when every node has reached CYCLE, and go on. May be repeated.")
    private TreeMap<Long, Path> snapshotAt = new TreeMap<>();

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = "Go on from a snapshot of this bundle to the same end. What the other options do not say "
                    + "is as it was in the run that was kept.")
    private @Nullable Path resume;

    Snapshots read() {
        for (var file : snapshotAt.values()) NamedFile.requireWritable("the snapshot", file);
        return new Snapshots(resume == null ? null : content(resume), snapshotAt);
    }

    /// It is decoded beside what it becomes.
    private static int most() {
        return (int) Math.min(Runtime.getRuntime().maxMemory() / 3, Integer.MAX_VALUE - 16);
    }

    private static byte[] content(Path file) {
        try {
            SnapshotReader.requireHeading(NamedFile.start(file, SnapshotReader.LONGEST_HEADING));
            return NamedFile.read("the snapshot", file, most());
        } catch (BadSnapshotException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw NamedFile.unreadable("the snapshot", file, e);
        }
    }
}
