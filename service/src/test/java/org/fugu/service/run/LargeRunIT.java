package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.run.ScriptedSimulator.exited;
import static org.fugu.service.run.ScriptedSimulator.idle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Runs and leases that want the same nodes of a machine of 8 × 8.
class LargeRunIT {
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String script(ScriptedSimulator.Script script) {
        return ScriptedSimulator.script(UUID.randomUUID().toString(), script);
    }

    private static String order(String bundle, String script, String more) {
        return "{\"bundle\":\"" + bundle + "\",\"args\":[\"" + script + "\"]" + more + "}";
    }

    private static String lease(int columns, int rows, int minutes) {
        return "{\"machine\":\"fugu\",\"columns\":" + columns + ",\"rows\":" + rows + ",\"minutes\":" + minutes + "}";
    }

    /// A stream of small runs of one user, and one of another that needs every node.
    @Test
    void aStreamOfSmallRunsDoesNotKeepTheWholeMeshAway() throws Exception {
        var many = service.newUser();
        var other = service.newUser();
        var bundle = many.uploaded(RunningService.prebuilt("hello.zip"));
        other.uploaded(RunningService.prebuilt("hello.zip"));
        var small = script((request, observer) -> {
            idle(observer, 60);
            return exited(request, 1000, Map.of());
        });
        var goOn = new AtomicBoolean(true);
        var submitted = new ConcurrentLinkedQueue<String>();
        try (var feeder = Executors.newSingleThreadExecutor()) {
            var fed = feeder.submit(() -> {
                while (goOn.get()) {
                    submitted.add(many.submitted(order(bundle, small, "")));
                    Caller.pause(10);
                }
            });
            Caller.pause(1000);
            var large = other.submitted(
                    "{\"bundle\":\"" + bundle + "\",\"mesh\":\"8x8\",\"nodes\":1,\"limits\":{\"memoryBytes\":655360}}");
            var run = other.awaitEnd(large);
            goOn.set(false);
            fed.get();

            assertThat(run.path("state").asString()).isEqualTo("finished");
            var asked = Instant.parse(run.path("createdAt").asString());
            var started = Instant.parse(run.path("startedAt").asString());
            var overtook = service.bean(JdbcClient.class)
                    .sql("""
                            select count(*) from runs r join runs l on l.id = :large
                            where r.user_id <> l.user_id and r.created_at > l.created_at and r.started_at < l.started_at
                            """)
                    .param("large", large)
                    .query(Long.class)
                    .single();
            // Its place is kept at the first look for work after it came.
            assertThat(overtook).isLessThanOrEqualTo(4);
            assertThat(Duration.between(asked, started)).isLessThan(Duration.ofSeconds(30));
            submitted.forEach(many::awaitEnd);
        }
        assertThat(kept()).isZero();
    }

    private static long kept() {
        return service.bean(JdbcClient.class)
                .sql("select count(*) from reservations")
                .query(Long.class)
                .single();
    }

    @Test
    void whatIsKeptForARunIsLeasedToNobodyWhoWouldStillHaveItThen() {
        var user = service.newUser();
        var holder = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var held = holder.post("/api/v1/partitions", lease(2, 8, 120))
                .requireStatus(201)
                .json();
        var large = user.submitted(
                "{\"bundle\":\"" + bundle + "\",\"mesh\":\"8x8\",\"nodes\":1,\"limits\":{\"memoryBytes\":655360}}");
        user.awaitRun(large, run -> run.path("estimatedStart").equals(held.path("expiresAt")));
        assertThat(user.run(large).path("waitingFor").asString()).startsWith("room for 8x8");
        holder.post("/api/v1/partitions", lease(1, 1, 180)).requireProblem(409, "no-free-rectangle");
        var path = "/api/v1/partitions/" + held.path("id").asString();
        holder.post(path + "/renew", "{\"minutes\":180}").requireProblem(409, "partition-needed-next");
        // What ends before is in nobody's way: a lease of an hour, and a run that the host ends within one.
        var brief = holder.post("/api/v1/partitions", lease(1, 1, 60))
                .requireStatus(201)
                .json();
        holder.delete("/api/v1/partitions/" + brief.path("id").asString()).requireStatus(204);
        var small = user.submitted("{\"bundle\":\"" + bundle + "\"}");
        assertThat(user.awaitEnd(small).path("state").asString()).isEqualTo("finished");
        assertThat(user.run(large).path("state").asString()).isEqualTo("queued");

        holder.delete(path).requireStatus(204);
        assertThat(user.awaitEnd(large).path("state").asString()).isEqualTo("finished");
        assertThat(kept()).isZero();
    }

