package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What a run was refused can be read after it.
class RefusalsIT {
    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    private String ended(String bundle, String more) {
        var digest = user.uploaded(RunningService.prebuilt(bundle));
        var id = user.submitted("{\"bundle\":\"" + digest + "\"" + more + "}");
        user.awaitEnd(id);
        return id;
    }

    private JsonNode refusals(String id) {
        return user.get("/api/v1/runs/" + id + "/refusals").requireStatus(200).json();
    }

    @Test
    void eachRefusalIsToldWithItsPlaceAndWithWhatWouldBeAllowed() {
        var told = refusals(ended("test/forge.zip", ""));

        assertThat(told.path("refusals").size()).isPositive();
        long counted = 0;
        for (var count : told.path("refusalCounts")) counted += count.asLong();
        assertThat(counted)
                .isEqualTo(told.path("refusals").size()
                        + told.path("refusalsLeftOut").asLong());
        long before = 0;
        for (var each : told.path("refusals")) {
            assertThat(told.path("refusalCounts").has(each.path("error").asString()))
                    .isTrue();
            assertThat(each.path("cycle").asLong()).isGreaterThanOrEqualTo(before);
            assertThat(each.path("call").asString()).isNotBlank();
            assertThat(each.path("advice").asString()).isNotBlank();
            before = each.path("cycle").asLong();
        }
    }

    @Test
    void aRunThatWasRefusedNothingSaysSo() {
        var told = refusals(ended("hello.zip", ""));

        assertThat(told.path("refusals").isEmpty()).isTrue();
        assertThat(told.path("refusalCounts").isEmpty()).isTrue();
        assertThat(told.path("refusalsLeftOut").asLong()).isZero();
    }

    @Test
    void anotherUserDoesNotSeeThem() {
        var id = ended("hello.zip", "");

        service.newUser().get("/api/v1/runs/" + id + "/refusals").requireProblem(404, "not-found");
    }

    @Test
    void aRunWithoutAResultAndAnOldOneHaveNone() {
        var waits = ScriptedSimulator.script("refusals-wait", (_, observer) -> {
            ScriptedSimulator.idle(observer, 60_000);
            throw new IllegalStateException("nobody canceled it");
        });
        var digest = user.uploaded(RunningService.prebuilt("hello.zip"));
        var running = user.submitted("{\"bundle\":\"" + digest + "\",\"args\":[\"" + waits + "\"]}");
        user.awaitState(running, "running");
        assertThat(user.get("/api/v1/runs/" + running + "/refusals")
                        .requireProblem(404, "refusals-not-kept")
                        .text())
                .contains("this one is running");
        user.post("/api/v1/runs/" + running + "/cancel", "").requireStatus(202);

        var old = ended("hello.zip", "");
        service.bean(JdbcClient.class)
                .sql("update run_results set refusals = null, refusal_counts = null where run_id = :id")
                .param("id", old)
                .update();
        assertThat(user.get("/api/v1/runs/" + old + "/refusals")
                        .requireProblem(404, "refusals-not-kept")
                        .text())
                .contains("older than the keeping of refusals");
    }
}
