package org.fugu.service.run;

import java.io.IOException;
import java.io.OutputStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.stored.StoredFile;
import org.fugu.exokernel.run.WireForms;
import org.fugu.experiment.runfile.ConsoleFile;
import org.fugu.experiment.runfile.EpochsFile;
import org.fugu.experiment.runfile.InputsFile;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.experiment.runfile.RunFileManifest;
import org.fugu.experiment.runfile.RunFileTrace;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.disk.DiskOrder;
import org.fugu.service.disk.Disks;
import org.fugu.service.input.Inputs;
import org.fugu.service.problem.Refusal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Makes a file of a run. It is written in pieces: of the larger parts one is in memory at a time.
@Component
public class ExportedRuns {
    private final JdbcClient database;
    private final RunRows rows;
    private final RunOrders orders;
    private final RunResults results;
    private final RunEvents events;
    private final RunTraces traces;
    private final Bundles bundles;
    private final Disks disks;
    private final Inputs inputs;
    private final String called;

    ExportedRuns(
            JdbcClient database,
            RunRows rows,
            RunOrders orders,
            RunResults results,
            RunEvents events,
            RunTraces traces,
            Bundles bundles,
            Disks disks,
            Inputs inputs,
            @Value("${fugu.installation:}") String called) {
        this.database = database;
        this.rows = rows;
        this.orders = orders;
        this.results = results;
        this.events = events;
        this.traces = traces;
        this.bundles = bundles;
        this.disks = disks;
        this.inputs = inputs;
        this.called = called.strip();
    }

    /// A file that can be written.
    public record Export(RunFileManifest manifest, List<StoredFile> parts) {
        public void write(OutputStream out) throws IOException {
            RunFile.write(manifest, parts, out);
        }
    }

    /// @param userId who wants it, and may see the run
    /// @throws Refusal when there is no such run that they can see, or it cannot be carried out elsewhere
    public Export of(String userId, String id) throws IOException {
        var run =
                rows.find(userId, id).orElseThrow(() -> Refusal.notFound("run")).run();
        requireExportable(run);
        var request = orders.request(id)
                .orElseThrow(() -> Refusal.of(
                        409, "request-not-kept", "this run is older than the keeping of requests, so it has no file"));
        if (!RunFile.carries(request)) {
            throw Refusal.of(
                    409, "request-not-carried", "the run's request names what the file of a run has no room for yet");
        }
        var parts = new ArrayList<StoredFile>();
        parts.add(StoredFile.of(RunFile.REQUEST, request));
        parts.add(result(id));
        parts.add(StoredFile.of(RunFile.CONSOLE, out -> writeConsole(id, out)));
        parts.add(bundle(RunFile.BUNDLE, run.bundle().digest()));
        var library = WireForms.REQUEST.read(request).first().libraryApart();
        if (library != null) parts.add(library(userId, id, library.bundle()));
        if (run.disk() != null && isOfARun(run.disk().source())) {
            var packed = disks.packed(run.disk().before()).orElseThrow(() -> Refusal.notFound("run"));
            parts.add(StoredFile.of(RunFile.DISK, packed));
        }
        var given = inputs.of(id);
        if (given != null) parts.add(StoredFile.of(RunFile.INPUTS, InputsFile.of(given)));
        addTold(id, run, parts);
        return new Export(manifest(run), List.copyOf(parts));
    }

    /// What is in no digest of the run, as far as it was kept.
    private void addTold(String id, Run run, List<StoredFile> parts) throws IOException {
        results.clues(id).ifPresent(clues -> parts.add(RunFile.part(clues)));
        var epochs = results.epochs(id);
        if (!epochs.isEmpty() && EpochsFile.holds(epochs)) {
            parts.add(StoredFile.of(RunFile.EPOCHS, EpochsFile.of(epochs)));
        }
        var trace = run.trace();
        var packed = traces.packed(id);
        if (trace == null || packed.isEmpty()) return;
        var part = new JobTraces.Part(trace.fromCycle(), trace.toCycle() == null ? Long.MAX_VALUE : trace.toCycle());
        try {
            parts.add(RunFile.part(RunFileTrace.of(part, packed.get())));
            parts.add(StoredFile.of(RunFile.TRACE, packed.get()));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(409, "too-large-to-export", String.valueOf(e.getMessage()));
        }
    }

    private static boolean isOfARun(String source) {
        return !source.equals(DiskOrder.BLANK) && !source.equals(DiskOrder.MANIFEST);
    }

    private static void requireExportable(Run run) {
        if (run.coRun() != null) {
            throw Refusal.of(
                    409,
                    "part-of-a-co-run",
                    "the run is a job of co-run " + run.coRun() + ", which has the others' programs in it");
        }
        if (run.outcome() == null) throw Refusal.of(409, "no-result", "the run has no result that a file could tell");
        if (run.imported() != null && run.imported().state() != ImportState.VERIFIED) {
            throw Refusal.of(
                    409,
                    "not-verified",
                    "the run came in a file and is not verified here; pass that file on, or verify the run first");
        }
    }

    private StoredFile result(String id) {
        try {
            return RunFile.part(results.whole(id));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(409, "too-large-to-export", String.valueOf(e.getMessage()));
        }
    }

    private StoredFile bundle(String name, String digest) throws IOException {
        return StoredFile.of(name, out -> bundles.writeArchive(digest, out));
    }

    /// Who may run on a library OS may not have it for that.
    private StoredFile library(String userId, String run, String digest) throws IOException {
        var owner = database.sql("select user_id from runs where id = :run")
                .param("run", run)
                .query(String.class)
                .single();
        if (!bundles.has(userId, digest) && !bundles.has(owner, digest)) {
            throw Refusal.of(
                    409,
                    "libos-not-yours",
                    "the run is on a library OS that somebody else has published: you may run on it, and not give it"
                            + " away. Upload its bundle if you have it, or bind another one");
        }
        return bundle(RunFile.LIBRARY, digest);
    }

    private void writeConsole(String id, OutputStream out) throws IOException {
        var bytes = events.consoleBytes(id);
        var console = new StoredConsole(events, id);
        for (var node = console.nextNode(); node != null; node = console.nextNode()) {
            out.write(ConsoleFile.head(node, bytes.getOrDefault(node, 0L)));
            console.of(node).transferTo(out);
            ConsoleFile.end(out);
        }
    }

    private RunFileManifest manifest(Run run) {
        var finished = run.finishedAt() == null ? run.createdAt() : run.finishedAt();
        return new RunFileManifest(
                RunFileManifest.VERSION,
                installation(),
                run.id(),
                finished.truncatedTo(ChronoUnit.SECONDS).toString(),
                new TreeMap<>(run.labels()),
                run.commit(),
                run.branch(),
                run.repository(),
                Collections.emptySortedMap());
    }

    private String installation() {
        if (!called.isEmpty()) return called;
        return database.sql("select id from installation").query(String.class).single();
    }
}