    @Test
    void aRunThatIsCanceledKeepsNothing() {
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var held = user.post("/api/v1/partitions", lease(1, 1, 120))
                .requireStatus(201)
                .json();
        var large = user.submitted(
                "{\"bundle\":\"" + bundle + "\",\"mesh\":\"8x8\",\"nodes\":1,\"limits\":{\"memoryBytes\":655360}}");
        user.awaitRun(large, run -> run.path("estimatedStart").equals(held.path("expiresAt")));
        assertThat(kept()).isEqualTo(1);
        user.post("/api/v1/runs/" + large + "/cancel", "").requireStatus(202);
        assertThat(kept()).isZero();
        user.delete("/api/v1/partitions/" + held.path("id").asString()).requireStatus(204);
    }

    @Test
    void runsBeforeALeaseThatIsOverFindAnotherPlace() {
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var lease = user.leased();
        var on = ",\"partition\":\"" + lease + "\"";
        var goOn = new AtomicBoolean();
        var held = script((request, observer) -> {
            while (!goOn.get()) idle(observer, 10);
            return exited(request, 10, Map.of());
        });
        var first = user.submitted(order(bundle, held, on));
        user.awaitState(first, "running");
        var second = user.submitted("{\"bundle\":\"" + bundle + "\"" + on + "}");
        user.submitted("{\"bundle\":\"" + bundle + "\",\"partition\":\""
                + user.run(second).path("partition").asString() + "\"}");
        service.bean(JdbcClient.class)
                .sql("update partitions set expires_at = now() where id = :id")
                .param("id", lease)
                .update();

        user.post("/api/v1/runs", "{\"bundle\":\"" + bundle + "\"" + on + "}").requireProblem(409, "partition-ended");
        var moved = user.awaitEnd(second);
        assertThat(moved.path("state").asString()).isEqualTo("finished");
        assertThat(moved.path("partition").asString()).isNotEqualTo(lease);
        assertThat(user.run(first).path("state").asString()).isEqualTo("running");
        assertThat(user.get("/api/v1/partitions/" + lease).json().path("state").asString())
                .isEqualTo("active");
        user.post(
                        "/api/v1/runs",
                        "{\"bundle\":\"" + bundle + "\",\"partition\":\""
                                + moved.path("partition").asString() + "\"}")
                .requireProblem(409, "partition-of-a-run");
        goOn.set(true);
        user.awaitEnd(first);
        assertThat(user.get("/api/v1/partitions/" + lease).json().path("state").asString())
                .isEqualTo("expired");
    }

    /// Two hundred clients lease, renew, release and submit at once. No two leases ever had a node at one time, by what
    /// the table of leases says afterwards.
    @Test
    void hundredsOfClientsNeverHaveOneNodeAtATime() throws Exception {
        var users = List.of(service.newUser(), service.newUser(), service.newUser(), service.newUser());
        var bundles = users.stream()
                .map(user -> user.uploaded(RunningService.prebuilt("hello.zip")))
                .toList();
        var quick = script((request, _) -> exited(request, 10, Map.of()));
        var asked = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 200; i++) {
            var user = users.get(i % users.size());
            var bundle = bundles.get(i % users.size());
            int kind = i;
            asked.add(() -> kind % 2 == 0
                    ? leaseAndRelease(user, kind)
                    : user.post(
                                    "/api/v1/runs",
                                    order(bundle, quick, ",\"mesh\":\"" + (1 + kind % 4) + "x2\",\"nodes\":1"))
                            .status());
        }
        try (var clients = Executors.newFixedThreadPool(200)) {
            for (var answer : clients.invokeAll(asked)) assertThat(answer.get()).isIn(201, 202, 409, 429, 503);
        }
        for (var user : users) {
            for (var run : user.get("/api/v1/runs?limit=100").json().path("items")) {
                user.awaitEnd(run.path("id").asString());
            }
        }

        var database = service.bean(JdbcClient.class);
        assertThat(database.sql("select count(*) from partitions")
                        .query(Long.class)
                        .single())
                .isGreaterThan(50);
        assertThat(database.sql("""
                        select count(*) from partitions a join partitions b on a.number < b.number
                            and a.machine = b.machine
                            and int4range(a.first_column, a.first_column + a.columns)
                                && int4range(b.first_column, b.first_column + b.columns)
                            and int4range(a.first_row, a.first_row + a.rows)
                                && int4range(b.first_row, b.first_row + b.rows)
                            and tstzrange(a.starts_at, coalesce(a.ended_at, 'infinity'))
                                && tstzrange(b.starts_at, coalesce(b.ended_at, 'infinity'))
                        """).query(Long.class).single()).isZero();
    }

    private static int leaseAndRelease(Caller user, int kind) {
        var answer = user.post("/api/v1/partitions", lease(1 + kind % 3, 1 + kind % 5, 30));
        if (answer.status() != 201) return answer.status();
        var path = "/api/v1/partitions/" + answer.json().path("id").asString();
        assertThat(user.post(path + "/renew", "{\"minutes\":45}").status()).isIn(200, 409, 503);
        // A service that has no connection to spare at the moment says so.
        int released = user.delete(path).status();
        while (released == 503) released = user.delete(path).status();
        assertThat(released).isEqualTo(204);
        return answer.status();
    }
}
