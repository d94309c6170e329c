package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.JobInputs;
import org.fugu.exokernel.run.LibraryInputs;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.disk.Disks;
import org.fugu.service.input.Inputs;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Stores and reads what was ordered. The columns are there to be listed and searched; what is
/// carried out is the request, which has all of them and the machine's figures.
@Component
public class RunOrders {
    private static final String INSERT = """
            insert into runs (id, user_id, bundle_digest, program, arguments, machine, preset,
                mesh_columns, mesh_rows, nodes, fidelity, seed, limit_cycles, limit_instructions, limit_console,
                limit_memory, overrides, partition_id, co_run_id, trace_from, trace_to,
                libos_name, libos_version, libos_digest, placement, page_table, brief, reserved_bytes,
                project_id, last_event, commit_id, branch, repository, work, state)
            values (:id, :user, :bundle, :program, cast(:arguments as jsonb), :machine, :preset, :columns,
                :rows, :nodes, :fidelity, :seed, :cycles, :instructions, :console,
                :memory, cast(:overrides as jsonb), :partition, :coRun,
                cast(:traceFrom as bigint), cast(:traceTo as bigint),
                :libosName, :libosVersion, :libosDigest, :placement, :pageTable, :brief, :reserved,
                :project, 1, :commit, :branch, :repository, :work, 'queued')
            """;

    /// Sent with it, so that both are one way to the database and back.
    private static final String INSERT_REQUEST = "; insert into run_requests (run_id, request) values (:id, :request)";

    private final JdbcClient database;
    private final Bundles bundles;
    private final QueueSettings queue;
    private final Disks disks;
    private final Inputs reads;
    private final RunLabels labels;
    private final JsonMapper json;

    RunOrders(
            JdbcClient database,
            Bundles bundles,
            QueueSettings queue,
            Disks disks,
            Inputs reads,
            RunLabels labels,
            JsonMapper json) {
        this.database = database;
        this.bundles = bundles;
        this.queue = queue;
        this.disks = disks;
        this.reads = reads;
        this.labels = labels;
        this.json = json;
    }

    /// @param partition a lease to run on, or null to have one made
    void insert(RunOrder order, @Nullable String partition) {
        insert(order, partition, null);
    }

    /// The first event is that it waits; [Runs#announce] adds it.
    ///
    /// @param coRun which it is a part of, and which has the request; or null
    void insert(RunOrder order, @Nullable String partition, @Nullable String coRun) {
        var inputs = order.inputs();
        var library = published(inputs.first());
        // What a job of a co-run needs is held with the job.
        if (order.disk() != null && coRun == null) disks.hold(order.userId(), order.disk());
        reads.hold(order.userId(), order.reads());
        database.sql(INSERT + (order.request() == null ? "" : INSERT_REQUEST))
                .param("request", order.request())
                .param("id", order.id())
                .param("user", order.userId())
                .param("project", order.project())
                .param("bundle", inputs.bundle())
                .param("program", inputs.program())
                .param("arguments", json.writeValueAsString(inputs.arguments()))
                .param("machine", order.machine())
                .param("preset", inputs.machine().name())
                .param("columns", inputs.mesh().columns())
                .param("rows", inputs.mesh().rows())
                .param("nodes", inputs.nodes())
                .param("fidelity", inputs.fidelity().toString())
                .param("seed", inputs.seed())
                .param("cycles", inputs.limits().cycles())
                .param("instructions", inputs.limits().instructions())
                .param("console", inputs.limits().consoleBytes())
                .param("memory", inputs.limits().memoryBytes())
                .param("overrides", json.writeValueAsString(order.overrides()))
                .param("partition", partition)
                .param("coRun", coRun)
                .param("traceFrom", order.trace() == null ? null : order.trace().from())
                .param("traceTo", order.trace() == null ? null : order.trace().to())
                .param("libosName", library == null ? null : library.name())
                .param("libosVersion", library == null ? null : library.version())
                .param("libosDigest", library == null ? null : library.bundle())
                .param("placement", inputs.first().structure().placement().wireName())
                .param("pageTable", inputs.first().structure().pageTable().wireName())
                .param(
                        "reserved",
                        Storage.reserved(inputs.limits().consoleBytes(), order.trace() != null, order.keepsDisk()))
                .param(
                        "brief",
                        queue.isBrief(inputs.limits().cycles(), inputs.mesh().nodes()))
                .param("commit", order.marks().commit())
                .param("branch", order.marks().branch())
                .param("repository", order.marks().repository())
                .param("work", order.work())
                .update();
        labels.insert(order.id(), order.marks().labels());
        if (order.disk() != null) disks.insert(order.id(), order.userId(), order.disk());
        reads.insert(order.id(), order.userId(), order.reads());
    }

