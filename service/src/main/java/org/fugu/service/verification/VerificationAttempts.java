package org.fugu.service.verification;

import java.util.List;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.exokernel.run.RunReport;
import org.fugu.service.run.Claim;
import org.fugu.service.run.ImportedRuns;
import org.fugu.service.run.KeptWork;
import org.fugu.service.run.RunSettings;
import org.fugu.service.run.WorkRows;
import org.fugu.service.run.WorkTable;
import org.fugu.service.run.WorkUse;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// A verification from its first attempt to its end.
@Component
class VerificationAttempts extends WorkRows {
    /// Whether anybody waits for a worker: then no audit is begun, and none goes on.
    private static final String SOMEBODY_WAITS = """
            (exists (select 1 from runs where state = 'queued' and co_run_id is null and waiting_for is null)
             or exists (select 1 from co_runs where state = 'queued')
             or exists (select 1 from measurements where state = 'queued')
             or exists (select 1 from comparisons where state = 'queued')
             or exists (select 1 from verifications where state = 'queued' and not audit))
            """;

    /// @param audit whether it gives way to others
    /// @param version of the machine, when the run was carried out
    /// @param nodes of its mesh
    record Order(String run, boolean audit, String version, int nodes) {}

    private final JdbcClient database;
    private final Incidents incidents;
    private final ImportedRuns imports;

    VerificationAttempts(
            JdbcClient database,
            RunSettings settings,
            WorkUse use,
            Signal signal,
            Incidents incidents,
            ImportedRuns imports,
            ApplicationEventPublisher publisher,
            TransactionTemplate transactions) {
        super(
                database,
                settings,
                use,
                signal,
                publisher,
                new WorkTable(
                        "verification",
                        "(not w.audit or not " + SOMEBODY_WAITS + ")",
                        "(select r.project_id from runs r where r.id = w.run_id)",
                        "case w.same when true then 'same' when false then 'different' end"),
                KeptWork.checkpoints("verification"),
                transactions);
        this.database = database;
        this.incidents = incidents;
        this.imports = imports;
    }

    Order order(Claim claim) {
        return database.sql("""
                        select v.run_id, v.audit, s.machine_version, r.mesh_columns * r.mesh_rows as nodes
                        from verifications v join run_results s on s.run_id = v.run_id join runs r on r.id = v.run_id
                        where v.id = :id
                        """)
                .param("id", claim.id())
                .query((row, _) -> new Order(row.getString(1), row.getBoolean(2), row.getString(3), row.getInt(4)))
                .single();
    }

    /// Whether an audit has to give way. It does not, once the owner of the run wants it too.
    boolean givesWay(Claim claim) {
        return database.sql("select audit and " + SOMEBODY_WAITS + " from verifications where id = :id")
                .param("id", claim.id())
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }

    /// Of which part of the run the trace is to be made too, since a file claims one; null for none.
    JobTraces.@Nullable Part claimedTrace(Order order) {
        return imports.claimedTrace(order.run());
    }

    /// Records what was found, on a mesh of so many nodes. What is not the same is an incident, unless a file is to
    /// blame: of a run that came in one, all is compared that the file claims.
    @Transactional
    public VerificationFinished finish(Claim claim, RunReport report, byte @Nullable [] traced, int nodes) {
        requireNewest(claim);
        used(claim, (double) report.cycles() * nodes);
        record Ended(String run, boolean audit, boolean same) {}
        var differences = imports.settle(order(claim).run(), report, traced);
        var ended = database.sql("""
                        update verifications v set digest = :digest, result_digest = :resultDigest,
                            same = s.digest = :digest and s.result_digest = :resultDigest and :asClaimed
                        from run_results s where v.id = :id and s.run_id = v.run_id
                        returning v.run_id, v.audit, v.same
                        """)
                .param("digest", report.digest())
                .param("resultDigest", report.resultDigest())
                .param("asClaimed", differences.map(List::isEmpty).orElse(true))
                .param("id", claim.id())
                .query((row, _) -> new Ended(row.getString(1), row.getBoolean(2), row.getBoolean(3)))
                .single();
        if (!ended.same() && differences.isEmpty()) incidents.open(ended.run(), report.digest());
        end(claim.id(), VerificationState.FINISHED.wireName(), null);
        return new VerificationFinished(ended.run(), ended.audit(), ended.same() || differences.isPresent());
    }

    /// It cannot be carried out by this process, and nothing is wrong with it.
    @Transactional
    public void giveUp(Claim claim, String why) {
        requireNewest(claim);
        end(claim.id(), VerificationState.INFRASTRUCTURE_ERROR.wireName(), why);
    }

    @Override
    protected void ended(String id) {
        // Whoever waits for it is woken by the end itself.
    }
}
