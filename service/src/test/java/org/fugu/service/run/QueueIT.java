package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.run.ScriptedSimulator.exited;
import static org.fugu.service.run.ScriptedSimulator.idle;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Many at once: who submits, who works, who loses a worker.
class QueueIT {
    private static final int LEASES = 3;

    private final RunningService service = RunningService.shared();

    private static String order(String bundle, String script, String more) {
        return "{\"bundle\":\"" + bundle + "\",\"args\":[\"" + script + "\"]" + more + "}";
    }

    private static String on(String partition) {
        return ",\"partition\":\"" + partition + "\"";
    }

    private static String script(ScriptedSimulator.Script script) {
        return ScriptedSimulator.script(UUID.randomUUID().toString(), script);
    }

    @Test
    void hundredsOfSubmittersAndSeveralWorkersNeverMeetADeadlockAndRunsOnAPartitionFollowEachOther() throws Exception {
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var script = script((request, _) -> exited(request, 10, Map.of(0, "x")));
        var orders = new ArrayList<String>(List.of(order(bundle, script, "")));
        for (int i = 0; i < LEASES; i++) orders.add(order(bundle, script, on(user.leased())));
        var asked = new ArrayList<Callable<Caller.Answer>>();
        for (int i = 0; i < 400; i++) {
            var order = orders.get(i % orders.size());
            asked.add(() -> user.post("/api/v1/runs", order));
        }
        var ids = new ArrayList<String>();
        try (var submitters = Executors.newFixedThreadPool(100)) {
            for (var answer : submitters.invokeAll(asked)) {
                assertThat(answer.get().status()).as(answer.get().text()).isIn(202, 429);
                if (answer.get().status() == 202)
                    ids.add(answer.get().json().path("id").asString());
            }
        }
        ids.forEach(user::awaitEnd);

        record Started(String partition, Instant at) {}
        var started = service.bean(JdbcClient.class)
                .sql("""
                        select r.partition_id, r.started_at from runs r join partitions p on p.id = r.partition_id
                        where r.user_id = (select user_id from runs where id = :one) and not p.for_run
                        order by r.partition_id, r.number
                        """)
                .param("one", ids.getFirst())
                .query((row, _) ->
                        new Started(row.getString(1), row.getTimestamp(2).toInstant()))
                .list();
        assertThat(started).hasSizeGreaterThan(200);
        for (int i = 1; i < started.size(); i++) {
            if (!started.get(i).partition().equals(started.get(i - 1).partition())) continue;
            assertThat(started.get(i).at()).isAfterOrEqualTo(started.get(i - 1).at());
        }
        assertThat(ids).allSatisfy(id -> {
            var run = user.run(id);
            assertThat(run.path("state").asString()).isEqualTo("finished");
            assertThat(run.path("attempts").asInt()).isEqualTo(1);
        });
    }

    @Test
    void twoWorkersAreFasterThanOne() {
        var one = timeOf("--fugu.runs.workers=1");
        var two = timeOf("--fugu.runs.workers=2");

        assertThat(two).isLessThan(one.multipliedBy(3).dividedBy(4));
    }

    /// Of runs that need no processor, so that it does not matter how many the host has.
    private static Duration timeOf(String workers) {
        try (var service = RunningService.start(workers)) {
            var user = service.newUser();
            var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
            var script = script((request, observer) -> {
                idle(observer, 100);
                return exited(request, 10, Map.of());
            });
            var orders = List.of(
                    order(bundle, script, on(user.leased())),
                    order(bundle, script, on(user.leased())),
                    order(bundle, script, ""));
            var ids = new ArrayList<String>();
            for (int i = 0; i < 60; i++) ids.add(user.submitted(orders.get(i % orders.size())));
            var runs = ids.stream().map(user::awaitEnd).toList();
            var first =
                    runs.stream().map(run -> Instant.parse(run.path("startedAt").asString()));
            var last = runs.stream()
                    .map(run -> Instant.parse(run.path("finishedAt").asString()));
            return Duration.between(
                    first.min(Instant::compareTo).orElseThrow(),
                    last.max(Instant::compareTo).orElseThrow());
        }
    }

