package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.run.ScriptedSimulator.bytes;
import static org.fugu.service.run.ScriptedSimulator.exited;
import static org.fugu.service.run.ScriptedSimulator.idle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.fugu.exokernel.run.Clues;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunReport;
import org.fugu.machine.observe.LatencySummary;
import org.fugu.service.Caller;
import org.fugu.service.RawRequest;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class RunIT {
    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();
    private final String bundle = user.uploaded(RunningService.prebuilt("hello.zip"));

    private String order(String script, String more) {
        return "{\"bundle\":\"" + bundle + "\",\"args\":[\"" + script + "\"]" + more + "}";
    }

    private static String script(ScriptedSimulator.Script script) {
        return ScriptedSimulator.script(UUID.randomUUID().toString(), script);
    }

    /// A program that ends when it may go.
    private static String held(CountDownLatch go) {
        return script((request, observer) -> {
            while (go.getCount() > 0) idle(observer, 20);
            return exited(request, 10, Map.of());
        });
    }

    @Test
    void anAcceptedRunIsCarriedOutAndShowsWhatItDid() {
        var script = script((request, observer) -> {
            observer.progressed(500, 500);
            observer.console(400, 0, bytes("hello\n"));
            return exited(request, 1000, Map.of(0, "hello\n"));
        });
        var accepted = user.post("/api/v1/runs", order(script, "")).requireStatus(202);
        var id = accepted.json().path("id").asString();

        assertThat(accepted.header("location")).isEqualTo("/api/v1/runs/" + id);
        assertThat(accepted.header("retry-after")).isEqualTo("1");
        var run = user.awaitEnd(id);
        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(run.path("outcome").asString()).isEqualTo("exited");
        assertThat(run.path("exitCode").asInt()).isZero();
        assertThat(run.path("cycles").asLong()).isEqualTo(1000);
        assertThat(run.path("metrics").path("steps").asInt()).isEqualTo(7);
        assertThat(run.path("metrics").path("rate").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(run.path("metricUnits").toString()).isEqualTo("{\"steps\":\"steps\"}");
        assertThat(run.path("progress").asDouble()).isEqualTo(1);
        assertThat(run.path("attempts").asInt()).isEqualTo(1);
        assertThat(user.get("/api/v1/runs/" + id + "/console", "Accept", "text/plain")
                        .text())
                .isEqualTo("hello\n");
        assertThat(user.get("/api/v1/runs/" + id + "/console")
                        .json()
                        .path("nodes")
                        .path("0")
                        .asString())
                .isEqualTo("hello\n");
        assertThat(user.get("/api/v1/partitions/" + run.path("partition").asString())
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("released");
    }

    @Test
    void latenciesAreKeptToTheLastDigitShownWithTheRunAndNotInLists() {
        var exact = new LatencySummary(Long.MAX_VALUE, 0, 1, 2, 3, (1L << 53) + 1, (1L << 60) + 1);
        var rest = new LatencySummary(1, 38, 38, 38, 38, 38, 38_000);
        var latencies = new TreeMap<>(Map.of("miss_remote", rest, "link_wait", exact));
        var id = user.submitted(order(script((_, _) -> report(10, latencies)), ""));

        var shown = user.awaitEnd(id).path("latencies");

        assertThat(shown.propertyNames()).containsExactly("link_wait", "miss_remote");
        assertThat(shown.path("link_wait")).isEqualTo(new JsonMapper().readTree("""
                        {"count":9223372036854775807,"minCycles":0,"p50Cycles":1,"p90Cycles":2,"p99Cycles":3,
                         "maxCycles":9007199254740993,"meanMillicycles":1152921504606846977}"""));
        var listed = user.get("/api/v1/runs").json().path("items").path(0);
        assertThat(listed.path("id").asString()).isEqualTo(id);
        assertThat(listed.path("latencies").isNull()).isTrue();
    }

    @Test
    void aResultFromBeforeLatenciesWereKeptHasNone() {
        var id = user.submitted(order(script((_, _) -> report(10)), ""));
        assertThat(user.awaitEnd(id).path("latencies").isEmpty()).isTrue();
        service.bean(JdbcClient.class)
                .sql("update run_results set latencies = null where run_id = :id")
                .param("id", id)
                .update();

        assertThat(user.run(id).path("state").asString()).isEqualTo("finished");
        assertThat(user.run(id).path("latencies").isNull()).isTrue();
    }

    @Test
    void aRunThatIsWaitedForIsAnsweredFinished() {
        var script = script((request, _) -> exited(request, 10, Map.of()));

        var answer = user.post("/api/v1/runs", order(script, ""), "Prefer", "wait=30")
                .requireStatus(200);

        assertThat(answer.json().path("state").asString()).isEqualTo("finished");
    }

    @Test
    void somebodyElsesRunIsNotThere() {
        var id = user.submitted(order(script((request, _) -> exited(request, 10, Map.of())), ""));
        var other = service.newUser();

        for (var path : List.of("", "/console", "/events")) {
            other.get("/api/v1/runs/" + id + path).requireProblem(404, "not-found");
        }
        other.post("/api/v1/runs/" + id + "/cancel", "").requireProblem(404, "not-found");
        assertThat(other.get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void everythingThatIsWrongWithAnOrderIsSaidAtOnce() {
        var answer = user.post(
                "/api/v1/runs",
                "{\"bundle\":\"" + bundle + "\",\"program\":\"helo\",\"fidelity\":\"rough\","
                        + "\"overrides\":{\"network.hops\":1}}");

        answer.requireProblem(422, "invalid-run");
        assertThat(answer.json().path("errors"))
                .extracting(error -> error.path("pointer").asString())
                .containsExactlyInAnyOrder("/program", "/fidelity", "/overrides/network.hops");
        user.post("/api/v1/runs", "{\"bundle\":\"" + bundle + "\",\"mesh\":\"9x1\"}")
                .requireProblem(422, "partition-too-large");
        user.post("/api/v1/runs", "{\"bundle\":\"" + bundle + "\",\"machine\":\"cray\"}")
                .requireProblem(422, "unknown-machine");
        user.post("/api/v1/runs", "{}").requireProblem(422, "invalid-body");
    }

    @Test
    void aRunWhoseMemoryTheHostCouldNotHoldIsRefusedBeforeItHarmsOthers() {
        var refused = user.post(
                        "/api/v1/runs", order("never", ",\"mesh\":\"8x8\",\"limits\":{\"memoryBytes\":1073741824}"))
                .requireProblem(422, "memory-too-large");

        assertThat(refused.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/limits/memoryBytes");
    }

    @Test
    void aSubmissionThatIsSentTwiceIsAcceptedOnce() {
        var order = order(script((request, _) -> exited(request, 10, Map.of())), "");
        var first = user.post("/api/v1/runs", order, "Idempotency-Key", "one").json();
        var second = user.post("/api/v1/runs", order, "Idempotency-Key", "one")
                .requireStatus(202)
                .json();

        assertThat(second.path("id")).isEqualTo(first.path("id"));
        user.post(
                        "/api/v1/runs",
                        order(script((request, _) -> exited(request, 10, Map.of())), ""),
                        "Idempotency-Key",
                        "one")
                .requireProblem(422, "idempotency-mismatch");
        assertThat(service.newUser().get("/api/v1/runs").json().path("items")).isEmpty();
        assertThat(user.get("/api/v1/runs").json().path("items")).hasSize(1);
    }

    @Test
    void ofManySubmissionsWithOneKeyAtOnceOneIsAccepted() throws Exception {
        var order = order(script((request, _) -> exited(request, 10, Map.of())), "");
        var asked = new ArrayList<Callable<Caller.Answer>>();
        for (int i = 0; i < 12; i++) asked.add(() -> user.post("/api/v1/runs", order, "Idempotency-Key", "many"));
        try (var threads = Executors.newFixedThreadPool(12)) {
            for (var answer : threads.invokeAll(asked)) {
                if (answer.get().status() == 409) answer.get().requireProblem(409, "idempotency-in-flight");
                else answer.get().requireStatus(202);
            }
        }

        assertThat(user.get("/api/v1/runs").json().path("items")).hasSize(1);
    }

    @Test
    void aListIsPagedNewestFirstAndCanBeNarrowed() {
        var order = order(script((request, _) -> exited(request, 10, Map.of())), "");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) ids.addFirst(user.submitted(order));
        ids.forEach(user::awaitEnd);

        var first = user.get("/api/v1/runs?limit=3&state=finished").json();
        var rest = user.get("/api/v1/runs?limit=3&state=finished&cursor="
                        + first.path("nextCursor").asString())
                .json();

        var listed = new ArrayList<String>();
        first.path("items").forEach(item -> listed.add(item.path("id").asString()));
        rest.path("items").forEach(item -> listed.add(item.path("id").asString()));
        assertThat(listed).isEqualTo(ids);
        assertThat(rest.path("nextCursor").isNull()).isTrue();
        assertThat(user.get("/api/v1/runs?state=canceled").json().path("items")).isEmpty();
        assertThat(user.get("/api/v1/runs?bundle=" + "0".repeat(64)).json().path("items"))
                .isEmpty();
    }

    @Test
    void anUnchangedRunIsNotSentAgain() {
        var id = user.submitted(order(script((request, _) -> exited(request, 10, Map.of())), ""));
        user.awaitEnd(id);
        var etag = user.get("/api/v1/runs/" + id).header("etag");

        user.get("/api/v1/runs/" + id, "If-None-Match", etag).requireStatus(304);
    }

    @Test
    void aRunningRunIsCanceledAndGivesItsPartitionBack() {
        var id = user.submitted(order(
                script((request, observer) -> {
                    idle(observer, 60_000);
                    throw new IllegalStateException("it was not canceled");
                }),
                ""));
        var running = user.awaitState(id, "running");

        user.post("/api/v1/runs/" + id + "/cancel", "").requireStatus(202);

        var run = user.awaitEnd(id);
        assertThat(run.path("state").asString()).isEqualTo("canceled");
        assertThat(run.path("outcome").isNull()).isTrue();
        assertThat(user.get("/api/v1/partitions/" + running.path("partition").asString())
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("released");
        user.post("/api/v1/runs/" + id + "/cancel", "").requireProblem(409, "run-ended");
    }

    @Test
    void twoRunsOnOneLeaseFollowEachOtherAndTheLeaseCannotBeReleasedMeanwhile() {
        var lease = user.leased();
        var go = new CountDownLatch(1);
        var slow = held(go);
        var on = ",\"partition\":\"" + lease + "\"";
        var first = user.submitted(order(slow, on));
        user.awaitState(first, "running");
        var second = user.submitted(order(slow, on));

        var waiting =
                user.awaitRun(second, run -> run.path("waitingFor").asString("").contains(lease));
        assertThat(waiting.path("state").asString()).isEqualTo("queued");
        assertThat(waiting.path("queuePosition").asInt()).isPositive();
        user.delete("/api/v1/partitions/" + lease).requireProblem(409, "partition-in-use");
        go.countDown();
        user.awaitEnd(first);
        user.awaitEnd(second);
        user.delete("/api/v1/partitions/" + lease).requireStatus(204);
        user.post("/api/v1/runs", order(slow, on)).requireProblem(409, "partition-ended");
        service.newUser();
    }

    @Test
    void anAttemptThatFailsIsTriedAgainAndThenGivenUp() {
        var tries = new AtomicInteger();
        var once = user.submitted(order(
                script((request, _) -> {
                    if (tries.incrementAndGet() == 1) throw new IllegalStateException("a bad day");
                    return exited(request, 10, Map.of());
                }),
                ""));
        var always = user.submitted(order(
                script((_, _) -> {
                    throw new IllegalStateException("a bad life");
                }),
                ""));

        assertThat(user.awaitEnd(once).path("state").asString()).isEqualTo("finished");
        assertThat(user.run(once).path("attempts").asInt()).isEqualTo(2);
        var given = user.awaitEnd(always);
        assertThat(given.path("state").asString()).isEqualTo("infrastructure_error");
        assertThat(given.path("attempts").asInt()).isEqualTo(3);
        assertThat(given.path("message").asString()).contains("a bad life");
    }

    @Test
    void anAttemptThatIsNoLongerTheNewestRecordsNothing() {
        var runs = service.bean(Runs.class);
        var started = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var id = user.submitted(order(
                script((request, observer) -> {
                    started.countDown();
                    // Deaf to its observer, like a worker that was cut off from the database.
                    go.await();
                    return exited(request, 666, Map.of(0, "late"));
                }),
                ""));
        user.awaitState(id, "running");

        // Somebody else takes the run over, as the queue lets them when a worker is silent.
        service.bean(JdbcClient.class)
                .sql("update runs set attempts = attempts + 1 where id = :id")
                .param("id", id)
                .update();
        var claim = new Claim(id, 2);
        go.countDown();
        runs.keep(claim, 5, List.of());
        runs.finish(claim, report(10), null, null, null, new HostTimes(1_000_000, null));

        assertThat(user.awaitEnd(id).path("cycles").asLong()).isEqualTo(10);
        assertThat(service.bean(JdbcClient.class)
                        .sql("select count(*) from run_results where run_id = :id")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(user.get("/api/v1/runs/" + id + "/console", "Accept", "text/plain")
                        .text())
                .isEmpty();
    }

    private static RunReport report(long cycles) {
        return report(cycles, new TreeMap<>());
    }

    private static RunReport report(long cycles, SortedMap<String, LatencySummary> latencies) {
        return new RunReport(
                "fugu",
                "scripted",
                1,
                "timing",
                Outcome.EXITED,
                0,
                null,
                "scripted",
                "d".repeat(64),
                "e".repeat(64),
                List.of(),
                cycles,
                33,
                cycles,
                0,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                latencies,
                Clues.NONE);
    }

    @Test
    void theConsoleIsShownOnceThoughTheRunWasStartedTwice() {
        var tries = new AtomicInteger();
        var id = user.submitted(order(
                script((request, observer) -> {
                    for (int line = 0; line < 10; line++) {
                        observer.console(line, line % 2, bytes("line " + line + "\n"));
                        idle(observer, 60);
                        if (line == 6 && tries.incrementAndGet() == 1) throw new IllegalStateException("killed");
                    }
                    return exited(request, 10, Map.of());
                }),
                ",\"mesh\":\"2x1\""));
        user.awaitEnd(id);

        var nodes = user.get("/api/v1/runs/" + id + "/console").json().path("nodes");
        assertThat(nodes.path("0").asString()).isEqualTo("line 0\nline 2\nline 4\nline 6\nline 8\n");
        assertThat(nodes.path("1").asString()).isEqualTo("line 1\nline 3\nline 5\nline 7\nline 9\n");
        assertThat(user.run(id).path("attempts").asInt()).isEqualTo(2);
    }

    @Test
    void aStreamThatIsTakenUpAgainGoesOnWhereItStopped() throws Exception {
        var go = new CountDownLatch(1);
        var id = user.submitted(order(
                script((request, observer) -> {
                    observer.progressed(100_000, 1);
                    observer.console(1, 0, bytes("before\n"));
                    while (go.getCount() > 0) idle(observer, 20);
                    observer.console(2, 0, bytes("after\n"));
                    return exited(request, 10, Map.of());
                }),
                ""));
        var path = "/api/v1/runs/" + id + "/events";
        List<ServerEvents.Event> events = new ArrayList<>();
        try (var stream = new ServerEvents(user.stream(path).body())) {
            events.addAll(stream.take(4));
        }
        go.countDown();
        var last = events.getLast().id();
        try (var stream = new ServerEvents(
                user.stream(path, "Last-Event-ID", Long.toString(last)).body())) {
            events.addAll(stream.all());
        }

        var ids = events.stream().map(ServerEvents.Event::id).toList();
        assertThat(ids).doesNotHaveDuplicates().isSorted();
        assertThat(ids.getLast()).isEqualTo(ids.size());
        assertThat(events.stream().map(ServerEvents.Event::name).distinct())
                .containsExactlyInAnyOrder("state", "console", "progress", "metric", "end");
        assertThat(events.stream()
                        .filter(event -> event.name().equals("console"))
                        .map(event -> event.data().path("text").asString())
                        .collect(Collectors.joining()))
                .isEqualTo("before\nafter\n");
        assertThat(events.stream()
                        .filter(event -> event.name().equals("metric"))
                        .map(event -> event.data().toString()))
                .anySatisfy(metric -> assertThat(metric).contains("\"steps\"").contains("\"unit\":\"steps\""))
                .anySatisfy(metric -> assertThat(metric)
                        .contains("\"rate\"")
                        .contains("9223372036854775807")
                        .doesNotContain("unit"));
        var end = events.getLast();
        assertThat(end.name()).isEqualTo("end");
        assertThat(end.data().path("outcome").asString()).isEqualTo("exited");
        user.get(path, "Last-Event-ID", Long.toString(end.id())).requireStatus(204);
    }

    @Test
    void aStreamTakenUpPastItsEndEnds() throws Exception {
        var go = new CountDownLatch(1);
        var id = user.submitted(order(held(go), ""));
        var path = "/api/v1/runs/" + id + "/events";
        user.awaitState(id, "running");
        try (var stream = new ServerEvents(user.stream(path, "Last-Event-ID", Long.toString(Long.MAX_VALUE))
                .body())) {
            go.countDown();
            assertThat(stream.all().getLast().name()).isEqualTo("end");
        }

        user.get(path, "Last-Event-ID", Long.toString(Long.MAX_VALUE)).requireStatus(204);
        user.get(path, "Last-Event-ID", "-1").requireProblem(400, "bad-parameter");
    }

    @Test
    void theNextPageIsNamedWithoutAHost() {
        var order = order(script((request, _) -> exited(request, 10, Map.of())), "");
        for (int i = 0; i < 2; i++) user.awaitEnd(user.submitted(order));
        var key = user.post("/api/v1/keys", "{\"name\":\"link\"}").json().path("token");

        var reply = new RawRequest(service.address(), "GET", "/api/v1/runs?limit=1&state=finished")
                .header("Host", "evil.example")
                .header("X-Forwarded-Host", "evil.example")
                .header("Authorization", "Bearer " + key.asString())
                .header("Connection", "close")
                .send();

        assertThat(reply.headers())
                .filteredOn(header -> header.startsWith("Link:"))
                .singleElement()
                .satisfies(link -> assertThat(link).startsWith("Link: </api/v1/runs?limit=1&state=finished&cursor="));
    }

    @Test
    void oneUserHasAtMostTenStreams() throws Exception {
        var go = new CountDownLatch(1);
        var id = user.submitted(order(held(go), ""));
        var path = "/api/v1/runs/" + id + "/events";
        var open = new ArrayList<ServerEvents>();
        for (int i = 0; i < 10; i++) {
            open.add(new ServerEvents(user.stream(path).body()));
            assertThat(open.getLast().take(1)).hasSize(1);
        }

        user.get(path).requireProblem(429, "too-many-streams");
        go.countDown();
        for (var stream : open) stream.all();
        user.awaitEnd(id);
    }

    @Test
    void aRunThatFillsTheMachineWaitsForRoom() {
        var go = new CountDownLatch(1);
        var script = script((request, observer) -> {
            while (go.getCount() > 0) idle(observer, 20);
            if (observer.cancelled()) throw new RunCancelledException();
            return exited(request, 10, Map.of());
        });
        var first = user.submitted(order(script, ",\"mesh\":\"8x5\",\"nodes\":1"));
        user.awaitState(first, "running");
        var second = user.submitted(order(script, ",\"mesh\":\"8x4\",\"nodes\":1"));

        user.awaitRun(second, run -> run.path("waitingFor").asString("").contains("room for 8x4"));
        go.countDown();
        assertThat(user.awaitEnd(first).path("state").asString()).isEqualTo("finished");
        assertThat(user.awaitEnd(second).path("state").asString()).isEqualTo("finished");
    }
}
