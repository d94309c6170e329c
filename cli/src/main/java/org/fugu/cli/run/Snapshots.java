package org.fugu.cli.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.bundle.run.RunOptions;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.SnapshotOrigin;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.state.BadSnapshotException;
import org.jspecify.annotations.Nullable;

/// What a run on this command line starts from and what is kept of it.
final class Snapshots {
    private final byte @Nullable [] from;
    private final SortedMap<Long, Path> wanted;
    private final SortedMap<Long, Integer> kept = new TreeMap<>();

    Snapshots(byte @Nullable [] from, SortedMap<Long, Path> wanted) {
        this.from = from;
        this.wanted = wanted;
    }

    /// The snapshot to go on from, or null to begin at cycle 0.
    byte @Nullable [] from() {
        return from;
    }

    /// The options, and where they say nothing, those of the run that was kept.
    RunOptions complete(RunOptions given) {
        if (from == null) return given;
        try {
            var origin = SnapshotOrigin.of(from);
            if (!wanted.isEmpty() && wanted.firstKey() <= origin.cycle()) {
                throw CommandFailure.usage("--snapshot-at " + wanted.firstKey() + " lies before cycle " + origin.cycle()
                        + ", where the snapshot was taken");
            }
            return given.or(RunOptions.of(origin));
        } catch (BadSnapshotException | IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    /// An observer that also keeps the snapshots, and makes the observations.
    RunObserver keeping(RunObserver observer, Observations observations) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                observer.progressed(cycle, instructions);
            }

            @Override
            public SortedSet<Long> snapshotCycles() {
                return new TreeSet<>(wanted.keySet());
            }

            @Override
            public void snapshot(long cycle, byte[] snapshot) {
                keep(cycle, snapshot);
            }

            @Override
            public boolean wantsDisks() {
                return observer.wantsDisks();
            }

            @Override
            public void disk(int job, byte[] bytes) {
                observer.disk(job, bytes);
            }

            @Override
            public @Nullable TraceOrder trace() {
                return observations.trace();
            }

            @Override
            public boolean wantsProfile() {
                return observations.wantsProfile();
            }

            @Override
            public void profile(CycleProfile profile) {
                observations.profile(profile);
            }
        };
    }

    private void keep(long cycle, byte[] snapshot) {
        var file = wanted.get(cycle);
        if (file == null) throw new IllegalStateException("nobody asked for a snapshot at cycle " + cycle);
        NamedFile.write("the snapshot", file, snapshot);
        kept.put(cycle, snapshot.length);
    }

    /// Says what was kept, and what could not be because the run ended before.
    void report(PrintWriter out, long end) {
        wanted.forEach((cycle, file) -> {
            var bytes = kept.get(cycle);
            out.println(
                    bytes != null
                            ? String.format(Locale.ROOT, "cycle %,d is kept in %s (%,d bytes)", cycle, file, bytes)
                            : String.format(
                                    Locale.ROOT,
                                    "there is no snapshot at cycle %,d: the run ended at cycle %,d",
                                    cycle,
                                    end));
        });
        out.flush();
    }
}
