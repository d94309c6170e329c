package org.fugu.service.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.run.ScriptedSimulator;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What one user may have: who says so, what is refused, and what waits.
class QuotaIT {
    private static final byte[] HELLO = RunningService.prebuilt("hello.zip");

    private final RunningService service = RunningService.shared();
    private final Caller admin = service.admin().withKey();
    private final Caller user = service.newUser();
    private final String me = user.get("/api/v1/users/me").json().path("id").asString();
    private final String path = "/api/v1/users/" + me + "/quota";

    private void give(String quota) {
        var tag = admin.get(path).requireStatus(200).header("etag");
        admin.put(path, quota, "If-Match", tag).requireStatus(200);
    }

    private static String run(String bundle, String mesh, String script, long cycles) {
        return "{\"bundle\":\"%s\",\"mesh\":\"%s\",\"args\":[\"%s\"],\"limits\":{\"cycles\":%d,\"consoleBytes\":1000}}"
                .formatted(bundle, mesh, script, cycles);
    }

    /// A run that goes on until the latch is counted down, and has taken so many cycles then.
    private static String until(CountDownLatch end, long cycles) {
        return ScriptedSimulator.script(UUID.randomUUID().toString(), (request, observer) -> {
            observer.progressed(cycles / 2, 1);
            assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
            return ScriptedSimulator.exited(request, cycles, Map.of());
        });
    }

    private long use(String what, String part) {
        return user.get("/api/v1/users/me")
                .json()
                .path("use")
                .path(what)
                .path(part)
                .asLong(-1);
    }

    @Test
    void anAdministratorGivesAUserAQuotaAndTakesItBack() {
        var seen = admin.get(path).requireStatus(200);
        assertThat(seen.json().path("given").path("nodes").isNull()).isTrue();
        var usual = seen.json().path("use").path("nodes").path("bound").asLong();
        assertThat(usual).isPositive().isEqualTo(use("nodes", "bound"));

        user.get(path).requireProblem(403, "forbidden");
        user.put(path, "{\"nodes\":9}", "If-Match", "*").requireProblem(403, "forbidden");
        admin.put(path, "{\"nodes\":9}").requireProblem(428, "if-match-missing");
        admin.put(path, "{\"nodes\":-1}", "If-Match", "*").requireProblem(422, "invalid-body");
        admin.get("/api/v1/users/usr_nobody/quota").requireProblem(404, "not-found");
        admin.put(path, "{\"nodes\":9,\"keptRuns\":2}", "If-Match", seen.header("etag"))
                .requireStatus(200);
        admin.put(path, "{\"nodes\":10}", "If-Match", seen.header("etag")).requireProblem(412, "quota-changed");

        assertThat(use("nodes", "bound")).isEqualTo(9);
        var acts = admin.get("/api/v1/audit?act=quota_changed&subject=" + me)
                .json()
                .path("items");
        assertThat(acts).hasSize(1);
        assertThat(acts.path(0).path("detail").asString()).endsWith("nodes=9 keptRuns=2");

        give("{}");
        assertThat(use("nodes", "bound")).isEqualTo(usual);
    }