    @Test
    void aTransactionThatTheDatabaseEndsToResolveADeadlockIsRepeated() throws Exception {
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var lease = user.leased();
        var order = order(bundle, script((request, _) -> exited(request, 10, Map.of())), on(lease));
        var owner = service.bean(JdbcClient.class)
                .sql("select user_id from partitions where id = :id")
                .param("id", lease)
                .query(String.class)
                .single();

        // Takes what a submission takes, in the opposite order.
        try (var submitter = Executors.newSingleThreadExecutor();
                var connection = service.bean(DataSource.class).getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local deadlock_timeout = '1min'");
            statement.execute("select 1 from partitions where id = '" + lease + "' for update");
            var answer = submitter.submit(() -> user.post("/api/v1/runs", order));
            awaitSomebodyWhoWaits();
            statement.execute("select 1 from users where id = '" + owner + "' for update");
            connection.rollback();

            var id = answer.get().requireStatus(202).json().path("id").asString();
            assertThat(user.awaitEnd(id).path("state").asString()).isEqualTo("finished");
        }
    }

    private void awaitSomebodyWhoWaits() throws InterruptedException {
        var waiting = service.bean(JdbcClient.class)
                .sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%holds%'");
        while (waiting.query(Long.class).single() == 0) Thread.sleep(20);
    }

    @Test
    void aRunWhoseWorkerIsLostAgainAndAgainIsTriedAgainAsLongAsItComesFurther() {
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var attempts = new AtomicInteger();
        var script = script((request, observer) -> {
            var attempt = attempts.incrementAndGet();
            observer.progressed(attempt * 1000L, 0);
            if (attempt < 6) idle(observer, 60_000);
            return exited(request, 10_000, Map.of());
        });
        var id = user.submitted(order(bundle, script, ""));
        for (int attempt = 1; attempt < 6; attempt++) {
            var cycle = attempt * 1000L;
            user.awaitRun(id, run -> run.path("progressCycle").asLong() == cycle);
            loseWorkerOf(id);
        }

        var run = user.awaitEnd(id);
        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(attempts).hasValue(6);
    }

    @Test
    void aRunThatTakesItsWorkerWithItAtTheSamePlaceIsGivenUp() {
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var script = script((request, observer) -> {
            observer.progressed(1000, 0);
            idle(observer, 60_000);
            return exited(request, 10_000, Map.of());
        });
        var id = user.submitted(order(bundle, script, ""));
        // The first loss is free: it was the first to come that far.
        for (int attempt = 1; attempt <= 4; attempt++) {
            var number = attempt * 2 - 1;
            user.awaitRun(
                    id,
                    run -> run.path("attempts").asInt() == number
                            && run.path("progressCycle").asLong() == 1000);
            loseWorkerOf(id);
        }

        var run = user.awaitEnd(id);
        assertThat(run.path("state").asString()).isEqualTo("infrastructure_error");
        assertThat(run.path("message").asString()).contains("worker was lost");
    }

    @Test
    void anAttemptThatTheDatabaseCouldNotStoreDoesNotCount() {
        var user = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var attempts = new AtomicInteger();
        var script = script((request, _) -> {
            if (attempts.incrementAndGet() > 5) return exited(request, 10_000, Map.of());
            throw new DataAccessResourceFailureException(
                    "not kept", new SQLException("could not extend file: No space left on device", "53100"));
        });

        var run = user.awaitEnd(user.submitted(order(bundle, script, "")));

        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(attempts).hasValue(6);
    }

    /// As if its worker were gone: a higher number shuts out the one that lives.
    private void loseWorkerOf(String id) {
        service.bean(JdbcClient.class)
                .sql("update runs set heard_at = now() - interval '1 minute', attempts = attempts + 1 where id = :id")
                .param("id", id)
                .update();
    }
}
