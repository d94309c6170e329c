package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.fugu.service.run.ScriptedSimulator.exited;
import static org.fugu.service.run.ScriptedSimulator.idle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.worker.ChildLost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Users who share the workers of a real service.
class FairShareIT {
    private static final int WAITING = 20_000;

    private static String script(ScriptedSimulator.Script script) {
        return ScriptedSimulator.script(UUID.randomUUID().toString(), script);
    }

    private static String order(String bundle, String script, String more) {
        return "{\"bundle\":\"" + bundle + "\",\"args\":[\"" + script + "\"]" + more + "}";
    }

    private static Instant time(Caller user, String run, String field) {
        return Instant.parse(user.run(run).path(field).asString());
    }

    @Test
    void aStrangersRunDoesNotWaitBehindTheSixtyThatWereThereBefore() {
        try (var service = RunningService.start("--fugu.runs.workers=1")) {
            var me = service.newUser();
            var stranger = service.newUser();
            var bundle = me.uploaded(RunningService.prebuilt("hello.zip"));
            stranger.uploaded(RunningService.prebuilt("hello.zip"));
            var script = script((request, observer) -> {
                idle(observer, 30);
                return exited(request, 1_000_000, Map.of());
            });
            var mine = new ArrayList<String>();
            for (int i = 0; i < 60; i++) mine.add(me.submitted(order(bundle, script, "")));
            me.awaitEnd(mine.getFirst());
            var theirs = stranger.submitted("{\"bundle\":\"" + bundle + "\"}");
            var waiting = me.run(mine.getLast());
            stranger.awaitEnd(theirs);

            assertThat(waiting.path("queuePosition").asInt()).isGreaterThan(20);
            assertThat(waiting.path("waitingFor").asString()).contains("of yours before it");
            assertThat(Instant.parse(waiting.path("estimatedStart").asString()))
                    .isBetween(Instant.now(), Instant.now().plusSeconds(600));
            var started = time(stranger, theirs, "startedAt");
            var before = mine.stream()
                    .filter(run -> me.run(run).path("startedAt").isString())
                    .filter(run -> time(me, run, "startedAt").isBefore(started))
                    .filter(run -> time(me, run, "startedAt").isAfter(time(stranger, theirs, "createdAt")))
                    .count();
            assertThat(before).isLessThanOrEqualTo(1);
            mine.forEach(me::awaitEnd);
        }
    }

    @Test
    void whoseRunsLoseTheirProcessesDoesNotComeFirstForThat() {
        try (var service = RunningService.start("--fugu.runs.workers=1")) {
            var hostile = service.newUser();
            var other = service.newUser();
            var bundle = hostile.uploaded(RunningService.prebuilt("hello.zip"));
            other.uploaded(RunningService.prebuilt("hello.zip"));
            var lost = script((_, observer) -> {
                idle(observer, 30);
                throw new ChildLost("the process that carried it out ran out of memory", new IOException("its end"));
            });
            var done = script((request, observer) -> {
                idle(observer, 10);
                return exited(request, 1000, Map.of());
            });
            var theirs = new ArrayList<String>();
            for (int i = 0; i < 10; i++) theirs.add(hostile.submitted(order(bundle, lost, "")));
            // Its attempts have been lost once at least.
            hostile.awaitEnd(theirs.getFirst());
            var others = new ArrayList<String>();
            for (int i = 0; i < 30; i++) others.add(other.submitted(order(bundle, done, "")));
            others.forEach(other::awaitEnd);

            var ended = theirs.stream()
                    .filter(run -> hostile.run(run).path("finishedAt").isString())
                    .count();
            // What was under way when the first of the others came may have ended, and one more between two of them.
            assertThat(ended).isLessThanOrEqualTo(4);
            theirs.forEach(run ->
                    assertThat(hostile.awaitEnd(run).path("attempts").asInt()).isEqualTo(3));
        }
    }

    @Test
    void aBriefRunHasALaneThatLongOnesDoNotTake() {
        try (var service = RunningService.start("--fugu.runs.workers=2")) {
            var user = service.newUser();
            var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
            var go = new CountDownLatch(1);
            var held = script((request, observer) -> {
                while (go.getCount() > 0) idle(observer, 10);
                return exited(request, 10, Map.of());
            });
            var isLong = ",\"limits\":{\"cycles\":10000000000}";
            var first = user.submitted(order(bundle, held, isLong));
            var second = user.submitted(order(bundle, held, isLong));
            user.awaitState(first, "running");
            var brief = user.submitted("{\"bundle\":\"" + bundle + "\"}");

            assertThat(user.awaitEnd(brief).path("state").asString()).isEqualTo("finished");
            assertThat(user.run(second).path("state").asString()).isEqualTo("queued");
            go.countDown();
            user.awaitEnd(first);
            user.awaitEnd(second);
        }
    }

    @Test
    void whatARunUsedIsCountedAsTheRuleHasIt() {
        var service = RunningService.shared();
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var script = script((request, _) -> exited(request, 1000, Map.of()));
        var database = service.bean(JdbcClient.class);
        var expected = Usage.NONE;
        var halfLife = service.bean(QueueSettings.class).halfLife();
        for (int i = 0; i < 3; i++) {
            var run = user.submitted(order(bundle, script, ",\"mesh\":\"2x1\",\"nodes\":1"));
            user.awaitEnd(run);
            // As if half a day had passed since.
            var used = used(database, run);
            expected = expected.plus(2000, used.at(), halfLife);
            assertThat(used.nodeCycles()).isCloseTo(expected.nodeCycles(), within(0.1));
            assertThat(used.runs()).isCloseTo(expected.runs(), within(0.001));
            expected =
                    new Usage(expected.nodeCycles(), expected.runs(), used.at().minus(Duration.ofHours(12)));
            database.sql("update user_usage set at = at - interval '12 hours' where user_id = "
                            + "(select user_id from runs where id = :run)")
                    .param("run", run)
                    .update();
        }
    }

