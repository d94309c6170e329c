package org.fugu.service.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.bundle.Archives;
import org.fugu.service.run.Lost;
import org.junit.jupiter.api.Test;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;

class MeasurementIT {
    private static final RunningService SERVICE = RunningService.shared();

    private final Caller ann = SERVICE.newUser();
    private final MeasuredProject project = new MeasuredProject(ann);

    private static byte[] measuredHere(byte[] zip) throws Exception {
        return measuredHere(BoundBundle.of(Bundle.ofFile(zip)));
    }

    private static byte[] measuredHere(BoundBundle bundle) {
        var measured = new ArrayList<Measurement>();
        for (var benchmark : bundle.benchmarks()) {
            measured.add(BenchmarkRun.measure(bundle, benchmark, 1, RunObserver.NONE));
        }
        return ResultsFile.write(BenchmarkResults.of(bundle, measured));
    }

    private String path(JsonNode measurement) {
        return project.measurements() + "/" + measurement.path("id").asString();
    }

    private static Caller member(MeasuredProject project, String role) {
        var caller = SERVICE.newUser();
        var name = caller.get("/api/v1/users/me").json().path("name").asString();
        project.owner
                .put(project.path() + "/members/" + name, "{\"role\":\"" + role + "\"}")
                .requireStatus(200);
        return caller;
    }

    @Test
    void itsResultsAreThoseOfTheCommandLineByteForByte() throws Exception {
        var zip = MeasuredProject.pingpong(500);
        var bundle = ann.uploaded(zip);
        var commit = MeasuredProject.commit();
        var asked = ann.post(
                        project.measurements(),
                        MeasuredProject.body(bundle, commit, "feature/x").replace("\"committedAt\"", """
                                "subject":"Rounds are fewer","pullRequest":"7","committedAt\""""))
                .requireStatus(202);
        assertThat(asked.header("location")).isEqualTo(path(asked.json()));
        assertThat(asked.json().path("state").asString()).isIn("queued", "running");

        var ended = project.ended(asked.json().path("id").asString());
        assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("finished");
        assertThat(ended.path("succeeded").asBoolean()).isTrue();
        assertThat(ended.path("commit").asString()).isEqualTo(commit);
        assertThat(ended.path("branch").asString()).isEqualTo("feature/x");
        assertThat(ended.path("subject").asString()).isEqualTo("Rounds are fewer");
        assertThat(ended.path("pullRequest").asString()).isEqualTo("7");
        assertThat(ended.path("committedAt").asString()).isEqualTo("2026-01-31T11:00:00Z");
        assertThat(ended.path("bundleName").asString()).isEqualTo("pingpong");
        assertThat(ended.path("progress").isNull()).isTrue();
        var results = ann.get(path(ended) + "/results").requireStatus(200);
        assertThat(results.bytes()).isEqualTo(measuredHere(zip));
        assertThat(ended.path("machineVersion").asString())
                .isEqualTo(results.json()
                        .path("benchmarks")
                        .path(0)
                        .path("machineVersion")
                        .asString());
    }

    @Test
    void aBundleThatDeclaresNoBenchmarksIsMeasuredByItsDefaultRun() throws Exception {
        var zip = RunningService.prebuilt("hello.zip");
        var ended = project.measured(zip);
        assertThat(ann.get(path(ended) + "/results").requireStatus(200).bytes()).isEqualTo(measuredHere(zip));
    }

    @Test
    void aProgramThatFailsIsMeasuredAndItIsSaid() throws Exception {
        var ended = project.measured(MeasuredProject.pingpong(
                "  - name: interrupt\n    args: [\"10000\"", "  - name: odd\n    args: [\"x\""));
        assertThat(ended.path("state").asString()).isEqualTo("finished");
        assertThat(ended.path("succeeded").asBoolean(true)).isFalse();
    }

