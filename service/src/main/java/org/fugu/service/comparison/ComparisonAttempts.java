package org.fugu.service.comparison;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.experiment.difference.ExplanationFile;
import org.fugu.experiment.report.GateReport;
import org.fugu.service.measurement.MeasurementEnded;
import org.fugu.service.measurement.MeasurementState;
import org.fugu.service.run.Claim;
import org.fugu.service.run.KeptWork;
import org.fugu.service.run.RunSettings;
import org.fugu.service.run.WorkRows;
import org.fugu.service.run.WorkTable;
import org.fugu.service.run.WorkUse;
import org.fugu.service.signal.Signal;
import org.fugu.service.worker.ExplainWork;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// A comparison from its first attempt to its end. It can start when its measurements have finished.
@Component
class ComparisonAttempts extends WorkRows {
    private static final String MEASURED = """
            not exists (select 1 from measurements m where m.id in (w.base_id, w.head_id) and m.state <> 'finished')
            """;

    /// That the newest attempt has explained a benchmark, or found out why it cannot.
    private static final String EXPLAINED = """
            exists (select 1 from comparison_parts e
                where e.comparison_id = comparisons.id and e.attempt = comparisons.attempts)
            """;

    /// A gate that could not look at everything is not open.
    private static final String OUTCOME =
            "case when w.exit_code = 0 then 'passed' when w.exit_code is not null then 'failed' end";

    /// A measurement, and whose bundle it is of.
    ///
    /// @param libos the bundle of the published library OS that it is bound to, or null
    record Measured(
            String id,
            String userId,
            String bundle,
            @Nullable String libos) {}

    /// What is to be compared.
    ///
    /// @param failures how many attempts came to nothing
    record Order(
            String project,
            Measured base,
            Measured head,
            ThresholdSide thresholds,
            List<String> acknowledged,
            boolean explain,
            int failures) {}

    private final JdbcClient database;
    private final ComparisonRows rows;
    private final ApplicationEventPublisher publisher;

    ComparisonAttempts(
            JdbcClient database,
            RunSettings settings,
            WorkUse use,
            Signal signal,
            ComparisonRows rows,
            ApplicationEventPublisher publisher,
            TransactionTemplate transactions) {
        super(
                database,
                settings,
                use,
                signal,
                publisher,
                new WorkTable("comparison", MEASURED, "w.project_id", OUTCOME),
                KeptWork.parts(EXPLAINED),
                transactions);
        this.database = database;
        this.rows = rows;
        this.publisher = publisher;
    }

    Order order(Claim claim) {
        return database.sql("""
                        select c.*, b.user_id as base_user, b.bundle_digest as base_bundle,
                            b.libos_digest as base_libos, h.user_id as head_user, h.bundle_digest as head_bundle,
                            h.libos_digest as head_libos
                        from comparisons c join measurements b on b.id = c.base_id join measurements h on h.id = c.head_id
                        where c.id = :id
                        """)
                .param("id", claim.id())
                .query((row, _) -> new Order(
                        row.getString("project_id"),
                        measured(row, "base"),
                        measured(row, "head"),
                        ThresholdSide.ofWire(row.getString("thresholds")),
                        ComparisonRows.acknowledged(row),
                        row.getBoolean("explain"),
                        row.getInt("failures")))
                .single();
    }

    private static Measured measured(ResultSet row, String side) throws SQLException {
        return new Measured(
                row.getString(side + "_id"),
                row.getString(side + "_user"),
                row.getString(side + "_bundle"),
                row.getString(side + "_libos"));
    }

    /// What earlier attempts have come to, by benchmark.
    Map<String, ExplainWork.Found> explained(Claim claim) {
        var explained = new TreeMap<String, ExplainWork.Found>();
        if (claim.attempt() == 1) return explained;
        database.sql("select * from comparison_parts where comparison_id = :id")
                .param("id", claim.id())
                .query(row -> {
                    explained.put(row.getString("benchmark"), found(row));
                });
        return explained;
    }

