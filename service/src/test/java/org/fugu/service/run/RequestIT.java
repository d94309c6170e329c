package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a run was asked for is kept whole, shown to its owner, and is what is carried out.
class RequestIT {
    private static final byte[] HELLO = RunningService.prebuilt("hello.zip");

    private static String order(Caller user, String more) {
        return "{\"bundle\":\"" + user.uploaded(HELLO) + "\",\"mesh\":\"2x1\"" + more + "}";
    }

    private static Caller.Answer request(Caller user, String id) {
        return user.get("/api/v1/runs/" + id + "/request");
    }

    private static String digest(RunInputs inputs) {
        var plan = RunPlan.of(Bundle.read(HELLO), inputs, 1);
        return Exokernel.run(plan.request(), RunObserver.NONE).digest();
    }

    @Test
    void theOwnerReadsTheRequestAndItsDigestIsTheRuns() {
        var service = RunningService.shared();
        var user = service.newUser();
        var id = user.submitted(order(user, ",\"seed\":7,\"overrides\":{\"network.hop\":45}"));
        var run = user.awaitEnd(id);

        var request = request(user, id).requireStatus(200);
        assertThat(request.header("content-type")).startsWith("application/json");
        assertThat(request.json()
                        .path("machine")
                        .path("figures")
                        .path("network.hop")
                        .asLong())
                .isEqualTo(45);
        var inputs = WireForms.REQUEST.read(request.bytes());
        assertThat(inputs.seed()).isEqualTo(7);
        assertThat(inputs.overrides()).containsExactly("network.hop");
        assertThat(digest(inputs)).isEqualTo(run.path("digest").asString());
        assertThat(request(user, id).bytes()).isEqualTo(request.bytes());

        request(service.newUser(), id).requireProblem(404, "not-found");
        request(service.nobody(), id).requireProblem(401, "not-signed-in");
        user.delete("/api/v1/runs/" + id).requireStatus(204);
        request(user, id).requireProblem(404, "not-found");
    }

    @Test
    void whatWasStoredIsCarriedOutAndNotThePresetOfToday() {
        var database = TestDatabase.fresh();
        try (var web = RunningService.startOn(database, "--fugu.role=web")) {
            var user = web.newUser();
            var usual = user.submitted(order(user, ""));
            var stored = user.submitted(order(user, ""));
            var old = user.submitted(order(user, ""));
            // As if the preset had another figure when that run was submitted.
            var rows = web.bean(JdbcClient.class);
            rows.sql("update run_requests set request = replace(request, :now, :then) where run_id = :id")
                    .param("now", "\"network.hop\":30,")
                    .param("then", "\"network.hop\":45,")
                    .param("id", stored)
                    .update();
            // As if that one was from before requests were kept.
            rows.sql("delete from run_requests where run_id = :id")
                    .param("id", old)
                    .update();

            try (var _ = RunningService.startOn(database, "--fugu.role=worker")) {
                var digest = user.awaitEnd(usual).path("digest").asString();
                assertThat(user.awaitEnd(old).path("digest").asString()).isEqualTo(digest);
                var otherwise = user.awaitEnd(stored).path("digest").asString();
                assertThat(otherwise)
                        .isNotEqualTo(digest)
                        .isEqualTo(digest(
                                WireForms.REQUEST.read(request(user, stored).bytes())));
            }
            request(user, old).requireProblem(404, "request-not-kept");
        }
    }

    @Test
    void aRequestThatCannotBeReadEndsTheRunWithTheReason() {
        var database = TestDatabase.fresh();
        try (var web = RunningService.startOn(database, "--fugu.role=web")) {
            var user = web.newUser();
            var id = user.submitted(order(user, ""));
            web.bean(JdbcClient.class)
                    .sql("update run_requests set request = replace(request, :now, :then) where run_id = :id")
                    .param("now", "\"version\":1,")
                    .param("then", "\"version\":6,")
                    .param("id", id)
                    .update();
            try (var _ = RunningService.startOn(database, "--fugu.role=worker")) {
                var run = user.awaitEnd(id);
                assertThat(run.path("state").asString()).isEqualTo("infrastructure_error");
                assertThat(run.path("message").asString()).contains("it has version 6");
            }
            assertThat(new String(request(user, id).bytes(), StandardCharsets.UTF_8))
                    .contains("\"version\":6");
        }
    }
}