    private static Usage used(JdbcClient database, String run) {
        return database.sql("select u.* from user_usage u join runs r on r.user_id = u.user_id where r.id = :run")
                .param("run", run)
                .query((row, _) -> new Usage(
                        row.getDouble("node_cycles"),
                        row.getDouble("runs"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .single();
    }

    @Test
    void twentyThousandWaitAndNobodyNoticesInAListOrWhereTheNextIsLookedFor(TestReporter reporter) {
        try (var service = RunningService.start("--fugu.role=web", "--fugu.queue.max-in-all=20001")) {
            var user = service.newUser();
            var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
            var order = "{\"bundle\":\"" + bundle + "\"}";
            var one = user.submitted(order);
            fill(service.bean(JdbcClient.class), one);
            var queue = service.bean(RunQueue.class);

            assertThat(queue.inOrder()).hasSize(80);
            assertThat(median(
                            reporter,
                            "the first of each line",
                            () -> queue.inOrder().size()))
                    .isLessThan(Duration.ofMillis(50));
            assertThat(user.get("/api/v1/runs?limit=100").json().path("items").size())
                    .isEqualTo(100);
            assertThat(user.run(one).path("queuePosition").asInt()).isEqualTo(1);
            assertThat(median(reporter, "a list of 100", () -> read(user, "/api/v1/runs?limit=100")))
                    .isLessThan(Duration.ofMillis(250));
            assertThat(median(reporter, "one run", () -> read(user, "/api/v1/runs/" + one)))
                    .isLessThan(Duration.ofMillis(250));

            // Beyond the bound of all, a moment later: the length is counted once a second.
            user.submitted(order);
            Caller.pause(1100);
            var refused = user.post("/api/v1/runs", order).requireProblem(503, "service-full");
            assertThat(refused.header("retry-after")).isEqualTo("30");
        }
    }

    @Test
    void whatIsPlannedWhileNobodyWaitsReadsNoWholeQueueLater() throws Exception {
        try (var service = RunningService.start("--fugu.role=web")) {
            var user = service.newUser();
            var one = user.submitted("{\"bundle\":\"" + user.uploaded(RunningService.prebuilt("hello.zip")) + "\"}");
            var database = service.bean(JdbcClient.class);
            fill(database, one);
            database.sql("update runs set state = 'canceled'").update();
            try (var connection = service.bean(DataSource.class).getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("vacuum analyze runs");
                statement.execute("set plan_cache_mode = force_generic_plan");
                statement.execute("prepare first(text) as " + Runs.FIRST_IN_LINE.replace(":id", "$1"));
                var plan = new StringBuilder();
                try (var lines = statement.executeQuery("explain execute first('run_1')")) {
                    while (lines.next()) plan.append(lines.getString(1)).append('\n');
                }
                statement.execute("reset plan_cache_mode");
                statement.execute("deallocate first");
                assertThat(plan).contains("Index Scan using runs_pkey on runs ", "Index Cond: (id = $1)");
                assertThat(plan.toString()).contains("Index Cond: ((user_id = head.user_id) AND (line = head.line))");
            }
        }
    }

    /// Of forty users, in two lines each.
    private static void fill(JdbcClient database, String one) {
        database.sql("""
                        insert into users (id, name, role, password_hash)
                        select 'usr_' || n, 'waits' || n, 'user', 'x' from generate_series(0, 38) as n
                        """).update();
        database.sql("""
                        insert into runs (id, user_id, bundle_digest, program, arguments, machine, preset, mesh_columns,
                            mesh_rows, nodes, fidelity, seed, limit_cycles, limit_instructions, limit_console,
                            limit_memory, overrides, brief, state)
                        select 'run_' || lpad(n::text, 20, '0'),
                            case n % 40 when 39 then user_id else 'usr_' || n % 40 end,
                            bundle_digest, program, arguments, machine, preset, mesh_columns, mesh_rows, nodes,
                            fidelity, seed, limit_cycles, limit_instructions, limit_console, limit_memory, overrides,
                            n % 80 < 40, 'queued'
                        from runs cross join generate_series(1, :count) as n where id = :one
                        """).param("count", WAITING - 1).param("one", one).update();
        database.sql("analyze runs").update();
    }

    private static int read(Caller user, String path) {
        try (var body = user.stream(path).body()) {
            return body.readAllBytes().length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        int done();
    }

    /// Of some, in a process that is warm. The aim is 50 ms; a test has a factor of five to spare.
    private static Duration median(TestReporter reporter, String what, Work work) {
        var times = new long[21];
        for (int i = 0; i < times.length; i++) {
            long begun = System.nanoTime();
            assertThat(work.done()).isPositive();
            times[i] = System.nanoTime() - begun;
        }
        Arrays.sort(times);
        var median = Duration.ofNanos(times[times.length / 2]);
        reporter.publishEntry(what, median.toNanos() / 1e6 + " ms, median of " + times.length);
        return median;
    }
}
