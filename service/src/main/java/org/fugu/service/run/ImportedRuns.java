package org.fugu.service.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunPlan;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.DiskInputs;
import org.fugu.exokernel.run.RunReport;
import org.fugu.experiment.runfile.EpochsFile;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.experiment.runfile.RunFileClues;
import org.fugu.experiment.runfile.RunFileManifest;
import org.fugu.experiment.runfile.RunFileResult;
import org.fugu.experiment.runfile.RunFileTrace;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.disk.DiskOrder;
import org.fugu.service.disk.Disks;
import org.fugu.service.disk.EndedDisk;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.input.InputOrder;
import org.fugu.service.input.Inputs;
import org.fugu.service.packing.Packing;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Runs that come in files. What such a file says came of the run is shown as its claim, and answers nobody, until the
/// run was carried out here and all was as it says.
@Component
public class ImportedRuns {
    private static final Pattern COMMIT = Pattern.compile(Identifiers.COMMIT_FORM);
    private static final Pattern KEY = Pattern.compile(Labels.KEY_FORM);
    private static final Pattern VALUE = Pattern.compile(Labels.VALUE_FORM);
    private static final int EVENTS_AT_ONCE = 32;

    private final JdbcClient database;
    private final Bundles bundles;
    private final Disks disks;
    private final Inputs uploads;
    private final Charges charges;
    private final Storage storage;
    private final HostMemory memory;
    private final RunRows rows;
    private final RunOrders orders;
    private final RunResults results;
    private final RunEvents events;
    private final RunTraces traces;
    private final Runs runs;
    private final AuditLog audit;
    private final JsonMapper json;

    ImportedRuns(
            JdbcClient database,
            Bundles bundles,
            Disks disks,
            Inputs uploads,
            Charges charges,
            Storage storage,
            HostMemory memory,
            RunRows rows,
            RunOrders orders,
            RunResults results,
            RunEvents events,
            RunTraces traces,
            Runs runs,
            AuditLog audit,
            JsonMapper json) {
        this.database = database;
        this.bundles = bundles;
        this.disks = disks;
        this.uploads = uploads;
        this.charges = charges;
        this.storage = storage;
        this.memory = memory;
        this.rows = rows;
        this.orders = orders;
        this.results = results;
        this.events = events;
        this.traces = traces;
        this.runs = runs;
        this.audit = audit;
        this.json = json;
    }

    /// @param id of the run
    /// @param isNew whether this user did not have it before
    public record Accepted(String id, boolean isNew) {}

    /// A run of that user that is there.
    public Run find(String userId, String id) {
        return rows.find(userId, id).orElseThrow(() -> Refusal.notFound("run")).run();
    }

    /// A file of which everything was looked at that can be without carrying it out.
    ///
    /// @param version of the machine that this service simulates for such a run
    /// @param disk what is packed in it, or null
    /// @param given what the run was given to read besides the files of its bundle, or null
    /// @param reads all that it reads
    public record Checked(
            RunFile file,
            Bundle bundle,
            @Nullable Bundle library,
            String version,
            @Nullable CheckedDisk disk,
            @Nullable InputContents given,
            InputOrder reads) {}

    /// @param source as of a [DiskOrder]
    /// @param bytes unpacked; 0 unless they come with the file
    /// @param packed with gzip; null unless they come with the file
    @SuppressWarnings("ArrayRecordComponent") // written once, and compared by nobody
    public record CheckedDisk(String source, String digest, long bytes, byte @Nullable [] packed) {}

    /// Looks whether the parts of a file belong together, and whether this host could carry the run out.
    ///
    /// @throws BadArchiveException when they do not
    /// @throws Refusal `memory-too-large`
    public Checked check(RunFile file, Bundle bundle, @Nullable Bundle library)
            throws IOException, BadArchiveException {
        var inputs = file.inputs();
        var disk = disk(file);
        var brought = disk != null && !disk.source().equals(DiskOrder.MANIFEST);
        // What the disk holds is not unpacked to look at the rest.
        var plain =
                brought ? inputs.with(new DiskInputs(EndedDisk.of(new byte[0]).digest())) : inputs;
        var given = file.given();
        RunPlan plan;
        try {
            plan = RunPlan.of(List.of(new JobBundles(bundle, library, brought ? new byte[0] : null, given)), plain, 1);
            LibraryBinding.requireBindable(plan.request().first());
        } catch (IllegalArgumentException e) {
            throw new BadArchiveException("its parts do not belong together: " + e.getMessage());
        }
        memory.require(plan, disk == null ? 0 : disk.bytes());
        file.readConsole((_, _) -> {});
        var reads = InputOrder.ofFile(plan.request().first().inputs(), given);
        return new Checked(file, bundle, library, plan.request().machineVersion(), disk, given, reads);
    }

