package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.experiment.benchmark.BenchmarkPair;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.experiment.difference.ExplanationFile;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.bundle.Archives;
import org.fugu.service.measurement.MeasuredProject;
import org.fugu.service.worker.CountingProgram;
import org.fugu.service.worker.KillableChildren;
import org.fugu.service.worker.RunWork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Long work of each kind whose process is killed goes on from where it was kept, and comes to the same.
class WorkGoesOnIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final RunningService SERVICE = RunningService.startWith(
            List.of(KillableChildren.class), TestDatabase.fresh(), "--fugu.runs.checkpoint-every=50ms");

    private final Caller user = SERVICE.newUser();

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private static void await(String what, BooleanSupplier condition) {
        var until = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(until);
            Caller.pause(10);
        }
    }

    private static long number(String sql, String id) {
        return SERVICE.bean(JdbcClient.class)
                .sql(sql)
                .param("id", id)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /// Kills the process once that was kept of a piece of work, and waits until another goes on.
    ///
    /// @param kind of which the names of the tables are made
    /// @return the cycle that was kept
    private static long killed(String kind, String id) {
        var cycle = "select max(cycle) from " + kind + "_checkpoints where id = :id";
        await("a checkpoint of " + id, () -> number(cycle, id) > 0);
        long kept = number(cycle, id);
        SERVICE.bean(KillableChildren.class).kill();
        await(
                id + " goes on",
                () -> number("select coalesce(resumed_from_cycle, 0) from " + kind + "s where id = :id", id) > 0);
        assertThat(number("select resumed_from_cycle from " + kind + "s where id = :id", id))
                .isGreaterThanOrEqualTo(kept);
        assertThat(number("select attempts from " + kind + "s where id = :id", id))
                .isGreaterThan(1);
        return kept;
    }

    private static void requireNothingLeft(String kind, String id) {
        assertThat(number("select count(*) from " + kind + "_checkpoints where id = :id", id))
                .isZero();
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    @Test
    void aTracedRunHasTheTraceOfOneThatNobodyDisturbed() throws Exception {
        var bundle = CountingProgram.bundle(150, 600);
        var request = RunPlan.of(bundle, RunOptions.NONE).request();
        var traces = new JobTraces(
                request, Collections.singletonList(new JobTraces.Part(0, Long.MAX_VALUE)), RunWork.MOST_EVENTS);
        var whole = Exokernel.run(request, new RunObserver() {
            @Override
            public TraceOrder trace() {
                return Objects.requireNonNull(traces.order());
            }
        });
        traces.close();

        var id = user.submitted("{\"bundle\":\"" + user.uploaded(bundle.canonicalZip()) + "\",\"trace\":{}}");
        killed("run", id);
        var run = user.awaitEnd(id);
        assertThat(run.path("digest").asString()).as(run.toString()).isEqualTo(whole.digest());
        assertThat(run.path("resultDigest").asString()).isEqualTo(whole.resultDigest());
        var path = "/api/v1/runs/" + id;
        assertThat(user.get(path + "/console").json().path("nodes").path("0").asString())
                .isEqualTo(CountingProgram.console(150));
        assertThat(user.get(path + "/trace").requireStatus(200).bytes())
                .isEqualTo(unpacked(Objects.requireNonNull(traces.packed(0))));
        requireNothingLeft("run", id);
    }

    /// Its process knows the program already, so that it needs to be a long one.
    @Test
    void aVerificationFindsTheSame() {
        var run = user.submitted("{\"bundle\":\""
                + user.uploaded(CountingProgram.bundle(200, 3000).canonicalZip()) + "\"}");
        user.awaitEnd(run);
        var verification = user.post("/api/v1/runs/" + run + "/verify", "")
                .requireStatus(202)
                .json()
                .path("id")
                .asString();
        killed("verification", verification);
        var path = "/api/v1/runs/" + run + "/verifications/" + verification;
        await("its end", () -> !user.get(path).json().path("finishedAt").isNull());
        var found = user.get(path).json();
        assertThat(found.path("same").asBoolean()).as(found.toString()).isTrue();
        assertThat(found.path("resultDigest")).isEqualTo(user.run(run).path("resultDigest"));
        requireNothingLeft("verification", verification);
    }

    @Test
    void aMeasurementRepeatsNoBenchmarkAndGoesOnWithinOne() throws Exception {
        var zip = pingpong(90_000).zip();
        var project = new MeasuredProject(user);
        var id = project.measure(user.uploaded(zip))
                .requireStatus(202)
                .json()
                .path("id")
                .asString();
        await(
                "the first benchmark is kept",
                () -> number("select count(*) from measurement_parts where measurement_id = :id", id) == 1);
        long first = number("select cycles from measurement_parts where measurement_id = :id", id);
        assertThat(killed("measurement", id)).isGreaterThan(first);
        assertThat(number("select attempt from measurement_parts where measurement_id = :id", id))
                .as("it is not measured again")
                .isEqualTo(1);

        var ended = project.ended(id);
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("finished");
        var bound = BoundBundle.of(Bundle.ofFile(zip));
        var here = bound.benchmarks().stream()
                .map(benchmark -> BenchmarkRun.measure(bound, benchmark, 1, RunObserver.NONE))
                .toList();
        assertThat(user.get(project.measurements() + "/" + id + "/results")
                        .requireStatus(200)
                        .bytes())
                .isEqualTo(ResultsFile.write(BenchmarkResults.of(bound, here)));
        requireNothingLeft("measurement", id);
        assertThat(number("select count(*) from measurement_parts where measurement_id = :id", id))
                .isZero();
    }

    /// Ping-pong with other arguments of its benchmarks.
    ///
    /// @param rounds of the second one
    private static Archives pingpong(int rounds) throws IOException {
        var archives = Archives.of("pingpong.zip");
        return archives.with(
                "fugu.yaml",
                archives.manifest()
                        .replace("[\"10000\"]", "[\"300\"]")
                        .replace("[\"10000\", \"interrupt\"]", "[\"" + rounds + "\", \"interrupt\"]"));
    }

    @Test
    void aComparisonExplainsNoBenchmarkTwice() throws Exception {
        var project = new MeasuredProject(user);
        // Another program under the same name does less.
        var less = pingpong(20_000)
                .with("pingpong.elf", Archives.of("hello.zip").file("hello.elf"))
                .zip();
        var more = pingpong(20_000).zip();
        var base = project.measured(less).path("id").asString();
        var head = project.measured(more).path("id").asString();
        var comparison = user.post(
                        project.path() + "/comparisons", "{\"base\":\"" + base + "\",\"head\":\"" + head + "\"}")
                .requireStatus(202)
                .json()
                .path("id")
                .asString();
        var explained = "select count(*) from comparison_parts where comparison_id = :id and attempt = 1";
        await("a benchmark is explained", () -> number(explained, comparison) == 1);
        SERVICE.bean(KillableChildren.class).kill();
        await("it goes on", () -> number("select attempts from comparisons where id = :id", comparison) > 1);
        assertThat(number(explained, comparison)).isEqualTo(1);

        var path = project.path() + "/comparisons/" + comparison;
        await("its end", () -> !user.get(path).json().path("finishedAt").isNull());
        var ended = user.get(path).json();
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("finished");
        assertThat(ended.path("unexplained").isNull()).as(ended.toString()).isTrue();
        for (var pair :
                BenchmarkPair.of(BoundBundle.of(Bundle.ofFile(less)), BoundBundle.of(Bundle.ofFile(more)), _ -> true)) {
            var here = pair.explain(RunObserver.NONE).difference();
            assertThat(user.get(path + "/explanation?benchmark=" + pair.name())
                            .requireStatus(200)
                            .bytes())
                    .isEqualTo(ExplanationFile.write(List.of(here)));
        }
        assertThat(number("select count(*) from comparison_parts where comparison_id = :id", comparison))
                .isZero();
    }
}