    /// The library OS that the run is bound to, if it does not come with the bundle of the program.
    private static @Nullable LibraryInputs published(JobInputs job) {
        var library = job.library();
        return library == null || library.bundle().equals(job.bundle()) ? null : library;
    }

    /// Whether that user keeps a run of which exactly the same was asked.
    boolean hasSame(String userId, String bundle, String request) {
        return database.sql("""
                        select exists (select 1 from runs r join run_requests q on q.run_id = r.id
                            where r.user_id = :user and r.bundle_digest = :bundle and q.request = :request)
                        """)
                .param("user", userId)
                .param("bundle", bundle)
                .param("request", request)
                .query(Boolean.class)
                .single();
    }

    /// The request of a run in its wire form. None of a run from before requests were kept, nor of a part
    /// of a co-run.
    Optional<byte[]> request(String id) {
        return database.sql("select request from run_requests where run_id = :id")
                .param("id", id)
                .query(String.class)
                .optional()
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /// What to carry out.
    ///
    /// @param threads of this host that it may use
    public RunPlan plan(String id, int threads) {
        return task(id, threads).plan();
    }

    /// What is asked of the database for a task.
    ///
    /// @param withoutFigures where the request was not kept
    /// @param keepsDisk null where there is no disk
    /// @param watched null where the run is of no set
    private record Asked(
            String bundle,
            @Nullable String request,
            @Nullable RunOptions withoutFigures,
            JobTraces.@Nullable Part trace,
            @Nullable Boolean keepsDisk,
            @Nullable Boolean watched) {}

    /// All that a worker needs to know. The bundle is read by its digest: the run was accepted.
    RunTask task(String id, int threads) {
        var asked = database.sql("""
                        select r.*, q.request, d.keep as keeps_disk, m.watched
                        from runs r left join run_requests q on q.run_id = r.id
                            left join run_disks d on d.run_id = r.id left join run_set_members m on m.run_id = r.id
                        where r.id = :id
                        """)
                .param("id", id)
                .query((row, _) -> asked(row, threads))
                .single();
        var bundle = bundles.openPublished(asked.bundle());
        var plan = asked.request() == null
                ? RunPlan.of(bundle, Objects.requireNonNull(asked.withoutFigures()))
                : plan(id, bundle, asked.request(), threads);
        return new RunTask(
                plan,
                asked.trace(),
                Boolean.TRUE.equals(asked.keepsDisk()),
                asked.watched() != null,
                Boolean.TRUE.equals(asked.watched()));
    }

    private Asked asked(ResultSet row, int threads) throws SQLException {
        var request = row.getString("request");
        return new Asked(
                row.getString("bundle_digest"),
                request,
                request == null ? withoutFigures(row, threads) : null,
                RunTraces.part(row),
                row.getObject("keeps_disk", Boolean.class),
                row.getObject("watched", Boolean.class));
    }

    private RunPlan plan(String id, Bundle bundle, String request, int threads) {
        var inputs = WireForms.REQUEST.read(request.getBytes(StandardCharsets.UTF_8));
        var job = inputs.first();
        var disk = job.disk() == null ? null : disks.before(id);
        var given = job.inputs() == null ? null : reads.of(id);
        return RunPlan.of(List.of(needed(bundle, job, disk, given)), inputs, threads);
    }

    /// What a job of a co-run is carried out from, whatever became of its run.
    JobBundles neededOfJob(String coRun, String userId, Bundle bundle, JobInputs job) {
        var disk = job.disk() == null ? null : disks.beforeJob(coRun, userId);
        return needed(bundle, job, disk, job.inputs() == null ? null : reads.ofJob(coRun, userId));
    }

    /// What a job is carried out from. The library OS is read by its digest, whoever may see it today: the job was
    /// accepted.
    ///
    /// @param bundle of the program
    private JobBundles needed(Bundle bundle, JobInputs job, byte @Nullable [] disk, @Nullable InputContents given) {
        var library = published(job);
        return new JobBundles(bundle, library == null ? null : bundles.openPublished(library.bundle()), disk, given);
    }

    /// A run from before requests were kept: its machine is the preset as it is now.
    private RunOptions withoutFigures(ResultSet row, int threads) throws SQLException {
        SortedMap<String, Long> overrides =
                json.readValue(row.getString("overrides"), new TypeReference<TreeMap<String, Long>>() {});
        List<String> arguments = json.readValue(row.getString("arguments"), new TypeReference<List<String>>() {});
        return new RunOptions(
                row.getString("program"),
                arguments,
                row.getString("preset"),
                row.getInt("mesh_columns") + "x" + row.getInt("mesh_rows"),
                row.getInt("nodes"),
                row.getString("fidelity"),
                row.getLong("seed"),
                new LimitsGiven(
                        row.getLong("limit_cycles"),
                        row.getLong("limit_instructions"),
                        row.getLong("limit_console"),
                        row.getLong("limit_memory")),
                overrides,
                threads);
    }
}
