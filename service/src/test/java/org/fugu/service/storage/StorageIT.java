package org.fugu.service.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.bundle.Archives;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What users keep: how much it may be, and how it goes away.
class StorageIT {
    private static final byte[] HELLO = RunningService.prebuilt("hello.zip");
    private static final byte[] PINGPONG = RunningService.prebuilt("pingpong.zip");

    private final RunningService service = RunningService.shared();

    private static String run(String bundle) {
        return "{\"bundle\":\"" + bundle + "\"}";
    }

    private static String finished(Caller user, String bundle) {
        var id = user.submitted(run(bundle).replace("}", ",\"mesh\":\"1x1\"}"));
        assertThat(user.awaitEnd(id).path("state").asString()).isEqualTo("finished");
        return id;
    }

    private long rows(String table, String column, String value) {
        return service.bean(JdbcClient.class)
                .sql("select count(*) from " + table + " where " + column + " = :value")
                .param("value", value)
                .query(Long.class)
                .single();
    }

    @Test
    void aDeletedRunIsGoneWithAllThatBelongsToIt() {
        var user = service.newUser();
        var id = finished(user, user.uploaded(HELLO));
        service.newUser().delete("/api/v1/runs/" + id).requireProblem(404, "not-found");

        user.delete("/api/v1/runs/" + id).requireStatus(204);

        for (var path : List.of("", "/console", "/events")) {
            user.get("/api/v1/runs/" + id + path).requireProblem(404, "not-found");
        }
        user.delete("/api/v1/runs/" + id).requireProblem(404, "not-found");
        for (var table : List.of("run_requests", "run_events", "run_results", "run_metrics", "idempotency_keys")) {
            assertThat(rows(table, "run_id", id)).as(table).isZero();
        }
        assertThat(user.get("/api/v1/runs").json().path("items")).isEmpty();
        assertThat(user.get("/api/v1/users/me")
                        .json()
                        .path("storage")
                        .path("keptRuns")
                        .path("used")
                        .asInt())
                .isZero();
    }

    @Test
    void aBundleThatARunNeedsNamesItAndGoesWithItWhenAsked() {
        var user = service.newUser();
        var bundle = user.uploaded(HELLO);
        var id = finished(user, bundle);
        service.newUser().delete("/api/v1/bundles/" + bundle).requireProblem(404, "not-found");

        var refused = user.delete("/api/v1/bundles/" + bundle).requireProblem(409, "bundle-in-use");
        assertThat(refused.json().path("detail").asString()).contains(id);
        user.get("/api/v1/bundles/" + bundle).requireStatus(200);

        user.delete("/api/v1/bundles/" + bundle + "?cascade=true").requireStatus(204);
        user.get("/api/v1/bundles/" + bundle).requireProblem(404, "not-found");
        user.get("/api/v1/runs/" + id).requireProblem(404, "not-found");
        user.post("/api/v1/runs", run(bundle)).requireProblem(404, "not-found");
    }

    @Test
    void anothersCopyOfABundleStaysAndTheLastOnesBytesGo() throws IOException {
        var one = service.newUser();
        var other = service.newUser();
        // Nobody else has this one, whichever tests ran before.
        var zip = Archives.hello().with("owners", "two").zip();
        var bundle = one.uploaded(zip);
        other.uploaded(zip);
        var id = finished(other, bundle);

        one.delete("/api/v1/bundles/" + bundle + "?cascade=true").requireStatus(204);
        other.get("/api/v1/bundles/" + bundle + "/archive").requireStatus(200);
        other.run(id);

        other.delete("/api/v1/bundles/" + bundle + "?cascade=true").requireStatus(204);
        assertThat(rows("bundles", "digest", bundle)).isZero();
        assertThat(other.uploaded(zip)).isEqualTo(bundle);
    }