    private static @Nullable CheckedDisk disk(RunFile file) throws IOException, BadArchiveException {
        var disk = file.inputs().first().disk();
        if (disk == null) return null;
        if (!file.has(RunFile.DISK)) {
            var source = RunFile.isBlank(disk) ? DiskOrder.BLANK : DiskOrder.MANIFEST;
            return new CheckedDisk(source, disk.digest(), 0, null);
        }
        var packed = file.bytes(RunFile.DISK);
        long most = file.inputs().limits().memoryBytes();
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            var counted = new Bounded(most);
            try (var out = new BufferedOutputStream(new DigestOutputStream(counted, sha))) {
                Packing.unpack(packed, out);
            }
            if (HexFormat.of().formatHex(sha.digest()).equals(disk.digest())) {
                return new CheckedDisk(file.manifest().run(), disk.digest(), counted.bytes, packed);
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } catch (IOException e) {
            throw new BadArchiveException("'" + RunFile.DISK + "' cannot be unpacked: " + e.getMessage());
        }
        throw new BadArchiveException("'" + RunFile.DISK + "' is not what the run's disk held");
    }

    /// Stores a run with what its file claims. It counts for the one who brings it as a run of theirs does. Who brings
    /// the same file again has it already.
    ///
    /// @throws Refusal without room in a quota
    @Transactional(propagation = Propagation.MANDATORY)
    public Accepted accept(Account account, Checked checked) {
        var file = checked.file();
        var inputs = file.inputs();
        var disk = checked.disk();
        long packed = disk == null || disk.packed() == null ? 0 : disk.packed().length;
        var trace = file.trace();
        if (trace != null) packed += file.part(RunFile.TRACE).bytes();
        var charge = charges.lock(account.id(), null);
        var had = had(account, file);
        if (had.isPresent()) return new Accepted(had.get(), false);
        var order = new RunOrder(
                Identifiers.fresh("run_"),
                account.id(),
                inputs.machine().name(),
                inputs,
                Collections.emptySortedMap(),
                new RunBelongings(trace == null ? null : trace.part(), null, checked.reads()),
                null,
                marks(file.manifest()),
                null);
        // What could never run as a run of theirs is not verified for them either.
        int nodes = inputs.mesh().nodes();
        NodeUse.requirePossible(
                charge.mostNodes(),
                charge.mostNodeCycles(),
                nodes,
                (double) inputs.limits().cycles() * nodes,
                "an administrator");
        storage.requireRoomForRun(
                charge.own(),
                charge.use(),
                file.part(RunFile.CONSOLE).bytes() + packed + checked.reads().uploadedBytes(),
                false,
                false);
        bundles.store(account.id(), checked.bundle());
        if (checked.library() != null) bundles.store(account.id(), checked.library());
        var given = checked.given();
        if (given != null) uploads.store(account.id(), given);
        orders.insert(order);
        var id = order.id();
        if (disk != null) {
            var from = new DiskOrder(disk.source(), disk.digest(), false);
            if (disk.packed() == null) disks.insert(id, account.id(), from);
            else disks.bring(id, account.id(), from, disk.bytes(), disk.packed());
        }
        results.insert(id, file.result(), file.clues());
        if (trace != null) traces.insert(id, bytes(file, RunFile.TRACE));
        var last = tell(id, file);
        database.sql("""
                        insert into run_imports (run_id, installation, source_run, finished_at, console_digest,
                            epochs_digest, trace_digest, file_digest, state)
                        values (:run, :installation, :source, :finished, :console, :epochs, :trace, :file, :state)
                        """)
                .param("run", id)
                .param("installation", file.manifest().installation())
                .param("source", file.manifest().run())
                .param("finished", file.manifest().finishedAt())
                .param("console", file.part(RunFile.CONSOLE).digest())
                .param(
                        "epochs",
                        file.has(RunFile.EPOCHS) ? file.part(RunFile.EPOCHS).digest() : null)
                .param("trace", trace == null ? null : trace.digest())
                .param("file", file.part(RunFile.MANIFEST).digest())
                .param("state", ImportState.CLAIMED.wireName())
                .update();
        database.sql("update runs set last_event = :last, progress_cycle = :cycle where id = :id")
                .param("last", last)
                .param("cycle", file.result().cycles())
                .param("id", id)
                .update();
        runs.close(id, RunEnding.with(file.result().outcome()));
        audit.record(
                Act.RUN_IMPORTED,
                account.id(),
                id,
                file.manifest().run() + " of " + file.manifest().installation());
        return new Accepted(id, true);
    }

