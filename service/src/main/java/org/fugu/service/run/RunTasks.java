package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
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
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.disk.Disks;
import org.fugu.service.input.Inputs;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Makes of what [RunOrders] has stored what a worker carries out.
@Component
public class RunTasks {
    private final JdbcClient database;
    private final Bundles bundles;
    private final Disks disks;
    private final Inputs reads;
    private final JsonMapper json;

    RunTasks(JdbcClient database, Bundles bundles, Disks disks, Inputs reads, JsonMapper json) {
        this.database = database;
        this.bundles = bundles;
        this.disks = disks;
        this.reads = reads;
        this.json = json;
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
        var library = job.libraryApart();
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
