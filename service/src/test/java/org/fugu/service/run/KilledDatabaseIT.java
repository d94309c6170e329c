package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The embedded server is killed under a service that carries out a run, as the host does when
/// memory is short.
class KilledDatabaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Several seconds of host time, so that the kill comes in the middle.
    private static final String ORDER = ",\"args\":[\"200000\"],\"limits\":{\"cycles\":100000000}}";

    @TempDir
    Path folder;

    @Test
    void theServerComesBackAndTheRunEndsAsAnUndisturbedOne() throws Exception {
        var data = folder.resolve("data");
        var service = PackagedService.start(data);
        try {
            var admin = service.admin();
            var id = admin.submitted(order(admin));
            admin.awaitRun(id, run -> run.path("progressCycle").asLong() > 0);

            var killed = postmaster(data);
            killed.destroyForcibly();
            killed.onExit().join();
            var run = awaitEnd(admin, id);

            assertThat(postmaster(data).pid()).isNotEqualTo(killed.pid());
            var undisturbed = admin.awaitEnd(admin.submitted(order(admin)));
            assertThat(run.path("state").asString()).isEqualTo("finished");
            for (var same : List.of("digest", "resultDigest", "cycles", "instructions", "outcome")) {
                assertThat(run.path(same)).as(same).isEqualTo(undisturbed.path(same));
            }
        } finally {
            assertThat(service.stop()).isIn(0, 143);
        }
    }

    private static ProcessHandle postmaster(Path data) throws Exception {
        var lines = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow();
    }

    /// Asks until the run has ended. Each request is answered, or refused for as long as the database is
    /// away, and none fails. Old connections may still serve some before the first is refused.
    private static JsonNode awaitEnd(Caller caller, String id) throws InterruptedException {
        var until = Instant.now().plus(PATIENCE);
        while (true) {
            var answer = caller.get("/api/v1/runs/" + id);
            if (answer.status() != 200) answer.requireProblem(503, "database-unavailable");
            else if (!answer.json().path("finishedAt").isNull()) return answer.json();
            assertThat(Instant.now()).isBefore(until);
            Thread.sleep(50);
        }
    }

    private static String order(Caller admin) {
        return "{\"bundle\":\"" + admin.uploaded(RunningService.prebuilt("pingpong.zip")) + "\"" + ORDER;
    }
}
