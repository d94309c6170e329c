package org.fugu.service.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fugu.service.history.BenchmarkHistory.HistoryPoint;
import org.fugu.service.history.BenchmarkSummary.LatestMeasurement;
import org.fugu.service.history.BenchmarkSummary.NamedMeasure;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads what benchmarks measured. The order of a branch is that of its commits' times, then that in
/// which measurements were asked for.
@Component
class Histories {
    private static final int MOST_BENCHMARKS = 1000;
    private static final int MOST_POINTS = 1000;

    private final JdbcClient database;

    Histories(JdbcClient database) {
        this.database = database;
    }

    String defaultBranch(String project) {
        return database.sql("select default_branch from projects where id = :id")
                .param("id", project)
                .query(String.class)
                .single();
    }

    /// @param name null for all
    /// @param branch null for all
    /// @return those that were measured last before others
    List<BenchmarkSummary> benchmarks(String project, @Nullable String name, @Nullable String branch) {
        var measures = measures(project, name, branch);
        return database.sql("""
                        with latest as (
                            select distinct on (b.benchmark, m.branch, b.machine)
                                b.*, m.branch, m.commit_id, m.committed_at, m.number,
                                count(*) over (partition by b.benchmark, m.branch, b.machine) as measurements
                            from measured_benchmarks b join measurements m on m.id = b.measurement_id
                            where m.project_id = :project and (:name::text is null or b.benchmark = :name)
                                and (:branch::text is null or m.branch = :branch)
                            order by b.benchmark, m.branch, b.machine, b.succeeded desc, m.committed_at desc,
                                m.number desc)
                        select * from latest order by committed_at desc, number desc, benchmark, machine limit :most
                        """)
                .param("project", project)
                .param("name", name)
                .param("branch", branch)
                .param("most", MOST_BENCHMARKS)
                .query((row, _) -> summary(row, measures))
                .list();
    }

    private record Source(String measurement, String benchmark) {}

    private static BenchmarkSummary summary(ResultSet row, Map<Source, List<NamedMeasure>> measures)
            throws SQLException {
        var measurement = row.getString("measurement_id");
        var benchmark = row.getString("benchmark");
        return new BenchmarkSummary(
                benchmark,
                row.getString("branch"),
                row.getString("machine"),
                row.getString("mesh"),
                row.getString("fidelity"),
                measures.getOrDefault(new Source(measurement, benchmark), List.of()),
                new LatestMeasurement(row.getString("commit_id"), instant(row, "committed_at"), measurement),
                row.getLong("measurements"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private Map<Source, List<NamedMeasure>> measures(String project, @Nullable String name, @Nullable String branch) {
        var measures = new HashMap<Source, List<NamedMeasure>>();
        database.sql("""
                        select f.measurement_id, f.benchmark, f.measure, f.unit from (
                            select distinct on (b.benchmark, m.branch, b.machine) b.measurement_id, b.benchmark
                            from measured_benchmarks b join measurements m on m.id = b.measurement_id
                            where m.project_id = :project and (:name::text is null or b.benchmark = :name)
                                and (:branch::text is null or m.branch = :branch) and b.succeeded
                            order by b.benchmark, m.branch, b.machine, m.committed_at desc, m.number desc) latest
                        join measured_figures f using (measurement_id, benchmark)
                        order by f.measure
                        """)
                .param("project", project)
                .param("name", name)
                .param("branch", branch)
                .query(row -> {
                    var source = new Source(row.getString("measurement_id"), row.getString("benchmark"));
                    measures.computeIfAbsent(source, _ -> new ArrayList<>())
                            .add(new NamedMeasure(row.getString("measure"), row.getString("unit")));
                });
        return measures;
    }

    private record Stored(
            String measurement,
            String commit,
            String subject,
            Instant committedAt,
            String machineVersion,
            String machine,
            String mesh,
            @Nullable String libos,
            Epoch epoch,
            @Nullable String unit) {}

    /// @param machine null for that of the newest figure
    /// @return empty if there is no such figure
    Optional<BenchmarkHistory> history(
            String project, String benchmark, String measure, String branch, @Nullable String machine) {
        // One more than is shown, so that the oldest that is shown has its difference.
        var figures = database.sql("""
                        with figures as (
                            select m.id, m.commit_id, m.subject, m.committed_at, m.number, b.machine_version, b.machine,
                                b.mesh, m.libos_name || '@' || m.libos_version as libos, b.epoch, f.value, f.unit
                            from measured_figures f join measured_benchmarks b using (measurement_id, benchmark)
                                join measurements m on m.id = f.measurement_id
                            where m.project_id = :project and m.branch = :branch and f.benchmark = :benchmark
                                and f.measure = :measure)
                        select * from figures where machine = coalesce(:machine::text,
                            (select machine from figures order by committed_at desc, number desc limit 1))
                        order by committed_at desc, number desc limit :most
                        """)
                .param("project", project)
                .param("branch", branch)
                .param("benchmark", benchmark)
                .param("measure", measure)
                .param("machine", machine)
                .param("most", MOST_POINTS + 1)
                .query(Histories::figure)
                .list();
        if (figures.isEmpty()) return Optional.empty();
        var newest = figures.getFirst().of();
        var levels = Level.of(figures.reversed());
        var points = levels.subList(Math.max(0, levels.size() - MOST_POINTS), levels.size()).stream()
                .map(Histories::point)
                .toList();
        return Optional.of(new BenchmarkHistory(
                benchmark, measure, newest.unit(), branch, newest.machine(), newest.mesh(), points));
    }

    private static HistoryPoint point(Level<Stored> level) {
        var of = level.of();
        return new HistoryPoint(
                of.measurement(),
                of.commit(),
                of.subject(),
                of.committedAt(),
                of.machineVersion(),
                of.libos(),
                of.epoch().shortName(),
                level.value(),
                level.difference());
    }

    private static Level.Figure<Stored> figure(ResultSet row, int index) throws SQLException {
        var epoch = new Epoch(row.getString("epoch"));
        return new Level.Figure<>(
                new Stored(
                        row.getString("id"),
                        row.getString("commit_id"),
                        row.getString("subject"),
                        instant(row, "committed_at"),
                        row.getString("machine_version"),
                        row.getString("machine"),
                        row.getString("mesh"),
                        row.getString("libos"),
                        epoch,
                        row.getString("unit")),
                epoch,
                row.getLong("value"));
    }
}
