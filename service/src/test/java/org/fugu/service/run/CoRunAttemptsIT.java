package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.disk.EndedDisks;
import org.fugu.service.worker.Checkpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Workers of co-runs that are lost, come back late or are stopped, with the test as the worker.
class CoRunAttemptsIT {
    private static final RunningService SERVICE = RunningService.start("--fugu.role=web");

    private final Caller ada = SERVICE.newUser();
    private final Caller ben = SERVICE.newUser();
    private final CoRunAttempts attempts = SERVICE.bean(CoRunAttempts.class);
    private final JdbcClient database = SERVICE.bean(JdbcClient.class);
    private final byte[] hello = RunningService.prebuilt("hello.zip");

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private String started(String partition) {
        var id = ada.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        confirmed(ada, id, "1x1+0+0");
        confirmed(ben, id, "1x1+1+0");
        return id;
    }

    private String shared() {
        var name = ben.get("/api/v1/users/me").json().path("name").asString();
        return ada.post(
                        "/api/v1/partitions",
                        "{\"machine\":\"fugu\",\"columns\":2,\"rows\":1,\"kind\":\"shared\",\"users\":[\"" + name
                                + "\"]}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    private void confirmed(Caller user, String id, String rectangle) {
        var body = "{\"bundle\":\"" + user.uploaded(hello) + "\",\"rectangle\":\"" + rectangle + "\"}";
        user.put("/api/v1/co-runs/" + id + "/job", body, "If-Match", "*").requireStatus(200);
        user.post("/api/v1/co-runs/" + id + "/confirm", "", "If-Match", "*").requireStatus(200);
    }

    private static JsonNode run(Caller user) {
        return user.get("/api/v1/runs").json().path("items").get(0);
    }

    private Claim claimed(String partition) {
        return attempts.claimOn(partition).orElseThrow();
    }

    private Claim claimedAfterALoss(Claim claim) {
        database.sql("update co_runs set heard_at = now() - interval '1 hour' where id = :id")
                .param("id", claim.id())
                .update();
        return attempts.claimLost().orElseThrow();
    }

    private void finish(Claim claim) {
        var inputs = attempts.inputs(claim);
        var plan = RunPlan.of(Bundle.read(hello), inputs, 1);
        var whole = Exokernel.run(plan.request(), RunObserver.NONE);
        List<RunReport> seen =
                List.of(CoRunWorker.seen(plan.request(), whole, 0), CoRunWorker.seen(plan.request(), whole, 1));
        attempts.finish(claim, whole, seen, Arrays.asList(null, null), new EndedDisks(Set.of()), 1_000_000);
    }

    private static List<RunEvent> printed(String text) {
        return List.of(new RunEvent.Printed(7, 0, ScriptedSimulator.bytes(text)));
    }

    private long checkpoints(Claim claim) {
        return database.sql("select count(*) from co_run_checkpoints where id = :id")
                .param("id", claim.id())
                .query(Long.class)
                .single();
    }

    @Test
    void checkpointsAreOfTheNewestAttemptUntilSomethingChanges() {
        var kept = new CheckpointRows.Kept(new Checkpoint(65_536, ScriptedSimulator.bytes("state")), 3);
        var partition = shared();
        started(partition);
        var first = claimed(partition);
        attempts.checkpoints().keep(first, "a", kept);
        var second = claimedAfterALoss(first);
        assertThatThrownBy(() -> attempts.checkpoints().keep(first, "a", kept)).isInstanceOf(Lost.class);
        assertThat(attempts.checkpoints().checkpoint(second, "b")).isEmpty();
        assertThat(attempts.checkpoints().checkpoint(second, "a"))
                .hasValueSatisfying(
                        found -> assertThat(found.checkpoint().cycle()).isEqualTo(65_536));
        attempts.checkpoints().resumed(second, 65_536);
        for (var user : List.of(ada, ben)) {
            assertThat(run(user).path("resumedFromCycle").asLong()).isEqualTo(65_536);
        }

        // A job that is canceled makes another run of it.
        database.sql("update runs set cancel_requested = true where co_run_id = :id and user_id = "
                        + "(select user_id from co_runs where id = :id)")
                .param("id", second.id())
                .update();
        attempts.endCanceled(second, 70_000);
        assertThat(checkpoints(second)).isZero();

        var third = claimed(partition);
        attempts.checkpoints().keep(third, "c", kept);
        attempts.checkpoints().forgetCheckpoint(third);
        assertThat(checkpoints(third)).isZero();
        attempts.checkpoints().keep(third, "c", kept);
        attempts.fail(third, "a test");
        assertThat(checkpoints(third)).as("it may be tried again").isEqualTo(1);
        finish(claimed(partition));
        assertThat(checkpoints(third)).isZero();
    }

    @Test
    void aWorkerThatComesBackLateRecordsNothing() {
        var partition = shared();
        started(partition);
        var late = claimed(partition);
        assertThat(attempts.keep(late, 10, 10, List.of(printed("a"), printed("b"))))
                .isEqualTo(RunRecorder.Order.GO_ON);
        var newest = claimedAfterALoss(late);

        assertThatThrownBy(() -> attempts.keep(late, 20, 20, List.of(List.of(), List.of())))
                .isInstanceOf(Lost.class);
        assertThatThrownBy(() -> finish(late)).isInstanceOf(Lost.class);
        assertThatThrownBy(() -> attempts.endCanceled(late, 20)).isInstanceOf(Lost.class);
        assertThatThrownBy(() -> attempts.giveBack(late)).isInstanceOf(Lost.class);
        assertThat(run(ada).path("state").asString()).isEqualTo("running");
        finish(newest);
        assertThatThrownBy(() -> finish(newest)).isInstanceOf(Lost.class);
        for (var user : List.of(ada, ben)) {
            assertThat(run(user).path("outcome").asString()).isEqualTo("exited");
            assertThat(run(user).path("attempts").asInt()).isEqualTo(2);
        }
        assertThat(database.sql("select count(*) from run_results s join runs r on r.id = s.run_id"
                                + " where r.co_run_id = :id")
                        .param("id", newest.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    /// What fails for one is recorded for nobody.
    @Test
    void theResultsOfAllAreRecordedTogetherOrNotAtAll() {
        var partition = shared();
        started(partition);
        var claim = claimed(partition);
        var ofBen = run(ben).path("id").asString();
        database.sql("""
                        insert into run_results (run_id, attempt, outcome, message, machine_version, digest,
                            result_digest, epochs, cycles, instructions, messages_sent, messages_received,
                            clock_megahertz, counters, host_millis)
                        values (:id, 1, 'exited', '', '', '', '', '[]', 1, 1, 0, 0, 1, '[]', 1)
                        """).param("id", ofBen).update();
        assertThatThrownBy(() -> finish(claim)).isNotInstanceOf(Lost.class);
        assertThat(run(ada).path("state").asString()).isEqualTo("running");
        database.sql("delete from run_results where run_id = :id")
                .param("id", ofBen)
                .update();
        finish(claim);
        assertThat(run(ada).path("state").asString()).isEqualTo("finished");
    }

    @Test
    void oneThatTakesItsWorkerWithItEndsAfterThreeLosses() {
        var partition = shared();
        var id = started(partition);
        var claim = claimed(partition);
        claim = claimedAfterALoss(claim);
        claim = claimedAfterALoss(claim);
        database.sql("update co_runs set heard_at = now() - interval '1 hour' where id = :id")
                .param("id", id)
                .update();
        assertThat(attempts.claimLost()).isEmpty();
        for (var user : List.of(ada, ben)) {
            assertThat(run(user).path("state").asString()).isEqualTo("infrastructure_error");
        }
        assertThat(ben.get("/api/v1/co-runs/" + id).json().path("state").asString())
                .isEqualTo("infrastructure_error");
        ada.delete("/api/v1/partitions/" + partition).requireStatus(204);
    }

    @Test
    void coRunsOnOnePartitionFollowEachOther() {
        var partition = shared();
        var first = started(partition);
        var second = started(partition);
        var claim = claimed(partition);
        assertThat(claim.id()).isEqualTo(first);
        assertThat(attempts.claimOn(partition)).isEmpty();
        finish(claim);
        assertThat(claimed(partition).id()).isEqualTo(second);
    }

    /// The members' runs are carried out by whoever claims the co-run.
    @Test
    void theRunsOfACoRunStandInNoLine() {
        var partition = shared();
        started(partition);
        var queue = SERVICE.bean(RunQueue.class);
        assertThat(queue.inOrder()).extracting(FairShare.Waiting::partition).doesNotContain(partition);
        assertThat(queue.next(false)).isEmpty();
    }

    @Test
    void aCanceledJobEndsBehindAllThatAnybodyWasShownInAnyAttempt() {
        var partition = shared();
        var id = started(partition);
        var claim = claimed(partition);
        attempts.keep(claim, 500, 900, List.of(printed("a"), printed("b")));
        ben.delete("/api/v1/co-runs/" + id + "/job").requireStatus(202);
        var next = claimedAfterALoss(claim);
        assertThat(attempts.keep(next, 100, 100, List.of(List.of(), List.of()))).isEqualTo(RunRecorder.Order.CANCEL);
        attempts.endCanceled(next, 120);

        assertThat(run(ben).path("state").asString()).isEqualTo("canceled");
        assertThat(run(ben).path("message").asString()).contains("901");
        assertThat(run(ada).path("state").asString()).isEqualTo("queued");
        var last = claimed(partition);
        assertThat(attempts.inputs(last).jobs().get(1).limits().cycles()).isEqualTo(901);
        assertThat(attempts.inputs(last).jobs().get(0).limits().cycles()).isNotEqualTo(901);
        attempts.keep(last, 1000, 1000, List.of(printed("a"), printed("never shown")));
        finish(last);
        assertThat(run(ada).path("outcome").asString()).isEqualTo("exited");
        var console = ben.get("/api/v1/runs/" + run(ben).path("id").asString() + "/console", "Accept", "text/plain");
        assertThat(console.text()).isEqualTo("b");
    }
}
