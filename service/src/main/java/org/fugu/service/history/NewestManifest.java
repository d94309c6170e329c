package org.fugu.service.history;

import java.util.List;
import org.fugu.service.measurement.MeasurementRows;
import org.fugu.service.threshold.ManifestThresholds;
import org.fugu.service.threshold.ProjectThreshold;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What the newest manifests of a project's default branch say, one of each bundle, read from what was
/// measured of them.
@Component
class NewestManifest implements ManifestThresholds {
    private static final int MOST_BUNDLES = 10;

    private final JdbcClient database;
    private final MeasurementRows measurements;

    NewestManifest(JdbcClient database, MeasurementRows measurements) {
        this.database = database;
        this.measurements = measurements;
    }

    @Override
    public List<ProjectThreshold> ofNewest(String project) {
        return database
                .sql("""
                        select id from (
                            select distinct on (m.bundle_name) m.* from measurements m
                            join projects p on p.id = m.project_id
                            where p.id = :project and m.branch = p.default_branch and m.state = 'finished'
                            order by m.bundle_name, m.committed_at desc, m.number desc) newest
                        order by committed_at desc, number desc limit :most
                        """)
                .param("project", project)
                .param("most", MOST_BUNDLES)
                .query(String.class)
                .list()
                .stream()
                .flatMap(id -> measurements.results(id).stream())
                .flatMap(results -> results.measurements().stream())
                .flatMap(measured -> measured.thresholds().byPattern().entrySet().stream()
                        .map(said -> ProjectThreshold.ofManifest(measured.name(), said.getKey(), said.getValue())))
                .toList();
    }
}