    @Test
    void theSameIsMeasuredOnceInAProjectAndSaysWhoseFiguresItRepeats() throws Exception {
        var zip = MeasuredProject.pingpong(501);
        var bundle = ann.uploaded(zip);
        var commit = MeasuredProject.commit();
        var first = project.ended(ann.post(project.measurements(), MeasuredProject.body(bundle, commit, "main"))
                .requireStatus(202)
                .json()
                .path("id")
                .asString());

        var again = ann.post(project.measurements(), MeasuredProject.body(bundle, commit, "main"))
                .requireStatus(200);
        assertThat(again.json()).isEqualTo(first);

        var repeated = project.measure(bundle).requireStatus(200).json();
        assertThat(repeated.path("from")).isEqualTo(first.path("id"));
        assertThat(repeated.path("state").asString()).isEqualTo("finished");
        assertThat(repeated.path("machineVersion")).isEqualTo(first.path("machineVersion"));
        var third = project.measure(bundle).requireStatus(200).json();
        assertThat(third.path("from")).isEqualTo(first.path("id"));

        ann.delete(path(first)).requireStatus(204);
        assertThat(ann.get(path(repeated)).json().path("from").isNull()).isTrue();
        assertThat(ann.get(path(repeated) + "/results").requireStatus(200).bytes())
                .isEqualTo(measuredHere(zip));
        // What others know of the same bundle is not looked at.
        var other = new MeasuredProject(ann);
        assertThat(other.measure(bundle).requireStatus(202).json().path("from").isNull())
                .isTrue();
    }

    @Test
    void figuresOfOtherMachinesAreNotRepeated() throws Exception {
        var bundle = ann.uploaded(MeasuredProject.pingpong(502));
        var first = project.ended(project.measure(bundle).json().path("id").asString());
        SERVICE.bean(JdbcClient.class)
                .sql("update measurements set machine_version = 'older', wanted_version = 'older' where id = :id")
                .param("id", first.path("id").asString())
                .update();
        var second = ann.post(
                        project.measurements(),
                        MeasuredProject.body(bundle, first.path("commit").asString(), "main"))
                .requireStatus(202)
                .json();
        assertThat(second.path("id")).isNotEqualTo(first.path("id"));
        assertThat(project.ended(second.path("id").asString()).path("from").isNull())
                .isTrue();
    }

    @Test
    void membersAndRunKeysMeasureAndViewersLook() throws Exception {
        var zip = MeasuredProject.pingpong(503);
        var member = member(project, "member");
        var viewer = member(project, "viewer");
        var bundle = member.uploaded(zip);
        var body = MeasuredProject.body(bundle, MeasuredProject.commit(), "main");
        // The bundle is the member's, and nobody else's.
        ann.post(project.measurements(), body).requireProblem(404, "not-found");
        var token = member.post(project.path() + "/keys", "{\"name\":\"ci\"}")
                .json()
                .path("token")
                .asString();
        var key = SERVICE.nobody().withToken(token);
        var asked = key.post(project.measurements(), body).requireStatus(202).json();
        assertThat(asked.path("createdBy"))
                .isEqualTo(member.get("/api/v1/users/me").json().path("name"));
        var ended = project.ended(asked.path("id").asString());

        viewer.uploaded(zip);
        viewer.post(project.measurements(), body).requireProblem(403, "role-too-low");
        viewer.get(path(ended)).requireStatus(200);
        viewer.get(path(ended) + "/results").requireStatus(200);
        viewer.post(path(ended) + "/cancel", "").requireProblem(403, "role-too-low");
        member.post(path(ended) + "/cancel", "").requireProblem(409, "measurement-ended");
        member.delete(path(ended)).requireProblem(403, "role-too-low");
        key.post(path(ended) + "/cancel", "").requireProblem(403, "key-too-narrow");
        key.get(path(ended) + "/results").requireStatus(200);

        var stranger = SERVICE.newUser();
        stranger.uploaded(zip);
        stranger.post(project.measurements(), body).requireProblem(404, "not-found");
        stranger.get(path(ended)).requireProblem(404, "not-found");
        // Nor through a project of one's own.
        var own = new MeasuredProject(stranger);
        stranger.get(own.measurements() + "/" + ended.path("id").asString()).requireProblem(404, "not-found");
        stranger.get(own.measurements() + "/" + ended.path("id").asString() + "/results")
                .requireProblem(404, "not-found");
    }

