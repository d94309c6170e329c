package org.fugu.service.history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.bundle.Thresholds;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.measurement.MeasurementEnded;
import org.fugu.service.measurement.MeasurementRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// A project whose branches have figures that a test thought of, recorded as those of real measurements
/// are: with the event of their end, in one transaction.
public final class MeasuredBranches {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final RunningService service;
    private final String bundle;
    private final String project;
    private String name = "work";

    public MeasuredBranches(RunningService service, Caller owner) {
        this(
                service,
                owner,
                owner.post("/api/v1/projects", "{\"name\":\"m" + COUNT.incrementAndGet() + "\"}")
                        .requireStatus(201)
                        .json()
                        .path("id")
                        .asString());
    }

    /// @param project of the owner
    public MeasuredBranches(RunningService service, Caller owner, String project) {
        this.service = service;
        this.bundle = owner.uploaded(RunningService.prebuilt("hello.zip"));
        this.project = project;
    }

    /// What is recorded from now on is of a bundle of that name.
    public void bundleNamed(String other) {
        name = other;
    }

    public String id() {
        return project;
    }

    public String path() {
        return "/api/v1/projects/" + project;
    }

    /// A program that ended well.
    public static Measurement well(String name, Map<String, Long> measures) {
        return measured(name, "v1", "fugu", 0, measures);
    }

    /// A program that ended with 1.
    public static Measurement broken(String name) {
        return measured(name, "v1", "fugu", 1, Map.of());
    }

    public static Measurement measured(
            String name, String version, String machine, int exitCode, Map<String, Long> measures) {
        var units = new TreeMap<String, String>();
        if (measures.containsKey("bytes")) units.put("bytes", "B");
        return new Measurement(
                name,
                new Measurement.Setting("work", List.of("10"), machine, "2x1", 2, "timing", 0),
                version,
                "exited",
                exitCode,
                "d",
                "r",
                new TreeMap<>(measures),
                units,
                List.of(),
                Thresholds.NONE);
    }

    /// @param minute of the commit
    /// @return the measurement's identifier
    public String record(String branch, int minute, Measurement... measurements) {
        return record(branch, minute, Map.of(), measurements);
    }

    public String record(String branch, int minute, Map<String, String> acknowledged, Measurement... measurements) {
        var number = COUNT.incrementAndGet();
        var id = Identifiers.fresh("mea_");
        var results = new BenchmarkResults(
                "work", "1.0.0", bundle, null, new TreeMap<>(acknowledged), Arrays.asList(measurements));
        var database = service.bean(JdbcClient.class);
        new TransactionTemplate(service.bean(PlatformTransactionManager.class)).executeWithoutResult(_ -> {
            database.sql("""
                            insert into measurements (id, project_id, user_id, bundle_digest, bundle_name, commit_id, branch,
                                committed_at, subject, state, wanted_version, machine_version, succeeded, benchmarks,
                                finished_at)
                            select :id, id, user_id, :bundle, :name, :commit, :branch, :time, 'Change ' || :number,
                                'finished', :version, :version, true, 1, now()
                            from projects where id = :project
                            """)
                    .param("id", id)
                    .param("bundle", bundle)
                    .param("name", name)
                    .param("commit", "%040x".formatted(number))
                    .param("branch", branch)
                    .param("time", FIRST.plusSeconds(60L * minute).atOffset(ZoneOffset.UTC))
                    .param("number", number)
                    .param("version", "v" + number)
                    .param("project", project)
                    .update();
            database.sql("insert into measurement_results (measurement_id, document) values (:id, :document)")
                    .param("id", id)
                    .param("document", ResultsFile.write(results))
                    .update();
            var ended = service.bean(MeasurementRows.class).find(project, id).orElseThrow();
            service.publish(new MeasurementEnded(project, ended.measurement()));
        });
        return id;
    }
}
