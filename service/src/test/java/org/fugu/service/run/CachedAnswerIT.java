package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.run.ScriptedSimulator.exited;
import static org.fugu.service.run.ScriptedSimulator.idle;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A run that was asked for before is not carried out again.
class CachedAnswerIT {
    private static final int MOST_WAITING = 2;
    private static final RunningService SERVICE =
            RunningService.start("--fugu.runs.answers-from-cache=true", "--fugu.runs.max-queued=" + MOST_WAITING);

    private final Caller user = SERVICE.newUser();
    private final String bundle = user.uploaded(RunningService.prebuilt("hello.zip"));

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private String order(String more) {
        return "{\"bundle\":\"" + bundle + "\"" + more + "}";
    }

    private JsonNode ended(String order) {
        var answer = user.post("/api/v1/runs", order);
        assertThat(answer.status()).as(answer.text()).isIn(200, 202);
        return user.awaitEnd(answer.json().path("id").asString());
    }

    /// It is there when the submission is answered.
    private JsonNode answered(String order) {
        var run = user.post("/api/v1/runs", order).requireStatus(200).json();
        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(run.path("from").asString()).startsWith("run_");
        return run;
    }

    private static String from(JsonNode run) {
        return run.path("from").asString("");
    }

    private static String id(JsonNode run) {
        return run.path("id").asString();
    }

    private double used() {
        return SERVICE.bean(JdbcClient.class)
                .sql("""
                        select node_cycles + 0 * runs from user_usage join users on id = user_id where name = :name
                        """)
                .param("name", user.get("/api/v1/users/me").json().path("name").asString())
                .query(Double.class)
                .single();
    }

    @Test
    void theSameRunIsAnsweredAtOnceWithAllThatTheFirstOneHasAndCostsNothing() {
        var first = ended(order(""));
        double used = used();
        var again = answered(order(",\"labels\":{\"a\":\"b\"}"));

        assertThat(from(first)).isEmpty();
        assertThat(from(again)).isEqualTo(id(first));
        assertThat(again.path("id")).isNotEqualTo(first.path("id"));
        assertThat(again.path("startedAt").isNull()).isTrue();
        assertThat(again.path("hostMillis").isNull()).isTrue();
        assertThat(again.path("hostMips").isNull()).isTrue();
        assertThat(again.path("attempts").asInt()).isZero();
        assertThat(again.path("partition").isNull()).isTrue();
        for (var same : List.of(
                "outcome",
                "exitCode",
                "digest",
                "resultDigest",
                "cycles",
                "instructions",
                "metrics",
                "metricUnits",
                "counters",
                "latencies",
                "machineVersion",
                "progress")) {
            assertThat(again.path(same)).as(same).isEqualTo(first.path(same));
        }
        for (var same : List.of("/console", "/refusals", "/capabilities", "/request")) {
            assertThat(user.get("/api/v1/runs/" + id(again) + same)
                            .requireStatus(200)
                            .text())
                    .as(same)
                    .isEqualTo(user.get("/api/v1/runs/" + id(first) + same).text());
        }
        assertThat(user.get("/api/v1/runs/" + id(again) + "/events").text())
                .contains("event: console", "\"state\": \"finished\"", "event: end")
                .doesNotContain("running");
        assertThat(used()).isEqualTo(used);
        assertThat(user.get("/api/v1/runs?outcome=exited&label=a")
                        .json()
                        .path("items")
                        .path(0)
                        .path("id"))
                .isEqualTo(again.path("id"));
    }

    @Test
    void whatIsNotTheSameIsCarriedOut() {
        ended(order(""));

        assertThat(from(ended(order(",\"cache\":false")))).isEmpty();
        assertThat(from(ended(order(",\"seed\":1")))).isEmpty();
        assertThat(from(ended(order(",\"args\":[\"x\"]")))).isEmpty();
        assertThat(from(ended(order(",\"limits\":{\"cycles\":9999999}")))).isEmpty();
        assertThat(from(ended(order(",\"overrides\":{\"network.hop\":77}")))).isEmpty();
        assertThat(from(ended(order(",\"fidelity\":\"functional\"")))).isEmpty();
        assertThat(from(answered(order(",\"seed\":1")))).isNotEmpty();
        assertThat(RunOrder.work("a-1", "{}")).isNotEqualTo(RunOrder.work("a-2", "{}"));
    }

    @Test
    void nobodyFindsOutThatSomebodyElseHasRunIt() {
        ended(order(",\"seed\":2"));
        var other = SERVICE.newUser();
        other.uploaded(RunningService.prebuilt("hello.zip"));

        var run = other.post("/api/v1/runs", order(",\"seed\":2"))
                .requireStatus(202)
                .json();

        assertThat(from(other.awaitEnd(id(run)))).isEmpty();
    }

    @Test
    void aRunThatCameToNoResultIsNoAnswer() {
        var calls = new AtomicInteger();
        var script = ScriptedSimulator.script(UUID.randomUUID().toString(), (request, observer) -> {
            if (calls.incrementAndGet() == 1) while (true) idle(observer, 20);
            return exited(request, 10, Map.of());
        });
        var order = order(",\"args\":[\"" + script + "\"]");
        var first = user.submitted(order);
        user.awaitRun(first, run -> run.path("state").asString().equals("running"));
        user.post("/api/v1/runs/" + first + "/cancel", "").requireStatus(202);
        user.awaitEnd(first);

        assertThat(from(ended(order))).isEmpty();
        assertThat(from(answered(order))).isNotEqualTo(first);
        assertThat(calls).hasValue(2);
    }