    private static ExplainWork.Found found(ResultSet row) throws SQLException {
        var cycles = row.getLong("cycles");
        var explanation = row.getBytes("explanation");
        if (explanation == null) return new ExplainWork.Found.Unexplained(cycles, row.getString("unexplained"));
        var difference = ExplanationFile.read(explanation).getFirst();
        return new ExplainWork.Found.Explained(cycles, difference, explanation, row.getBytes("flames"));
    }

    /// Keeps what came of a benchmark, so that no further attempt explains it again.
    ///
    /// @param cycles that were simulated for it
    @Transactional
    public void keepExplained(Claim claim, String benchmark, ExplainWork.Found found, long cycles) {
        var explained = found instanceof ExplainWork.Found.Explained known ? known : null;
        var unexplained = found instanceof ExplainWork.Found.Unexplained(var _, var why) ? why : null;
        requireNewest(claim);
        database.sql("""
                        insert into comparison_parts
                            (comparison_id, benchmark, attempt, explanation, flames, unexplained, cycles)
                        values (:id, :benchmark, :attempt, :explanation, :flames, :unexplained, :cycles)
                        on conflict (comparison_id, benchmark) do nothing
                        """)
                .param("id", claim.id())
                .param("benchmark", benchmark)
                .param("attempt", claim.attempt())
                .param("explanation", explained == null ? null : explained.explanation(), Types.BINARY)
                .param("flames", explained == null ? null : explained.flames(), Types.BINARY)
                .param("unexplained", unexplained)
                .param("cycles", cycles)
                .update();
    }

    /// How many bytes the project's explanations take.
    long explanationBytes(String project) {
        return database.sql("""
                        select coalesce(sum(octet_length(e.explanation) + octet_length(e.flames)), 0)
                        from comparison_explanations e join comparisons c on c.id = e.comparison_id
                        where c.project_id = :project
                        """).param("project", project).query(Long.class).single();
    }

    /// Records the one report.
    ///
    /// @param unexplained why something that is worse is not explained, or null
    /// @param nodeCycles that explaining took
    @Transactional
    public void finish(
            Claim claim,
            GateReport report,
            List<WrittenExplanation> explained,
            @Nullable String unexplained,
            double nodeCycles) {
        requireNewest(claim);
        used(claim, nodeCycles);
        for (var each : explained) {
            database.sql("""
                            insert into comparison_explanations (comparison_id, benchmark, explanation, flames)
                            values (:id, :benchmark, :explanation, :flames)
                            """)
                    .param("id", claim.id())
                    .param("benchmark", each.benchmark())
                    .param("explanation", each.explanation())
                    .param("flames", each.flames())
                    .update();
        }
        database.sql("""
                        update comparisons set exit_code = :exitCode, verdict = :verdict, regressions = :regressions,
                            explained = :explained, unexplained = :unexplained, report = :report
                        where id = :id
                        """)
                .param("exitCode", report.exitCode())
                .param("verdict", report.verdict())
                .param("regressions", report.regressions())
                .param("explained", !explained.isEmpty())
                .param("unexplained", unexplained)
                .param("report", report.write())
                .param("id", claim.id())
                .update();
        end(claim.id(), ComparisonState.FINISHED.wireName(), null);
    }

    /// What waits for a measurement that came to no result is over, in the same transaction.
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void measured(MeasurementEnded measured) {
        var measurement = measured.measurement();
        if (measurement.state() == MeasurementState.FINISHED) return;
        var waiting = database.sql("""
                        select id from comparisons
                        where (base_id = :id or head_id = :id) and state = 'queued' order by number for update
                        """)
                .param("id", measurement.id())
                .query(String.class)
                .list();
        for (var id : waiting) {
            end(
                    id,
                    ComparisonState.INFRASTRUCTURE_ERROR.wireName(),
                    "measurement " + measurement.id() + " came to no result: it is "
                            + measurement.state().wireName());
        }
    }

    @Override
    protected void ended(String id) {
        database.sql("delete from comparison_parts where comparison_id = :id")
                .param("id", id)
                .update();
        var row = rows.find(id).orElseThrow();
        publisher.publishEvent(new ComparisonEnded(row.project(), row.comparison()));
    }
}