    @Test
    void whatWouldExceedAQuotaIsRefusedAndSaysWhatToDo() {
        var bundle = user.uploaded(HELLO);
        give("{\"nodes\":2,\"nodeCyclesADay\":1000000,\"queuedRuns\":0}");
        user.post("/api/v1/runs", run(bundle, "1x1", "", 1000)).requireProblem(429, "queue-full");

        give("{\"nodes\":2,\"nodeCyclesADay\":1000000,\"keptRuns\":0}");
        user.post("/api/v1/runs", run(bundle, "1x1", "", 1000)).requireProblem(409, "run-quota");

        give("{\"nodes\":2,\"nodeCyclesADay\":1000000,\"bundleBytes\":1}");
        user.upload(RunningService.prebuilt("pingpong.zip")).requireProblem(409, "bundle-quota");
        var large = user.post("/api/v1/runs", run(bundle, "2x2", "", 1000)).requireProblem(409, "node-quota");
        assertThat(large.json().path("detail").asString())
                .isEqualTo("the run takes 4 nodes, and you may have 2 at once; ask for a smaller mesh, or an"
                        + " administrator for more");
        assertThat(large.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/mesh");
        var long1 = user.post("/api/v1/runs", run(bundle, "2x1", "", 500001)).requireProblem(409, "node-cycles-quota");
        assertThat(long1.json().path("detail").asString()).contains("1000002", "1000000", "lower limits.cycles");
        user.post(
                        "/api/v1/run-sets",
                        "{\"run\":%s,\"axes\":{\"seeds\":[1,2]}}".formatted(run(bundle, "2x1", "", 500001)))
                .requireProblem(409, "node-cycles-quota");
        user.post("/api/v1/partitions", "{\"machine\":\"fugu\",\"columns\":3,\"rows\":1}")
                .requireProblem(409, "node-quota");
        assertThat(user.get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void nodesAtOnceAreThoseOfLeasesAndOfRunsAndTheRestWaits() {
        var bundle = user.uploaded(HELLO);
        give("{\"nodes\":3}");
        var lease = user.leased();
        var end = new CountDownLatch(1);
        try {
            var script = until(end, 100);
            var first = user.submitted(run(bundle, "2x1", script, 1000));
            user.awaitState(first, "running");
            assertThat(use("nodes", "used")).isEqualTo(3);
            var second = user.submitted(run(bundle, "2x1", script, 1000));
            var told = user.awaitRun(
                    second, run -> run.path("waitingFor").asString().startsWith("other runs and leases"));
            assertThat(told.path("waitingFor").asString())
                    .isEqualTo("other runs and leases of yours to end: you may have 3 nodes at once");
            user.post("/api/v1/partitions", "{\"machine\":\"fugu\",\"columns\":1,\"rows\":1}")
                    .requireProblem(409, "node-quota");
            // What runs on a lease takes no more nodes, and others are not held back.
            var onLease = user.submitted(
                    run(bundle, "1x1", script, 1000).replace("{\"bundle", "{\"partition\":\"" + lease + "\",\"bundle"));
            user.awaitState(onLease, "running");
            var other = service.newUser();
            var others = other.submitted(run(other.uploaded(HELLO), "2x1", until(new CountDownLatch(0), 10), 1000));
            assertThat(other.awaitEnd(others).path("state").asString()).isEqualTo("finished");
            assertThat(user.run(second).path("state").asString()).isEqualTo("queued");

            end.countDown();
            for (var id : new String[] {first, second, onLease}) {
                assertThat(user.awaitEnd(id).path("state").asString()).isEqualTo("finished");
            }
            assertThat(use("nodes", "used")).isEqualTo(1);
        } finally {
            end.countDown();
            user.delete("/api/v1/partitions/" + lease);
        }
    }

    @Test
    void aRunThatBeganIsNeverCutAndTheNextOnesWaitForTheNextDay() {
        var bundle = user.uploaded(HELLO);
        give("{\"nodeCyclesADay\":1000}");
        var end = new CountDownLatch(1);
        try {
            var first = user.submitted(run(bundle, "2x1", until(end, 500), 500));
            user.awaitState(first, "running");
            var second = user.submitted(run(bundle, "1x1", until(end, 1), 10));
            user.awaitState(second, "running");
            end.countDown();
            assertThat(user.awaitEnd(first).path("outcome").asString()).isEqualTo("exited");
            user.awaitEnd(second);
        } finally {
            end.countDown();
        }
        assertThat(use("nodeCyclesToday", "used")).isEqualTo(1001);

        var third = user.submitted(run(bundle, "1x1", until(end, 1), 10));
        var told = user.awaitRun(third, run -> run.path("waitingFor").asString().startsWith("tomorrow"));
        assertThat(told.path("waitingFor").asString())
                .isEqualTo("tomorrow, by UTC: your runs have used the 1000 node-cycles that you may use a day");

        // As if it were tomorrow.
        service.bean(JdbcClient.class)
                .sql("update user_days set day = day - 1 where user_id = :user")
                .param("user", me)
                .update();
        assertThat(user.awaitEnd(third).path("state").asString()).isEqualTo("finished");
        assertThat(use("nodeCyclesToday", "used")).isEqualTo(1);
    }
}
