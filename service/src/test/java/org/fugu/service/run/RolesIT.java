package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;

/// A process that answers and another that works, with nothing between them but the database.
class RolesIT {
    @Test
    void whatTheWebAcceptsAWorkerCarriesOut() {
        var database = TestDatabase.fresh();
        try (var web = RunningService.startOn(database, "--fugu.role=web")) {
            var user = web.newUser();
            var digest = user.uploaded(RunningService.prebuilt("hello.zip"));
            var id = user.submitted("{\"bundle\":\"" + digest + "\"}");
            assertThat(user.run(id).path("state").asString()).isEqualTo("queued");

            try (var worker = RunningService.startOn(database, "--fugu.role=worker")) {
                worker.nobody().get("/api/v1/session").requireProblem(404, "worker-only");
                worker.nobody().get("/actuator/health").requireStatus(200);

                assertThat(user.awaitEnd(id).path("outcome").asString()).isEqualTo("exited");
            }
        }
    }
}