    @Test
    void aTraceAndADiskAreThereOnlyIfTheEarlierRunKeptThem() {
        var plain = ended(order(",\"seed\":3"));
        var traced = ended(order(",\"seed\":3,\"trace\":{}"));
        assertThat(from(traced)).isEmpty();
        assertThat(from(ended(order(",\"seed\":3,\"trace\":{\"fromCycle\":1}"))))
                .isEmpty();
        var again = answered(order(",\"seed\":3,\"trace\":{}"));
        assertThat(from(again)).isEqualTo(id(traced));
        assertThat(user.get("/api/v1/runs/" + id(again) + "/trace")
                        .requireStatus(200)
                        .text())
                .isEqualTo(user.get("/api/v1/runs/" + id(traced) + "/trace").text());
        assertThat(from(answered(order(",\"seed\":3")))).isEqualTo(id(plain));

        var files = order("").replace(bundle, user.uploaded(RunningService.prebuilt("test/files.zip")));
        var unkept = ended(files.replace("}", ",\"disk\":\"blank\"}"));
        var kept = ended(files.replace("}", ",\"disk\":\"blank\",\"keepDisk\":true}"));
        assertThat(from(kept)).isEmpty();
        assertThat(kept.path("disk").path("kept").asBoolean())
                .as(kept.toString())
                .isTrue();
        var keptAgain = answered(files.replace("}", ",\"disk\":\"blank\",\"keepDisk\":true}"));
        assertThat(keptAgain.path("disk")).isEqualTo(kept.path("disk"));
        for (var gone : List.of(unkept, kept)) {
            user.delete("/api/v1/runs/" + id(gone)).requireStatus(204);
        }
        assertThat(user.get("/api/v1/runs/" + id(keptAgain) + "/disk")
                        .requireStatus(200)
                        .header("etag"))
                .isEqualTo("\"" + kept.path("disk").path("after").asString() + "\"");
    }

    @Test
    void anAnswerOutlivesTheRunThatItIsFromAndIsAnswerEnough() {
        var first = ended(order(",\"seed\":4"));
        var second = answered(order(",\"seed\":4"));
        user.delete("/api/v1/runs/" + id(first)).requireStatus(204);

        assertThat(user.run(id(second)).path("digest")).isEqualTo(first.path("digest"));
        assertThat(from(user.run(id(second)))).isEqualTo(id(first));
        assertThat(from(answered(order(",\"seed\":4")))).isEqualTo(id(second));
        user.delete("/api/v1/runs/" + id(second)).requireStatus(204);
    }

    @Test
    void anAnswerNeedsNoPlaceInTheQueue() {
        ended(order(",\"seed\":5"));
        var go = new CountDownLatch(1);
        var script = ScriptedSimulator.script(UUID.randomUUID().toString(), (request, observer) -> {
            while (go.getCount() > 0) idle(observer, 20);
            return exited(request, 10, Map.of());
        });
        var on = ",\"partition\":\"" + user.leased() + "\"";
        var held = user.submitted(order(",\"args\":[\"" + script + "\"]" + on));
        user.awaitRun(held, run -> run.path("state").asString().equals("running"));
        for (int i = 0; i < MOST_WAITING; i++) user.submitted(order(",\"seed\":" + (100 + i) + on));

        user.post("/api/v1/runs", order(",\"seed\":102" + on)).requireProblem(429, "queue-full");
        answered(order(",\"seed\":5" + on));
        go.countDown();
        user.awaitEnd(held);
    }

    @Test
    void aRunSetIsAnsweredMemberByMember() {
        var set = "{\"run\":" + order("") + ",\"axes\":{\"seeds\":[6,7]}}";
        var first = user.post("/api/v1/run-sets", set).requireStatus(202).json();
        for (var member : first.path("members"))
            user.awaitEnd(member.path("run").asString());
        var before = user.get("/api/v1/run-sets/" + id(first)).json();

        var again = user.post("/api/v1/run-sets", set.replace("6,7", "6,7,8"))
                .requireStatus(202)
                .json();

        assertThat(again.path("ended").asInt()).isEqualTo(2);
        for (int place = 0; place < 2; place++) {
            var member = again.path("members").path(place);
            for (var same : List.of("outcome", "cycles", "digest", "counters", "consoleDigest", "causes")) {
                assertThat(member.path(same))
                        .as(same)
                        .isEqualTo(before.path("members").path(place).path(same));
            }
            assertThat(from(user.run(member.path("run").asString())))
                    .isEqualTo(before.path("members").path(place).path("run").asString());
        }
        user.awaitEnd(again.path("members").path(2).path("run").asString());
    }

    @Test
    void whoSeesTheRunAndNotTheOneItIsAnsweredFromIsNotToldThatOne() {
        var owner = SERVICE.newUser();
        var project = owner.post("/api/v1/projects", "{\"name\":\"class\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var name = user.get("/api/v1/users/me").json().path("name").asString();
        owner.put("/api/v1/projects/" + project + "/members/" + name, "{\"role\":\"member\"}")
                .requireStatus(200);
        var own = ended(order(",\"seed\":77"));
        var forProject = answered(order(",\"seed\":77,\"project\":\"" + project + "\""));
        assertThat(from(forProject)).isEqualTo(id(own));

        var seen = owner.get("/api/v1/runs/" + id(forProject)).requireStatus(200);
        assertThat(seen.json().path("from").isNull()).isTrue();
        assertThat(seen.json().path("startedAt").isNull()).isTrue();
        assertThat(owner.get("/api/v1/projects/" + project + "/runs").text()).doesNotContain(id(own));
        // One that is for the project too is named.
        var open = ended(order(",\"seed\":78,\"project\":\"" + project + "\""));
        var again = answered(order(",\"seed\":78,\"project\":\"" + project + "\""));
        assertThat(owner.run(id(again)).path("from").asString()).isEqualTo(id(open));
    }
}
