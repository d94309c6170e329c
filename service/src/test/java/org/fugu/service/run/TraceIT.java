package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A trace is kept of a run if somebody wants one.
class TraceIT {
    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    private String ended(String more) {
        var digest = user.uploaded(RunningService.prebuilt("pingpong.zip"));
        var id = user.submitted("{\"bundle\":\"" + digest + "\",\"args\":[\"20\"]" + more + "}");
        user.awaitEnd(id);
        return id;
    }

    private static String path(String id) {
        return "/api/v1/runs/" + id + "/trace";
    }

    private long consoleBytes() {
        return user.get("/api/v1/users/me")
                .json()
                .path("storage")
                .path("consoleBytes")
                .path("used")
                .asLong();
    }

    @Test
    void theTraceOfARunIsReadAsTheViewersTakeIt() {
        var before = consoleBytes();
        var id = ended(",\"trace\":{}");
        var answer = user.get(path(id)).requireStatus(200);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.header("content-disposition")).isEqualTo("attachment; filename=\"" + id + ".trace.json\"");
        var launches = 0;
        for (var event : answer.json().path("traceEvents")) {
            if (event.path("name").asString().equals("launch")) launches++;
        }
        var run = user.run(id);
        assertThat(launches).isEqualTo(run.path("messagesSent").asInt()).isPositive();
        assertThat(run.path("trace").path("fromCycle").asLong()).isZero();
        assertThat(run.path("trace").path("toCycle").isNull()).isTrue();
        assertThat(run.path("trace").path("kept").asBoolean()).isTrue();
        assertThat(consoleBytes()).as("it counts like a console").isGreaterThan(before + 1_000);
        assertThat(run.path("digest"))
                .as("and changes nothing")
                .isEqualTo(user.run(ended("")).path("digest"));

        user.delete("/api/v1/runs/" + id).requireStatus(204);
        assertThat(service.bean(JdbcClient.class)
                        .sql("select count(*) from run_traces where run_id = :id")
                        .param("id", id)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aPartOfARunIsTraced() {
        var trace = user.get(path(ended(",\"trace\":{\"fromCycle\":5000,\"toCycle\":6000}")))
                .requireStatus(200)
                .json();
        var cycles = new TreeSet<Long>();
        for (var event : trace.path("traceEvents")) {
            if (event.path("ph").asString().equals("X"))
                cycles.add(event.path("args").path("cycle").asLong());
        }
        assertThat(cycles).isNotEmpty();
        assertThat(cycles.last()).isLessThan(6000);
    }

    @Test
    void whatWasNotWantedIsNotThereAndOthersSeeNothing() {
        var plain = ended("");
        assertThat(user.run(plain).path("trace").isNull()).isTrue();
        assertThat(user.get(path(plain)).requireProblem(404, "trace-not-kept").text())
                .contains("no trace was wanted");
        var traced = ended(",\"trace\":{}");
        service.newUser().get(path(traced)).requireProblem(404, "not-found");

        var digest = user.uploaded(RunningService.prebuilt("pingpong.zip"));
        var nothing = user.post(
                        "/api/v1/runs", "{\"bundle\":\"" + digest + "\",\"trace\":{\"fromCycle\":7,\"toCycle\":7}}")
                .requireProblem(422, "bad-field");
        assertThat(pointer(nothing.json())).isEqualTo("/trace");
        user.post("/api/v1/runs", "{\"bundle\":\"" + digest + "\",\"trace\":{\"fromCycle\":-1}}")
                .requireProblem(422, "bad-field");
    }

    private static String pointer(JsonNode problem) {
        return problem.path("errors").get(0).path("pointer").asString();
    }
}