    @Test
    void whatIsUnderWayIsNotDeleted() {
        var user = service.newUser();
        var bundle = user.uploaded(PINGPONG);
        var id = user.submitted(
                "{\"bundle\":\"" + bundle + "\",\"args\":[\"100000000\"],\"limits\":{\"cycles\":1000000000}}");

        user.delete("/api/v1/runs/" + id).requireProblem(409, "run-under-way");
        user.delete("/api/v1/bundles/" + bundle).requireProblem(409, "bundle-in-use");
        user.delete("/api/v1/bundles/" + bundle + "?cascade=true").requireProblem(409, "run-under-way");

        user.post("/api/v1/runs/" + id + "/cancel", "").requireStatus(202);
        user.awaitEnd(id);
        user.delete("/api/v1/bundles/" + bundle + "?cascade=true").requireStatus(204);
    }

    @Test
    void aRefusedSubmissionHasUploadedNothing() {
        var user = service.newUser();
        var bundle = service.newUser().uploaded(HELLO);
        user.uploadAndSubmit(HELLO, run(bundle).replace("}", ",\"mesh\":\"9x9\"}"))
                .requireProblem(422, "partition-too-large");
        user.uploadAndSubmit(HELLO, run("0".repeat(64))).requireProblem(422, "digest-mismatch");
        assertThat(user.get("/api/v1/bundles").json().path("items")).isEmpty();
        assertThat(used(user, "bundleBytes")).isZero();

        var accepted = user.uploadAndSubmit(HELLO, run(bundle)).requireStatus(202);
        assertThat(user.awaitEnd(accepted.json().path("id").asString())
                        .path("outcome")
                        .asString())
                .isEqualTo("exited");
        assertThat(used(user, "bundleBytes")).isPositive();
    }

    private static long used(Caller user, String what) {
        return user.get("/api/v1/users/me")
                .requireStatus(200)
                .json()
                .path("storage")
                .path(what)
                .path("used")
                .asLong();
    }

    @Test
    void whatAUserMayKeepIsBoundedAndShown() throws Exception {
        try (var small = RunningService.start(
                "--fugu.storage.bundle-bytes=" + (HELLO.length + 1000) + "B",
                "--fugu.storage.kept-runs=3",
                "--fugu.storage.console-bytes=3MB",
                "--fugu.retention.every=1d")) {
            var user = small.newUser();
            var bundle = user.uploaded(HELLO);
            assertThat(user.upload(HELLO).status()).isEqualTo(200);
            user.upload(PINGPONG).requireProblem(409, "bundle-quota");
            assertThat(small.newUser().uploaded(HELLO)).isEqualTo(bundle);

            user.post("/api/v1/runs", run(bundle).replace("}", ",\"limits\":{\"consoleBytes\":4000000}}"))
                    .requireProblem(409, "console-quota");
            var asked = new ArrayList<Callable<Caller.Answer>>();
            for (int i = 0; i < 8; i++) {
                asked.add(() ->
                        user.post("/api/v1/runs", run(bundle).replace("}", ",\"limits\":{\"consoleBytes\":1000}}")));
            }
            var statuses = new ArrayList<Integer>();
            try (var threads = Executors.newFixedThreadPool(8)) {
                for (var answer : threads.invokeAll(asked))
                    statuses.add(answer.get().status());
            }
            assertThat(statuses).containsOnly(202, 409);
            assertThat(statuses.stream().filter(status -> status == 202)).hasSize(3);
            user.post("/api/v1/runs", run(bundle)).requireProblem(409, "run-quota");

            var runs = user.get("/api/v1/runs").json().path("items");
            runs.forEach(run -> user.awaitEnd(run.path("id").asString()));
            var me = user.get("/api/v1/users/me").json();
            assertThat(me.path("name").asString()).startsWith("user");
            assertThat(me.path("storage").path("keptRuns").path("used").asInt()).isEqualTo(3);
            assertThat(me.path("storage").path("keptRuns").path("bound").asInt())
                    .isEqualTo(3);
            assertThat(me.path("storage").path("consoleBytes").path("used").asLong())
                    .isEqualTo(3 * consoleBytes(user, runs.path(0).path("id").asString()));

            user.delete("/api/v1/runs/" + runs.path(0).path("id").asString()).requireStatus(204);
            user.post("/api/v1/runs", run(bundle)).requireStatus(202);
        }
    }

