package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.fugu.service.disk.Disks;
import org.fugu.service.input.Inputs;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Stores what was ordered. The columns are there to be listed and searched; what is carried out is the request, which
/// has all of them and the machine's figures.
@Component
class RunOrders {
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

    /// Sent with it, as the first event is, so that all are one way to the database and back.
    private static final String INSERT_REQUEST = "; insert into run_requests (run_id, request) values (:id, :request)";

    private final JdbcClient database;
    private final QueueSettings queue;
    private final Disks disks;
    private final Inputs reads;
    private final RunLabels labels;
    private final JsonMapper json;

    RunOrders(JdbcClient database, QueueSettings queue, Disks disks, Inputs reads, RunLabels labels, JsonMapper json) {
        this.database = database;
        this.queue = queue;
        this.disks = disks;
        this.reads = reads;
        this.labels = labels;
        this.json = json;
    }

    /// Stores a run whose end is known already, and follows. It has no events yet.
    void insert(RunOrder order) {
        insert(order, null, null, INSERT_REQUEST);
    }

    /// Stores a run that waits.
    ///
    /// @param partition a lease to run on, or null to have one made
    void queue(RunOrder order, @Nullable String partition) {
        insert(order, partition, null, INSERT_REQUEST + RunEvents.QUEUED);
    }

    /// Stores a part of a co-run, which has the request.
    void queue(RunOrder order, String partition, String coRun) {
        insert(order, partition, coRun, RunEvents.QUEUED);
    }

    private void insert(RunOrder order, @Nullable String partition, @Nullable String coRun, String with) {
        var inputs = order.inputs();
        var library = inputs.first().libraryApart();
        var has = order.belongings();
        // What a job of a co-run needs is held with the job.
        if (has.disk() != null && coRun == null) disks.hold(order.userId(), has.disk());
        reads.hold(order.userId(), has.reads());
        database.sql(INSERT + with)
                .param("request", coRun == null ? RunOrder.text(inputs) : null)
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
                .param("traceFrom", has.trace() == null ? null : has.trace().from())
                .param("traceTo", has.trace() == null ? null : has.trace().to())
                .param("libosName", library == null ? null : library.name())
                .param("libosVersion", library == null ? null : library.version())
                .param("libosDigest", library == null ? null : library.bundle())
                .param("placement", inputs.first().structure().placement().wireName())
                .param("pageTable", inputs.first().structure().pageTable().wireName())
                .param("reserved", Storage.reserved(inputs.limits().consoleBytes(), has.isTraced(), has.keepsDisk()))
                .param(
                        "brief",
                        queue.isBrief(inputs.limits().cycles(), inputs.mesh().nodes()))
                .param("commit", order.marks().commit())
                .param("branch", order.marks().branch())
                .param("repository", order.marks().repository())
                .param("work", order.work())
                .update();
        labels.insert(order.id(), order.marks().labels());
        if (has.disk() != null) disks.insert(order.id(), order.userId(), has.disk());
        reads.insert(order.id(), order.userId(), has.reads());
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
}
