package org.fugu.service.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.service.run.Claim;
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

/// A measurement from its first attempt to its end.
@Component
class MeasurementAttempts extends WorkRows {
    /// @param userId whose bundle it is
    /// @param libos the bundle of the published library OS that it is bound to, or null
    record Order(String userId, String bundle, @Nullable String libos) {}

    /// That the newest attempt has come to the end of a benchmark.
    private static final String MEASURED = """
            exists (select 1 from measurement_parts b
                where b.measurement_id = measurements.id and b.attempt = measurements.attempts)
            """;

    private final JdbcClient database;
    private final MeasurementRows rows;
    private final Signal signal;
    private final ApplicationEventPublisher publisher;

    MeasurementAttempts(
            JdbcClient database,
            RunSettings settings,
            WorkUse use,
            Signal signal,
            MeasurementRows rows,
            ApplicationEventPublisher publisher,
            TransactionTemplate transactions) {
        super(
                database,
                settings,
                use,
                signal,
                publisher,
                new WorkTable(
                        "measurement",
                        "true",
                        "w.project_id",
                        "case w.succeeded when true then 'succeeded' when false then 'failed' end"),
                KeptWork.checkpoints("measurement").orParts(MEASURED),
                transactions);
        this.database = database;
        this.rows = rows;
        this.signal = signal;
        this.publisher = publisher;
    }

    Order order(Claim claim) {
        return database.sql("select user_id, bundle_digest, libos_digest from measurements where id = :id")
                .param("id", claim.id())
                .query((row, _) -> new Order(row.getString(1), row.getString(2), row.getString(3)))
                .single();
    }

    /// A benchmark begins.
    ///
    /// @param done how many are done
    @Transactional
    public void begin(Claim claim, String benchmark, int done) {
        requireNewest(claim);
        database.sql("update measurements set benchmark = :benchmark, done = :done where id = :id")
                .param("benchmark", benchmark)
                .param("done", done)
                .param("id", claim.id())
                .update();
        signal.changed(claim.id());
    }

    /// What earlier attempts have measured, in the bundle's order.
    ///
    /// @return of the first benchmarks; none of those behind one that is missing
    List<BenchmarkRun.Measured> measured(Claim claim) {
        if (claim.attempt() == 1) return List.of();
        record Kept(int place, byte[] document, long cycles) {}
        var measured = new ArrayList<BenchmarkRun.Measured>();
        var kept = database.sql("select * from measurement_parts where measurement_id = :id order by place")
                .param("id", claim.id())
                .query((row, _) -> new Kept(row.getInt("place"), row.getBytes("document"), row.getLong("cycles")))
                .list();
        for (var each : kept) {
            if (each.place() != measured.size()) break;
            var results = ResultsFile.read(each.document());
            measured.add(new BenchmarkRun.Measured(results.measurements().getFirst(), each.cycles()));
        }
        return measured;
    }

    /// Keeps what was measured of a benchmark, so that no further attempt does it again.
    ///
    /// @param place in the bundle's list
    @Transactional
    public void keepMeasured(Claim claim, int place, BoundBundle bound, BenchmarkRun.Measured measured) {
        requireNewest(claim);
        database.sql("""
                        insert into measurement_parts (measurement_id, place, attempt, document, cycles)
                        values (:id, :place, :attempt, :document, :cycles)
                        on conflict (measurement_id, place) do update set attempt = excluded.attempt,
                            document = excluded.document, cycles = excluded.cycles
                        """)
                .param("id", claim.id())
                .param("place", place)
                .param("attempt", claim.attempt())
                .param("document", ResultsFile.write(BenchmarkResults.of(bound, List.of(measured.measurement()))))
                .param("cycles", measured.cycles())
                .update();
        // Nobody goes on within it any more.
        checkpoints().forgetCheckpoint(claim);
    }

    /// Records the one result.
    ///
    /// @param nodeCycles that it took
    @Transactional
    public void finish(Claim claim, BenchmarkResults results, double nodeCycles) {
        requireNewest(claim);
        used(claim, nodeCycles);
        database.sql("insert into measurement_results (measurement_id, document) values (:id, :document)")
                .param("id", claim.id())
                .param("document", ResultsFile.write(results))
                .update();
        finished(claim.id(), String.join(",", results.machineVersions()), results.succeeded(), null);
    }

    /// A measurement of the same bundle on the same library OS, in the same project, on machines of the same versions.
    private static final String EARLIER = """
            select e.id from measurements m join measurements e
                on e.project_id = m.project_id and e.bundle_digest = m.bundle_digest and e.id <> m.id
                    and e.machine_version = m.wanted_version and e.libos_digest is not distinct from m.libos_digest
            where m.id = :id and e.state = 'finished' order by e.from_id nulls first, e.number limit 1
            """;

    /// Finishes a measurement with the figures of an earlier one, if there is one.
    ///
    /// @param id of a measurement that nobody else knows yet, or whose row is locked
    @Transactional
    public boolean repeat(String id) {
        Optional<String> earlier =
                database.sql(EARLIER).param("id", id).query(String.class).optional();
        if (earlier.isEmpty()) return false;
        database.sql("""
                        insert into measurement_results (measurement_id, document)
                        select :id, document from measurement_results where measurement_id = :from
                        """).param("id", id).param("from", earlier.get()).update();
        record Known(String version, boolean succeeded) {}
        var known = database.sql("select machine_version, succeeded from measurements where id = :from")
                .param("from", earlier.get())
                .query((row, _) -> new Known(row.getString(1), row.getBoolean(2)))
                .single();
        finished(id, known.version(), known.succeeded(), earlier.get());
        return true;
    }

    /// As [#repeat(String)], of an attempt.
    @Transactional
    public boolean repeat(Claim claim) {
        requireNewest(claim);
        return repeat(claim.id());
    }

    private void finished(String id, String version, boolean succeeded, @Nullable String from) {
        database.sql("""
                        update measurements set machine_version = :version, succeeded = :succeeded, from_id = :from,
                            benchmark = null, done = benchmarks
                        where id = :id
                        """)
                .param("version", version)
                .param("succeeded", succeeded)
                .param("from", from)
                .param("id", id)
                .update();
        end(id, MeasurementState.FINISHED.wireName(), null);
    }

    /// Ends one that no worker has.
    void cancel(String id) {
        end(id, MeasurementState.CANCELED.wireName(), null);
    }

    @Override
    protected void ended(String id) {
        database.sql("delete from measurement_parts where measurement_id = :id")
                .param("id", id)
                .update();
        var row = rows.find(id).orElseThrow();
        publisher.publishEvent(new MeasurementEnded(row.project(), row.measurement()));
    }
}