    private static long consoleBytes(Caller user, String id) {
        return user.get("/api/v1/runs/" + id + "/console", "Accept", "text/plain")
                .bytes()
                .length;
    }

    /// What is noted as it changes is what one would count, whatever happened.
    @Test
    void theRoomThatIsNotedIsWhatRunsTake() {
        var user = service.newUser();
        var bundle = user.uploaded(HELLO);
        var random = new Random(20261130);
        var runs = new ArrayList<String>();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(5)) {
                case 0 ->
                    runs.add(user.submitted(run(bundle)
                            .replace(
                                    "}",
                                    ",\"seed\":" + step + (random.nextBoolean() ? ",\"trace\":{}" : "")
                                            + ",\"limits\":{\"consoleBytes\":" + (1000 + step) + "}}")));
                case 1 -> runs.forEach(run -> user.post("/api/v1/runs/" + run + "/cancel", ""));
                case 2 -> {
                    if (runs.isEmpty()) continue;
                    var run = runs.removeFirst();
                    user.awaitEnd(run);
                    user.delete("/api/v1/runs/" + run).requireStatus(204);
                }
                case 3 -> runs.add(finished(user, bundle));
                case 4 -> {
                    var contents = new byte[100 + step];
                    user.send("POST", "/api/v1/inputs", contents, "Content-Type", "application/octet-stream");
                }
                default -> throw new AssertionError();
            }
            assertThat(roomThatIsNotedWrongly()).isEmpty();
        }
        runs.forEach(user::awaitEnd);
        assertThat(used(user, "keptRuns")).isEqualTo(runs.size());
        assertThat(rows("room_changes", "user_id", userId(user))).isLessThan(150);
    }

    /// Of all users, in one look, so that workers may be at it meanwhile.
    private List<String> roomThatIsNotedWrongly() {
        return service.bean(JdbcClient.class).sql("""
                        select coalesce(n.user_id, c.user_id) || ': ' || n::text || ' for ' || c::text
                        from (select user_id, sum(runs) as runs, sum(queued) as queued, sum(bytes) as bytes
                              from room_changes group by user_id) n
                        full join (select user_id, sum(runs) as runs, sum(queued) as queued, sum(bytes) as bytes
                              from (select r.user_id, 1 as runs, (state = 'queued')::int as queued,
                                        console_bytes + coalesce(octet_length(t.packed), 0)
                                            + case when state in ('queued', 'allocated', 'running')
                                                then limit_console + 8388608
                                                    * ((trace_from is not null)::int + coalesce(d.keep, false)::int)
                                                else 0 end as bytes
                                    from runs r left join run_traces t on t.run_id = r.id
                                        left join run_disks d on d.run_id = r.id
                                    union all
                                    select user_id, 0, 0, octet_length(packed) from user_inputs) kept
                              group by user_id) c on c.user_id = n.user_id
                        where coalesce(n.runs, 0) <> coalesce(c.runs, 0) or coalesce(n.queued, 0) <> coalesce(c.queued, 0)
                            or coalesce(n.bytes, 0) <> coalesce(c.bytes, 0)
                        """).query(String.class).list();
    }

    private static String userId(Caller user) {
        return user.get("/api/v1/users/me").json().path("id").asString();
    }

    @Test
    void aDiskThatIsNearlyFullTakesInNothingNew() {
        var user = service.newUser();
        try (var full = RunningService.start("--fugu.storage.disk=.", "--fugu.storage.free-disk=1000000TB")) {
            var refused = full.admin().upload(HELLO).requireProblem(507, "disk-full");
            assertThat(refused.header("retry-after")).isEqualTo("60");
            full.admin().get("/api/v1/runs").requireStatus(200);
        }
        user.uploaded(HELLO);
    }
}