    private static byte[] bytes(RunFile file, String part) {
        try {
            return file.bytes(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> had(Account account, RunFile file) {
        return database.sql("""
                        select r.id from run_imports i join runs r on r.id = i.run_id
                        where i.file_digest = :file and r.user_id = :user order by r.number limit 1
                        """)
                .param("file", file.part(RunFile.MANIFEST).digest())
                .param("user", account.id())
                .query(String.class)
                .optional();
    }

    /// What of it can be a mark here.
    private static RunMarks marks(RunFileManifest manifest) {
        var labels = new TreeMap<String, String>();
        manifest.labels().forEach((key, value) -> {
            if (KEY.matcher(key).matches() && VALUE.matcher(value).matches()) labels.put(key, value);
        });
        var commit = manifest.commit();
        return new RunMarks(
                labels,
                commit != null && COMMIT.matcher(commit).matches() ? commit : null,
                manifest.branch(),
                manifest.repository());
    }

    /// The console and the metrics, as events.
    ///
    /// @return the number of the last
    private long tell(String id, RunFile file) {
        var told = new Told(id);
        try {
            file.readConsole((node, bytes) -> told.add(new RunEvent.Printed(0, node, bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BadArchiveException e) {
            throw new IllegalStateException("the console was read before", e);
        }
        var result = file.result();
        result.metrics()
                .forEach((name, value) -> told.add(
                        new RunEvent.Measured(name, value, result.metricUnits().get(name))));
        told.flush();
        return told.last;
    }

    private final class Told {
        private final String run;
        private final List<RunEvent> waiting = new ArrayList<>();
        private long last;

        Told(String run) {
            this.run = run;
        }

        void add(RunEvent event) {
            waiting.add(event);
            if (waiting.size() == EVENTS_AT_ONCE) flush();
        }

        void flush() {
            if (waiting.isEmpty()) return;
            last += waiting.size();
            events.add(run, last, waiting);
            waiting.clear();
        }
    }

    /// Of which part a trace has to be made when a run is verified: where the file claims one, and that is not verified
    /// yet; else null.
    public JobTraces.@Nullable Part claimedTrace(String run) {
        return database.sql("""
                        select r.trace_from, r.trace_to from run_imports i join runs r on r.id = i.run_id
                        where i.run_id = :run and i.state <> 'verified' and i.trace_digest is not null
                        """)
                .param("run", run)
                .query((row, _) -> new JobTraces.Part(row.getLong(1), row.getLong(2)))
                .optional()
                .orElse(null);
    }

    private record Claimed(
            String console,
            @Nullable String epochs,
            @Nullable String trace) {}

    /// Compares what came of a run here with what its file claims, and notes that. Whoever calls has the verification's
    /// row locked.
    ///
    /// @param traced the trace that was made of it, packed; null for none
    /// @return what is different, by name; empty of a run that came in no file, or that is verified already: then a
    ///     difference is no fault of the file's
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<List<String>> settle(String run, RunReport found, byte @Nullable [] traced) {
        var claimed = database.sql("""
                        select console_digest, epochs_digest, trace_digest from run_imports
                        where run_id = :run and state <> 'verified' for update
                        """)
                .param("run", run)
                .query((row, _) -> new Claimed(row.getString(1), row.getString(2), row.getString(3)))
                .optional();
        if (claimed.isEmpty()) return Optional.empty();
        var differences = differences(run, claimed.get(), found, traced);
        var state = differences.isEmpty() ? ImportState.VERIFIED : ImportState.DIFFERENT;
        database.sql("""
                        update run_imports set state = :state, differences = cast(:differences as jsonb),
                            verified_at = now() where run_id = :run
                        """)
                .param("state", state.wireName())
                .param("differences", json.writeValueAsString(differences))
                .param("run", run)
                .update();
        if (state == ImportState.VERIFIED) verified(run, found);
        return Optional.of(differences);
    }

    private List<String> differences(String run, Claimed claimed, RunReport found, byte @Nullable [] traced) {
        var differences = new ArrayList<>(results.whole(run).differences(RunFileResult.of(found)));
        if (!RunFile.consoleDigest(found).equals(claimed.console())) differences.add(RunFile.CONSOLE);
        var clues = RunFileClues.of(found);
        results.clues(run).ifPresent(told -> differences.addAll(told.differences(clues)));
        if (claimed.epochs() != null && !EpochsFile.digest(found.epochs()).equals(claimed.epochs())) {
            differences.add(RunFile.EPOCHS);
        }
        if (claimed.trace() != null && !isTrace(claimed.trace(), traced)) differences.add("trace");
        return differences;
    }

    private static boolean isTrace(String digest, byte @Nullable [] traced) {
        try {
            return traced != null && RunFileTrace.digest(traced).equals(digest);
        } catch (IOException e) {
            return false;
        }
    }

    /// From now on it is a run like those that were carried out here: it may answer its owner's submissions. Sentences
    /// are those of this version, since nobody compares them.
    private void verified(String run, RunReport found) {
        var request = new String(orders.request(run).orElseThrow(), StandardCharsets.UTF_8);
        results.verified(run, found);
        database.sql("update runs set work = :work where id = :run")
                .param("work", RunOrder.work(found.machineVersion(), request))
                .param("run", run)
                .update();
    }

    /// Counts, and takes no more than a disk may hold.
    private static final class Bounded extends OutputStream {
        private final long most;
        private long bytes;

        Bounded(long most) {
            this.most = most;
        }

        @Override
        public void write(int each) throws IOException {
            add(1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            add(length);
        }

        private void add(int more) throws IOException {
            bytes += more;
            if (bytes > most) throw new IOException("it holds more than the run's limit of memory");
        }
    }
}
