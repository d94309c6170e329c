package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.worker.Checkpoint;
import org.fugu.service.worker.CountingProgram;
import org.fugu.service.worker.KillableChildren;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Long runs go on from where they were kept, in another process and at another service.
class CheckpointIT {
    private static final int LETTERS = 150;
    private static final Bundle BUNDLE = CountingProgram.bundle(LETTERS, 200);
    /// Under way for longer than a service takes to keep something of it, or to stop, on any host.
    private static final Bundle LONG = CountingProgram.bundle(LETTERS, 900);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static RunningService service(TestDatabase.Connection database, String... properties) {
        return RunningService.startWith(List.of(KillableChildren.class), database, properties);
    }

    private static String submitted(Caller user, Bundle bundle) {
        return user.submitted("{\"bundle\":\"" + user.uploaded(bundle.canonicalZip()) + "\"}");
    }

    private static RunReport undisturbed(Bundle bundle) {
        return Exokernel.run(RunPlan.of(bundle, RunOptions.NONE).request(), RunObserver.NONE);
    }

    private static List<Long> kept(RunningService service) {
        return service.bean(JdbcClient.class)
                .sql("select cycle from run_checkpoints")
                .query(Long.class)
                .list();
    }

    /// What each of its events printed, put together.
    private static String told(Caller user, String path) {
        var text = new StringBuilder();
        try (var stream = new ServerEvents(user.stream(path + "/events").body())) {
            for (var event : stream.all()) {
                if (event.name().equals("console")) {
                    text.append(event.data().path("text").asString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void requireUndisturbed(Caller user, JsonNode run, Bundle bundle) {
        var expected = undisturbed(bundle);
        assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
        assertThat(run.path("digest").asString()).isEqualTo(expected.digest());
        assertThat(run.path("resultDigest").asString()).isEqualTo(expected.resultDigest());
        assertThat(run.path("cycles").asLong()).isEqualTo(expected.cycles());
        var path = "/api/v1/runs/" + run.path("id").asString();
        var console = user.get(path + "/console").requireStatus(200).json();
        assertThat(console.path("nodes").path("0").asString()).isEqualTo(CountingProgram.console(LETTERS));
        assertThat(told(user, path)).isEqualTo(CountingProgram.console(LETTERS));
    }

    @Test
    void aRunWhoseProcessIsKilledGoesOnFromItsLastCheckpoint() {
        try (var service = service(TestDatabase.fresh(), "--fugu.runs.checkpoint-every=100ms")) {
            var user = service.newUser();
            var id = submitted(user, LONG);
            var until = Instant.now().plus(PATIENCE);
            while (kept(service).isEmpty()) {
                assertThat(Instant.now()).isBefore(until);
                Caller.pause(10);
            }
            long kept = kept(service).getFirst();
            service.bean(KillableChildren.class).kill();

            var run = user.awaitEnd(id);
            assertThat(run.path("attempts").asInt()).as(run.toString()).isGreaterThan(1);
            assertThat(run.path("resumedFromCycle").asLong()).isGreaterThanOrEqualTo(kept);
            requireUndisturbed(user, run, LONG);
            assertThat(kept(service)).isEmpty();
        }
    }

    /// However seldom it is kept otherwise.
    @Test
    void aServiceThatStopsLeavesItsRunsToTheNext() {
        var database = TestDatabase.fresh();
        var id = "";
        long before;
        try (var first = service(database)) {
            var user = first.admin();
            id = submitted(user, LONG);
            before = user.awaitRun(id, run -> run.path("progressCycle").asLong() > 0)
                    .path("progressCycle")
                    .asLong();
        }
        try (var second = service(database)) {
            var user = second.admin();
            var run = user.awaitEnd(id);
            assertThat(run.path("attempts").asInt()).as(run.toString()).isGreaterThan(1);
            assertThat(run.path("resumedFromCycle").asLong()).isGreaterThanOrEqualTo(before);
            requireUndisturbed(user, run, LONG);
            assertThat(kept(second)).isEmpty();
        }
    }

    private static void lose(RunningService service, String id) {
        service.bean(JdbcClient.class)
                .sql("update runs set heard_at = now() - interval '1 hour' where id = :id")
                .param("id", id)
                .update();
    }

    private static int failures(RunningService service, String id) {
        return service.bean(JdbcClient.class)
                .sql("select failures from runs where id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    @Test
    void onlyTheNewestAttemptKeepsAnythingAndWhatItKeepsIsProgress() {
        try (var service = RunningService.start("--fugu.role=web")) {
            var user = service.newUser();
            var id = submitted(user, BUNDLE);
            var runs = service.bean(Runs.class);
            var queue = service.bean(RunQueue.class);
            var bytes = "state".getBytes(StandardCharsets.US_ASCII);

            var first = queue.next(false).orElseThrow();
            runs.keep(first, 1_000, List.of());
            runs.checkpoints().keep(first, "a", new CheckpointRows.Kept(new Checkpoint(500, bytes), 7));
            lose(service, id);

            var second = queue.next(false).orElseThrow();
            assertThatThrownBy(() ->
                            runs.checkpoints().keep(first, "a", new CheckpointRows.Kept(new Checkpoint(999, bytes), 7)))
                    .isInstanceOf(Lost.class);
            assertThatThrownBy(() -> runs.checkpoints().forgetCheckpoint(first)).isInstanceOf(Lost.class);
            assertThatThrownBy(() -> runs.checkpoints().resumed(first, 500)).isInstanceOf(Lost.class);
            assertThat(runs.checkpoints().checkpoint(second, "of another request"))
                    .isEmpty();
            assertThat(runs.checkpoints().checkpoint(second, "a")).hasValueSatisfying(kept -> {
                assertThat(kept.checkpoint().cycle()).isEqualTo(500);
                assertThat(kept.checkpoint().bytes()).isEqualTo(bytes);
                assertThat(kept.hostMillis()).isEqualTo(7);
            });

            // It comes less far than the first, but further than where it began.
            runs.checkpoints().resumed(second, 500);
            assertThat(user.run(id).path("resumedFromCycle").asLong()).isEqualTo(500);
            runs.keep(second, 800, List.of());
            runs.checkpoints().keep(second, "a", new CheckpointRows.Kept(new Checkpoint(700, bytes), 9));
            lose(service, id);
            var third = queue.next(false).orElseThrow();
            assertThat(failures(service, id)).isZero();

            // It comes no further at all.
            runs.checkpoints().resumed(third, 700);
            runs.keep(third, 710, List.of());
            lose(service, id);
            var fourth = queue.next(false).orElseThrow();
            assertThat(failures(service, id)).isEqualTo(1);
            assertThat(user.run(id).path("resumedFromCycle").isNull()).isTrue();

            service.bean(JdbcClient.class)
                    .sql("update run_checkpoints set model_version = model_version - 1")
                    .update();
            assertThat(runs.checkpoints().checkpoint(fourth, "a"))
                    .as("of another model")
                    .isEmpty();
            user.post("/api/v1/runs/" + id + "/cancel", "").requireStatus(202);
            runs.stopCanceled(fourth);
            assertThat(kept(service)).isEmpty();
        }
    }
}