    @Test
    void whatCannotBePlannedIsRefusedWithTheReason() throws Exception {
        var arguments = ("\"" + "x".repeat(200) + "\", ").repeat(200);
        refuse(MeasuredProject.pingpong("\"interrupt\"]", arguments + "]"), "invalid-run", "'interrupt'");
        refuse(MeasuredProject.pingpong("[cycles, round_trip_cycles]\n", """
                        [cycles, round_trip_cycles]
                            regions: {own: [mian]}
                        """), "invalid-run", "mian");
        refuse(
                MeasuredProject.pingpong("cycles: 100000000}", "cycles: 100000000001}"),
                "benchmark-too-long",
                "100000000000");
        refuse(
                MeasuredProject.pingpong("cycles: 100000000}", "cycles: 100000000, memoryBytes: 1073741824}"),
                "memory-too-large",
                "round-trip");
    }

    private void refuse(byte[] zip, String code, String word) {
        var answer = project.measure(ann.uploaded(zip)).requireProblem(422, code);
        assertThat(answer.json().path("detail").asString()).contains(word);
        assertThat(answer.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/bundle");
    }

    @Test
    void whatIsAskedForIsChecked() {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        var sound = MeasuredProject.body(bundle, MeasuredProject.commit(), "main");
        for (var wrong : List.of(
                sound.replace("\"main\"", "\"\""),
                sound.replace("\"main\"", "\"a\\nb\""),
                sound.replace("\"main\"", "\"" + "b".repeat(201) + "\""),
                sound.replace("00000", "0000g"),
                sound.replace("12:00:00", "25:00:00"),
                sound.replace("2026-01-31T12:00:00+01:00", "yesterday"),
                sound.replace("}", ",\"subject\":\"a\\nb\"}"),
                sound.replace("}", ",\"pullRequest\":\"" + "7".repeat(41) + "\"}"))) {
            ann.post(project.measurements(), wrong).requireProblem(422, "invalid-body");
        }
        ann.post(project.measurements(), sound.replace(bundle, "0".repeat(64))).requireProblem(404, "not-found");
        ann.get(project.measurements() + "?state=odd").requireProblem(400, "bad-parameter");
    }

    @Test
    void theListIsNarrowedByCommitBranchPullRequestAndState() throws Exception {
        var bundle = ann.uploaded(MeasuredProject.pingpong(504));
        var first = project.ended(project.measure(bundle).json().path("id").asString());
        var body = MeasuredProject.body(bundle, MeasuredProject.commit(), "other");
        var second = ann.post(project.measurements(), body.replace("}", ",\"pullRequest\":\"9\"}"))
                .requireStatus(200)
                .json();
        assertThat(ids(""))
                .containsExactly(second.path("id").asString(), first.path("id").asString());
        assertThat(ids("?branch=main")).containsExactly(first.path("id").asString());
        assertThat(ids("?pullRequest=9")).containsExactly(second.path("id").asString());
        assertThat(ids("?commit=" + first.path("commit").asString()))
                .containsExactly(first.path("id").asString());
        assertThat(ids("?state=finished")).hasSize(2);
        assertThat(ids("?state=queued")).isEmpty();
        assertThat(ids("?limit=1")).hasSize(1);
    }

    private List<String> ids(String query) {
        var ids = new ArrayList<String>();
        ann.get(project.measurements() + query)
                .requireStatus(200)
                .json()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asString()));
        return ids;
    }

    @Test
    void oneThatRunsIsCanceledAndTriedOnceMoreWhenAskedForAgain() throws Exception {
        var bundle = ann.uploaded(MeasuredProject.pingpong(1_000_000));
        var commit = MeasuredProject.commit();
        var asked = ann.post(project.measurements(), MeasuredProject.body(bundle, commit, "main"))
                .requireStatus(202)
                .json();
        var path = path(asked);
        while (!ann.get(path).json().path("state").asString().equals("running")) Caller.pause(20);
        ann.get(path + "/results").requireProblem(409, "measurement-not-finished");
        ann.delete(path).requireProblem(409, "measurement-under-way");
        ann.delete("/api/v1/bundles/" + bundle).requireProblem(409, "bundle-in-use");

        ann.post(path + "/cancel", "").requireStatus(202);
        var ended = project.ended(asked.path("id").asString());
        assertThat(ended.path("state").asString()).isEqualTo("canceled");
        ann.get(path + "/results").requireProblem(409, "measurement-not-finished");

        var again = ann.post(project.measurements(), MeasuredProject.body(bundle, commit, "main"))
                .requireStatus(202)
                .json();
        assertThat(again.path("id")).isEqualTo(asked.path("id"));
        ann.post(path + "/cancel", "").requireStatus(202);
        assertThat(project.ended(asked.path("id").asString()).path("state").asString())
                .isEqualTo("canceled");
        ann.delete(path).requireStatus(204);
        ann.get(path).requireProblem(404, "not-found");
        ann.delete("/api/v1/bundles/" + bundle).requireStatus(204);
    }

    @Test
    void aBundleStaysWhileAMeasurementNeedsItAndIsNamed() throws Exception {
        var bundle = ann.uploaded(MeasuredProject.pingpong(505));
        var ended = project.ended(project.measure(bundle).json().path("id").asString());
        for (var query : List.of("", "?cascade=true")) {
            assertThat(ann.delete("/api/v1/bundles/" + bundle + query)
                            .requireProblem(409, "bundle-in-use")
                            .json()
                            .path("detail")
                            .asString())
                    .contains("measurement " + ended.path("id").asString());
        }
        // Whoever else has it can let go of it.
        var other = SERVICE.newUser();
        other.uploaded(MeasuredProject.pingpong(505));
        other.delete("/api/v1/bundles/" + bundle).requireStatus(204);
        ann.delete(project.path()).requireStatus(204);
        ann.delete("/api/v1/bundles/" + bundle).requireStatus(204);
    }

    @Test
    void itsEndIsToldInTheTransactionThatRecordsIt() throws Exception {
        var told = new CopyOnWriteArrayList<String>();
        SERVICE.bean(ApplicationEventMulticaster.class).addApplicationListener(event -> {
            if (!(event instanceof PayloadApplicationEvent<?> payload)) return;
            if (!(payload.getPayload() instanceof MeasurementEnded ended)) return;
            if (!ended.project().equals(project.id)) return;
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            told.add(
                    ended.measurement().id() + " " + ended.measurement().state().wireName() + " "
                            + ended.measurement().succeeded());
        });
        var bundle = ann.uploaded(MeasuredProject.pingpong(506));
        var first = project.ended(project.measure(bundle).json().path("id").asString());
        var second = project.measure(bundle).requireStatus(200).json();
        assertThat(told)
                .containsExactly(
                        first.path("id").asString() + " finished true",
                        second.path("id").asString() + " finished true");
    }

    @Test
    void onlyTheNewestAttemptRecordsAndItDoesSoOnce() throws Exception {
        try (var web = RunningService.start("--fugu.role=web", "--fugu.measurements.max-queued=2")) {
            var owner = web.newUser();
            var mine = new MeasuredProject(owner);
            var zip = MeasuredProject.pingpong(507);
            var id = mine.measure(owner.uploaded(zip))
                    .requireStatus(202)
                    .json()
                    .path("id")
                    .asString();
            var attempts = web.bean(MeasurementAttempts.class);
            var database = web.bean(JdbcClient.class);
            var results = ResultsFile.read(measuredHere(zip));

            var first = attempts.claim().orElseThrow();
            assertThat(first.id()).isEqualTo(id);
            assertThat(attempts.claim()).isEmpty();
            assertThat(attempts.keep(first, 100, 200)).isFalse();
            database.sql("update measurements set heard_at = now() - interval '1 hour'")
                    .update();
            var second = attempts.claim().orElseThrow();
            assertThat(second.attempt()).isEqualTo(2);
            assertThatThrownBy(() -> attempts.keep(first, 200, 400)).isInstanceOf(Lost.class);
            assertThatThrownBy(() -> attempts.finish(first, results, 0)).isInstanceOf(Lost.class);
            assertThatThrownBy(() -> attempts.giveBack(first)).isInstanceOf(Lost.class);
            attempts.giveBack(second);
            var third = attempts.claim().orElseThrow();
            attempts.finish(third, results, 0);
            assertThatThrownBy(() -> attempts.finish(third, results, 0)).isInstanceOf(Lost.class);
            assertThat(database.sql("select count(*) from measurement_results")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);

            // One that comes no further loses its worker three times at the most.
            mine.measure(owner.uploaded(MeasuredProject.pingpong(508))).requireStatus(202);
            for (int i = 0; i < 3; i++) {
                var _ = attempts.claim().orElseThrow();
                database.sql("update measurements set heard_at = now() - interval '1 hour'")
                        .update();
            }
            assertThat(attempts.claim()).isEmpty();
            assertThat(owner.get(mine.measurements() + "?state=infrastructure_error")
                            .json()
                            .path("items")
                            .path(0)
                            .path("failure")
                            .asString())
                    .contains("lost again and again");

            // Few of a project wait.
            var waiting = owner.uploaded(MeasuredProject.pingpong(509));
            mine.measure(waiting).requireStatus(202);
            mine.measure(waiting).requireStatus(202);
            mine.measure(waiting).requireProblem(429, "queue-full");
            // When the first of these ends, the second repeats its figures.
            attempts.finish(attempts.claim().orElseThrow(), results, 0);
            assertThat(attempts.repeat(attempts.claim().orElseThrow())).isTrue();
        }
    }

    @Test
    void whatTheServiceStopsInTheMiddleOfIsCarriedOutByTheNext() throws Exception {
        var database = TestDatabase.fresh();
        var zip = MeasuredProject.pingpong(200_000);
        String path;
        try (var first = RunningService.startOn(database)) {
            var owner = first.admin().withKey();
            var mine = new MeasuredProject(owner);
            path = mine.measurements() + "/"
                    + mine.measure(owner.uploaded(zip)).json().path("id").asString();
            while (!owner.get(path).json().path("state").asString().equals("running")) Caller.pause(20);
        }
        try (var second = RunningService.startOn(database)) {
            var owner = second.admin().withKey();
            JsonNode seen;
            do seen = owner.get(path, "Prefer", "wait=30").json();
            while (seen.path("finishedAt").isNull());
            assertThat(seen.path("state").asString()).as(seen.toString()).isEqualTo("finished");
            assertThat(owner.get(path + "/results").bytes()).isEqualTo(measuredHere(zip));
        }
    }

    @Test
    void programsAreKeptFromNobodyElse() throws Exception {
        // A measurement under way leaves runs their turns.
        var bundle = ann.uploaded(MeasuredProject.pingpong(1_000_001));
        var asked = project.measure(bundle).requireStatus(202).json();
        var run = ann.awaitEnd(
                ann.submitted("{\"bundle\":\"" + ann.uploaded(Archives.hello().zip()) + "\"}"));
        assertThat(run.path("outcome").asString()).isEqualTo("exited");
        ann.post(path(asked) + "/cancel", "").requireStatus(202);
        project.ended(asked.path("id").asString());
    }
}
