package org.fugu.service.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkPair;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.experiment.benchmark.Rules;
import org.fugu.experiment.difference.DifferenceFlames;
import org.fugu.experiment.difference.Explaining;
import org.fugu.experiment.difference.ExplanationFile;
import org.fugu.experiment.report.GateReport;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.bundle.Archives;
import org.fugu.service.measurement.MeasuredProject;
import org.fugu.service.run.HostMemory;
import org.fugu.service.run.Lost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;

class ComparisonIT {
    private static final RunningService SERVICE = RunningService.shared();

    private final Caller ann = SERVICE.newUser();
    private final MeasuredProject project = new MeasuredProject(ann);
    private final String comparisons = project.path() + "/comparisons";

    private static String body(JsonNode base, JsonNode head, String more) {
        return "{\"base\":\"" + base.path("id").asString() + "\",\"head\":\""
                + head.path("id").asString() + "\"" + more + "}";
    }

    private JsonNode compared(JsonNode base, JsonNode head, String more) {
        var asked = ann.post(comparisons, body(base, head, more)).requireStatus(202);
        var id = asked.json().path("id").asString();
        assertThat(asked.header("location")).isEqualTo(comparisons + "/" + id);
        return ended(comparisons + "/" + id);
    }

    private JsonNode ended(String path) {
        for (int tries = 0; tries < 10; tries++) {
            var seen = ann.get(path, "Prefer", "wait=30").requireStatus(200).json();
            if (!seen.path("finishedAt").isNull()) return seen;
        }
        throw new AssertionError("waited too long for " + path);
    }

    private String path(JsonNode comparison) {
        return comparisons + "/" + comparison.path("id").asString();
    }

    private byte[] results(JsonNode measurement) {
        return ann.get(project.measurements() + "/" + measurement.path("id").asString() + "/results")
                .requireStatus(200)
                .bytes();
    }

    /// What the command line makes of the same.
    private GateReport report(JsonNode base, JsonNode head, Rules rules, List<Explaining.Explained> explained) {
        var comparison = Comparison.of(ResultsFile.read(results(base)), ResultsFile.read(results(head)), rules);
        return GateReport.of(
                comparison,
                explained.stream().map(Explaining.Explained::difference).toList());
    }

    /// The second does the same more slowly.
    private static final byte[] BASE = RunningService.prebuilt("test/work-a.zip");

    private static final byte[] HEAD = RunningService.prebuilt("test/work-b.zip");

    @Test
    void aRegressionIsReportedAndExplainedAsTheCommandLineDoes() throws Exception {
        var base = project.measured(BASE);
        var head = project.measured(HEAD);
        var compared = compared(base, head, "");
        assertThat(compared.path("state").asString()).as(compared.toString()).isEqualTo("finished");
        assertThat(compared.path("exitCode").asInt()).isEqualTo(3);
        assertThat(compared.path("explained").asBoolean()).isTrue();
        assertThat(compared.path("unexplained").isNull()).isTrue();
        assertThat(compared.path("baseCommit")).isEqualTo(base.path("commit"));
        assertThat(compared.path("headCommit")).isEqualTo(head.path("commit"));

        var explained = new ArrayList<Explaining.Explained>();
        for (var pair :
                BenchmarkPair.of(BoundBundle.of(Bundle.ofFile(BASE)), BoundBundle.of(Bundle.ofFile(HEAD)), _ -> true)) {
            explained.add(pair.explain(RunObserver.NONE));
        }
        var report = report(base, head, Rules.USUAL, explained);
        assertThat(ann.get(path(compared) + "/report").requireStatus(200).bytes())
                .isEqualTo(report.write());
        assertThat(compared.path("verdict").asString()).isEqualTo(report.verdict());
        assertThat(compared.path("regressions").asInt()).isEqualTo(report.regressions());
        var first = explained.getFirst();
        var query = "?benchmark=" + first.difference().name();
        assertThat(ann.get(path(compared) + "/explanation" + query)
                        .requireStatus(200)
                        .bytes())
                .isEqualTo(ExplanationFile.write(List.of(first.difference())));
        assertThat(ann.get(path(compared) + "/flames" + query)
                        .requireStatus(200)
                        .text())
                .isEqualTo(DifferenceFlames.of(List.of(first)).text());
        ann.get(path(compared) + "/flames?benchmark=none").requireProblem(404, "not-explained");
        ann.get(path(compared) + "/explanation").requireProblem(400, "bad-request");

        var plain = compared(base, head, ",\"explain\":false");
        assertThat(plain.path("explained").asBoolean()).isFalse();
        assertThat(ann.get(path(plain) + "/report").bytes())
                .isEqualTo(report(base, head, Rules.USUAL, List.of()).write());
        ann.get(path(plain) + "/explanation" + query).requireProblem(404, "not-explained");
    }

