package org.fugu.service.alert;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.fugu.bundle.Threshold;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.Rules;
import org.fugu.service.history.Epoch;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.measurement.MeasurementEnded;
import org.fugu.service.measurement.MeasurementRows;
import org.fugu.service.threshold.ProjectThresholds;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Raises alerts when a measurement of a project's default branch has come to its end, and resolves
/// those that it mends. What counts is the measurement before it of the bundle of that name on that
/// branch, in the order of commits' times, then that in which measurements were asked for.
@Component
class AlertRaising {
    /// By one measurement; a change that makes everything worse needs no more.
    private static final int MOST = 100;

    /// How many measurements before it are looked through for programs that did not end well in the last.
    private static final int LOOK_BACK = 20;

    private final JdbcClient database;
    private final MeasurementRows measurements;
    private final AlertRows rows;
    private final ProjectThresholds thresholds;
    private final ApplicationEventPublisher events;

    AlertRaising(
            JdbcClient database,
            MeasurementRows measurements,
            AlertRows rows,
            ProjectThresholds thresholds,
            ApplicationEventPublisher events) {
        this.database = database;
        this.measurements = measurements;
        this.rows = rows;
        this.thresholds = thresholds;
        this.events = events;
    }

    private record Open(String id, Alarm alarm) {}

    /// Within the transaction that ended the measurement.
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void measured(MeasurementEnded ended) {
        var measurement = ended.measurement().id();
        if (!isOfDefaultBranch(measurement)) return;
        measurements.results(measurement).ifPresent(results -> measured(ended.project(), measurement, results));
    }

    private void measured(String project, String measurement, BenchmarkResults results) {
        takeTurns(project);
        mend(project, measurement, results);
        var earlier = earlier(measurement);
        if (earlier.isEmpty()) return;
        var baseline = BranchBaseline.of(earlier);
        var rules = Rules.USUAL.with(thresholds.of(project));
        Alarm.of(Comparison.of(baseline.results(), results, rules)).stream()
                .limit(MOST)
                .forEach(alarm -> raise(project, measurement, baseline.sources().get(alarm.benchmark()), alarm));
    }

    private boolean isOfDefaultBranch(String measurement) {
        return database.sql("""
                        select m.branch = p.default_branch from measurements m join projects p on p.id = m.project_id
                        where m.id = :id
                        """).param("id", measurement).query(Boolean.class).single();
    }

    /// Two measurements of a branch that end at once would not see each other.
    private void takeTurns(String project) {
        database.sql("select pg_advisory_xact_lock(hashtextextended(:project, 0))")
                .param("project", project)
                .query((_, _) -> true)
                .single();
    }

    /// Those before it that are finished, the newest first, as far back as they are needed.
    private List<BranchBaseline.Earlier> earlier(String measurement) {
        var ids = database.sql("""
                        select e.id from measurements m join measurements e
                            on e.project_id = m.project_id and e.branch = m.branch
                            and e.bundle_name = m.bundle_name and e.state = 'finished'
                            and (e.committed_at, e.number) < (m.committed_at, m.number)
                        where m.id = :id
                        order by e.committed_at desc, e.number desc limit :most
                        """)
                .param("id", measurement)
                .param("most", LOOK_BACK)
                .query(String.class)
                .list();
        var earlier = new ArrayList<BranchBaseline.Earlier>();
        for (var id : ids) {
            earlier.add(new BranchBaseline.Earlier(id, measurements.results(id).orElseThrow()));
            boolean allWell =
                    BranchBaseline.of(earlier).results().measurements().stream().allMatch(Measurement::succeeded);
            if (allWell) break;
        }
        return earlier;
    }

    private void mend(String project, String measurement, BenchmarkResults results) {
        var open = database.sql("""
                        select a.* from measurements m join measurements e
                            on e.project_id = m.project_id and e.branch = m.branch
                            and e.bundle_name = m.bundle_name
                            and (e.committed_at, e.number) < (m.committed_at, m.number)
                        join alerts a on a.measurement_id = e.id and a.state <> 'resolved'
                        where m.id = :id order by a.number
                        """)
                .param("id", measurement)
                .query(AlertRaising::open)
                .list();
        for (var alert : open) if (alert.alarm().isMendedIn(results)) resolve(project, measurement, alert.id());
    }

    private void resolve(String project, String measurement, String id) {
        int resolved = database.sql("""
                        update alerts set state = 'resolved', revision = revision + 1, resolved_at = now(),
                            resolved_by = :by
                        where id = :id and state <> 'resolved'
                        """)
                .param("id", id)
                .param("by", "measurement " + measurement)
                .update();
        if (resolved > 0) {
            events.publishEvent(new AlertResolved(
                    project, rows.find(project, id).orElseThrow().alert()));
        }
    }

    /// Not a second time what is open already, as when a measurement of an older commit comes in later.
    private void raise(String project, String measurement, @Nullable String base, Alarm alarm) {
        var id = Identifiers.fresh("alr_");
        var threshold = alarm.threshold();
        int raised = database.sql("""
                        insert into alerts (id, state, measurement_id, base_measurement_id, benchmark, measure, kind,
                            sentence, base_value, head_value, unit, epoch, increase, decrease)
                        select :id, 'active', m.id, :baseMeasurement, :benchmark, :measure, :kind, :sentence, :base,
                            :head, :unit, :epoch, :increase, :decrease
                        from measurements m where m.id = :measurement and not exists (
                            select 1 from alerts a join measurements e on e.id = a.measurement_id
                            where e.project_id = m.project_id and e.branch = m.branch
                                and e.bundle_name = m.bundle_name and a.state <> 'resolved'
                                and a.benchmark = :benchmark and a.kind = :kind
                                and a.measure is not distinct from :measure::text
                                and a.base_value is not distinct from :base::bigint
                                and a.head_value is not distinct from :head::bigint)
                        """)
                .param("id", id)
                .param("measurement", measurement)
                .param("baseMeasurement", base)
                .param("benchmark", alarm.benchmark())
                .param("measure", alarm.measure())
                .param("kind", alarm.kind().wireName())
                .param("sentence", alarm.sentence())
                .param("base", alarm.base())
                .param("head", alarm.head())
                .param("unit", alarm.unit())
                .param("epoch", alarm.epoch() == null ? null : alarm.epoch().digest())
                .param("increase", threshold == null ? null : text(threshold.increase()))
                .param("decrease", threshold == null ? null : text(threshold.decrease()))
                .update();
        if (raised == 0) return;
        events.publishEvent(
                new AlertRaised(project, rows.find(project, id).orElseThrow().alert()));
    }

    private static @Nullable String text(Threshold.@Nullable Allowance allowance) {
        return allowance == null ? null : allowance.toString();
    }

    private static Threshold.@Nullable Allowance allowance(@Nullable String text) {
        return text == null ? null : Threshold.Allowance.parse(text);
    }

    private static Open open(ResultSet row, int index) throws SQLException {
        var epoch = row.getString("epoch");
        var threshold = new Threshold(allowance(row.getString("increase")), allowance(row.getString("decrease")));
        return new Open(
                row.getString("id"),
                new Alarm(
                        row.getString("benchmark"),
                        row.getString("measure"),
                        Alarm.Kind.ofWire(row.getString("kind")),
                        row.getString("sentence"),
                        row.getObject("base_value", Long.class),
                        row.getObject("head_value", Long.class),
                        row.getString("unit"),
                        epoch == null ? null : new Epoch(epoch),
                        epoch == null ? null : threshold));
    }
}
