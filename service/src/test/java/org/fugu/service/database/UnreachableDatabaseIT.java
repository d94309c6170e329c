package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service whose database is gone for a while.
class UnreachableDatabaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void whoNeedsTheDatabaseIsRefusedAtOnceUntilItIsBack() throws Exception {
        try (var postgres = EmbeddedPostgres.start(folder)) {
            var connection = new TestDatabase.Connection(postgres.url(), EmbeddedPostgres.USER, postgres.password());
            try (var service = RunningService.startOn(connection)) {
                var withSession = service.admin();
                var withKey = service.newUser();
                var process = ProcessHandle.of(postgres.pid()).orElseThrow();
                process.destroyForcibly();
                process.onExit().join();

                await(withKey, "/api/v1/runs", 503);
                await(withKey, "/actuator/health/readiness", 503);
                for (var caller : new Caller[] {withSession, withKey, service.nobody()}) {
                    var asked = Instant.now();
                    var answer = caller.get("/api/v1/runs").requireProblem(503, "database-unavailable");
                    assertThat(answer.header("retry-after")).isNotBlank();
                    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
                }
                withKey.get("/actuator/health/liveness").requireStatus(200);
                service.nobody().get("/").requireStatus(200);

                postgres.startAgain();
                await(withKey, "/api/v1/runs", 200);
                await(withKey, "/actuator/health/readiness", 200);
                withSession.get("/api/v1/runs").requireStatus(200);
            }
        }
    }

    private static void await(Caller caller, String path, int status) throws InterruptedException {
        var until = Instant.now().plus(PATIENCE);
        for (var answer = caller.get(path); answer.status() != status; answer = caller.get(path)) {
            assertThat(answer.status()).as(answer.text()).isIn(200, 503);
            assertThat(Instant.now()).as(path).isBefore(until);
            Thread.sleep(50);
        }
    }
}