    @Test
    void theSameIsSilentAndWhatCannotBeComparedIsNeverGreen() throws Exception {
        var base = project.measured(MeasuredProject.pingpong(700));
        var same = compared(base, base, "");
        assertThat(same.path("exitCode").asInt()).isZero();
        assertThat(same.path("explained").asBoolean()).isFalse();
        assertThat(same.path("unexplained").isNull()).isTrue();

        var other = project.measured(MeasuredProject.pingpong(701));
        var compared = compared(base, other, "");
        assertThat(compared.path("exitCode").asInt()).isEqualTo(5);
        var acknowledged =
                compared(base, other, ",\"acknowledge\":[\"round-trip\",\"interrupt\"],\"thresholds\":\"head\"");
        assertThat(acknowledged.path("acknowledge").size()).isEqualTo(2);
        assertThat(acknowledged.path("thresholds").asString()).isEqualTo("head");
        // A gate that looked at nothing is not open.
        assertThat(acknowledged.path("exitCode").asInt()).isEqualTo(5);
        assertThat(ann.get(path(acknowledged) + "/report").bytes())
                .isEqualTo(report(base, other, new Rules(Rules.Side.HEAD, Set.of("round-trip", "interrupt")), List.of())
                        .write());
    }

    @Test
    void itWaitsForItsMeasurementsAndEndsWithThem() throws Exception {
        var quick = ann.uploaded(MeasuredProject.pingpong(702));
        var slow = ann.uploaded(MeasuredProject.pingpong(1_000_002));
        var base = project.measure(quick).requireStatus(202).json();
        var head = project.measure(slow).requireStatus(202).json();
        var asked =
                ann.post(comparisons, body(base, head, "")).requireStatus(202).json();
        project.ended(base.path("id").asString());
        assertThat(ann.get(path(asked)).json().path("state").asString()).isEqualTo("queued");
        ann.get(path(asked) + "/report").requireProblem(409, "comparison-not-finished");
        ann.delete(path(asked)).requireProblem(409, "comparison-under-way");

        var both =
                ann.post(comparisons, body(base, base, "")).requireStatus(202).json();
        assertThat(ended(path(both)).path("state").asString()).isEqualTo("finished");

        ann.post(project.measurements() + "/" + head.path("id").asString() + "/cancel", "")
                .requireStatus(202);
        var ended = ended(path(asked));
        assertThat(ended.path("state").asString()).isEqualTo("infrastructure_error");
        assertThat(ended.path("failure").asString()).contains(head.path("id").asString(), "canceled");
        ann.post(comparisons, body(base, head, "")).requireProblem(409, "measurement-without-results");
    }

    @Test
    void membersAndKeysCompareViewersLookAndNobodyElseDoes() throws Exception {
        var base = project.measured(MeasuredProject.pingpong(703));
        var compared = compared(base, base, "");
        var viewer = SERVICE.newUser();
        var name = viewer.get("/api/v1/users/me").json().path("name").asString();
        ann.put(project.path() + "/members/" + name, "{\"role\":\"viewer\"}").requireStatus(200);
        viewer.post(comparisons, body(base, base, "")).requireProblem(403, "role-too-low");
        viewer.get(path(compared)).requireStatus(200);
        viewer.get(path(compared) + "/report").requireStatus(200);
        viewer.delete(path(compared)).requireProblem(403, "role-too-low");
        var token = ann.post(project.path() + "/keys", "{\"name\":\"ci\"}")
                .json()
                .path("token")
                .asString();
        var key = SERVICE.nobody().withToken(token);
        key.post(comparisons, body(base, base, "")).requireStatus(202);
        key.get(path(compared) + "/report").requireStatus(200);
        key.delete(path(compared)).requireProblem(403, "key-too-narrow");

        var stranger = SERVICE.newUser();
        var own = new MeasuredProject(stranger);
        for (var path : List.of("", "/report", "/flames?benchmark=x", "/explanation?benchmark=x")) {
            stranger.get(path(compared) + path).requireProblem(404, "not-found");
            stranger.get(own.path() + "/comparisons/" + compared.path("id").asString() + path)
                    .requireProblem(404, "not-found");
        }
        // Nor is another project's measurement compared.
        stranger.post(own.path() + "/comparisons", body(base, base, "")).requireProblem(404, "not-found");

        assertThat(ann.get(comparisons + "?branch=main").json().path("items").size())
                .isEqualTo(2);
        assertThat(ann.get(comparisons + "?branch=other").json().path("items").size())
                .isZero();
        assertThat(ann.get(comparisons + "?commit=" + base.path("commit").asString())
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(2);
        assertThat(ann.get(comparisons + "?pullRequest=1").json().path("items").size())
                .isZero();
        ann.delete(path(compared)).requireStatus(204);
        ann.get(path(compared)).requireProblem(404, "not-found");
        // What is left goes with its measurement.
        ann.delete(project.measurements() + "/" + base.path("id").asString()).requireStatus(204);
        assertThat(ann.get(comparisons).json().path("items").size()).isZero();
    }

    /// Millions of cycles, so that a bound is met on the way.
    ///
    /// @param program a file of the prebuilt bundle of that name
    private static byte[] longer(String program) throws Exception {
        var archives = Archives.of("pingpong.zip");
        var manifest =
                archives.manifest().replace("\"10000\"", "\"20000\"").replaceAll("(?s)  - name: interrupt.*", "");
        return archives.with("fugu.yaml", manifest)
                .with("pingpong.elf", Archives.of(program + ".zip").file(program + ".elf"))
                .zip();
    }

    @ParameterizedTest
    @CsvSource({
        "fugu.comparisons.explained-cycles=1000000, simulated cycles",
        "fugu.comparisons.explanation-bytes=1KB, takes more than it may",
        "fugu.comparisons.explained-wall=1ms, on this host",
        "fugu.runs.memory-megabytes=MEMORY, more memory"
    })
    void whatABoundDoesNotAllowIsReportedWithoutAnExplanation(String bound, String word) throws Exception {
        var base = longer("hello");
        var head = longer("pingpong");
        var pair = BenchmarkPair.of(BoundBundle.of(Bundle.ofFile(base)), BoundBundle.of(Bundle.ofFile(head)), _ -> true)
                .getFirst();
        // As much as its run may need, and half of what following it may.
        long memory = HostMemory.of(pair.head()) + pair.hostBytes() / 2 >> 20;
        try (var service = RunningService.start("--" + bound.replace("MEMORY", Long.toString(memory)))) {
            var owner = service.newUser();
            var mine = new MeasuredProject(owner);
            var asked = owner.post(mine.path() + "/comparisons", body(mine.measured(base), mine.measured(head), ""))
                    .requireStatus(202);
            var seen = owner.get(asked.header("location"), "Prefer", "wait=30").json();
            assertThat(seen.path("state").asString()).as(seen.toString()).isEqualTo("finished");
            assertThat(seen.path("exitCode").asInt()).isEqualTo(3);
            assertThat(seen.path("explained").asBoolean()).isFalse();
            assertThat(seen.path("unexplained").asString()).contains("round-trip is not explained", word);
        }
    }

    @Test
    void itsEndIsToldInTheTransactionThatRecordsIt() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        SERVICE.bean(ApplicationEventMulticaster.class).addApplicationListener(event -> {
            if (!(event instanceof PayloadApplicationEvent<?> payload)) return;
            if (!(payload.getPayload() instanceof ComparisonEnded ended)) return;
            if (!ended.project().equals(project.id)) return;
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            told.add(ended.comparison().id() + " " + ended.comparison().verdict());
        });
        var base = project.measured(MeasuredProject.pingpong(704));
        var compared = compared(base, base, "");
        assertThat(told).containsExactly(compared.path("id").asString() + " no regression");
    }

