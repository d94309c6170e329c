package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A process that answers and another that works, with nothing between them but the database.
class RolesIT {
    /// Five times what an idle host needs; the old queue took half a second.
    private static final long A_MOMENT = 100;

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

    @Test
    void aRunStartsAtOnceOnAnIdleWorkerOfAnotherProcess() {
        var database = TestDatabase.fresh();
        try (var web = RunningService.startOn(database, "--fugu.role=web");
                var worker = RunningService.startOn(database, "--fugu.role=worker", "--fugu.runs.workers=1")) {
            var user = web.newUser();
            var order = "{\"bundle\":\"" + user.uploaded(RunningService.prebuilt("hello.zip")) + "\"%s}";
            var delays = new ArrayList<Long>();
            for (int i = 0; i < 15; i++) {
                var run = user.awaitEnd(user.submitted(order.formatted("")));
                delays.add(millis(run, "createdAt", run, "startedAt"));
            }
            assertThat(median(delays))
                    .as("milliseconds from acceptance to start: %s", delays)
                    .isLessThan(A_MOMENT);

            var lease = user.leased();
            var ids = new ArrayList<String>();
            for (int i = 0; i < 15; i++) ids.add(user.submitted(order.formatted(",\"partition\":\"" + lease + "\"")));
            var runs = ids.stream().map(user::awaitEnd).toList();
            var gaps = new ArrayList<Long>();
            for (int i = 1; i < runs.size(); i++) {
                var before = millis(runs.get(i - 1), "finishedAt", runs.get(i), "startedAt");
                gaps.add(Math.min(before, millis(runs.get(i), "createdAt", runs.get(i), "startedAt")));
            }
            assertThat(median(gaps))
                    .as("milliseconds from one run's end to the next one's start: %s", gaps)
                    .isLessThan(A_MOMENT);
            worker.nobody().get("/actuator/health").requireStatus(200);
        }
    }

    /// Who waits looks again by itself after five seconds; the signal is much earlier.
    @Test
    void whoWaitsIsWokenByTheProcessThatEndsTheRun() throws Exception {
        var database = TestDatabase.fresh();
        try (var web = RunningService.startOn(database, "--fugu.role=web");
                var worker = RunningService.startOn(database, "--fugu.role=worker", "--fugu.runs.workers=1")) {
            var user = web.newUser();
            var order = "{\"bundle\":\"" + user.uploaded(RunningService.prebuilt("hello.zip")) + "\"}";
            var delays = new ArrayList<Long>();
            for (int i = 0; i < 5; i++) {
                var answer =
                        user.post("/api/v1/runs", order, "Prefer", "wait=30").requireStatus(200);
                delays.add(millisSince(answer.json()));

                var id = user.submitted(order);
                try (var events = new ServerEvents(
                        user.stream("/api/v1/runs/" + id + "/events").body())) {
                    assertThat(events.all().getLast().name()).isEqualTo("end");
                }
                delays.add(millisSince(user.run(id)));
            }
            assertThat(delays).as("milliseconds from a run's end to the answer").allMatch(delay -> delay < 2000);
            worker.nobody().get("/actuator/health").requireStatus(200);
        }
    }

    private static long millisSince(JsonNode run) {
        return Duration.between(Instant.parse(run.path("finishedAt").asString()), Instant.now())
                .toMillis();
    }

    private static long millis(JsonNode from, String first, JsonNode to, String second) {
        return Duration.between(
                        Instant.parse(from.path(first).asString()),
                        Instant.parse(to.path(second).asString()))
                .toMillis();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