    @Test
    void onlyTheNewestAttemptRecordsAndFewWait() throws Exception {
        try (var web = RunningService.start("--fugu.role=web", "--fugu.comparisons.max-queued=2")) {
            var owner = web.newUser();
            var mine = new MeasuredProject(owner);
            var measurement = mine.measure(owner.uploaded(RunningService.prebuilt("hello.zip")))
                    .requireStatus(202)
                    .json();
            var path = mine.path() + "/comparisons";
            owner.post(path, body(measurement, measurement, "")).requireStatus(202);
            owner.post(path, body(measurement, measurement, "")).requireStatus(202);
            owner.post(path, body(measurement, measurement, "")).requireProblem(429, "queue-full");

            var attempts = web.bean(ComparisonAttempts.class);
            var database = web.bean(JdbcClient.class);
            assertThat(attempts.claim()).isEmpty();
            database.sql("update measurements set state = 'finished'").update();
            var report = GateReport.withoutComparison(5, GateReport.NO_BASELINE_KIND, "none");
            var first = attempts.claim().orElseThrow();
            database.sql("update comparisons set heard_at = now() - interval '1 hour' where id = :id")
                    .param("id", first.id())
                    .update();
            var second = attempts.claim().orElseThrow();
            assertThat(second.id()).isEqualTo(first.id());
            assertThatThrownBy(() -> attempts.finish(first, report, List.of(), null, 0))
                    .isInstanceOf(Lost.class);
            var explained = List.of(new WrittenExplanation(
                    "a", "{}".getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8)));
            attempts.finish(second, report, explained, null, 0);
            assertThatThrownBy(() -> attempts.finish(second, report, List.of(), null, 0))
                    .isInstanceOf(Lost.class);
            assertThat(owner.get(path + "/" + first.id() + "/flames?benchmark=a")
                            .requireStatus(200)
                            .text())
                    .isEqualTo("{}");
            assertThat(attempts.explanationBytes(mine.id)).isEqualTo(4);
        }
    }

    @Test
    void whatIsAskedForIsChecked() throws Exception {
        var base = project.measured(MeasuredProject.pingpong(705));
        ann.post(comparisons, "{}").requireProblem(422, "invalid-body");
        ann.post(comparisons, body(base, base, ",\"thresholds\":\"none\"")).requireProblem(422, "bad-field");
        ann.post(comparisons, body(base, base, ",\"acknowledge\":[\"" + "a".repeat(201) + "\"]"))
                .requireProblem(422, "invalid-body");
        ann.post(comparisons, body(base, base, ",\"acknowledge\":[\"a\\u0007\"]"))
                .requireProblem(422, "invalid-body");
        ann.post(comparisons, body(base, base, "").replace("mea_", "run_")).requireProblem(404, "not-found");
    }
}
