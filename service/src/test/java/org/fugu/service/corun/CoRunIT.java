package org.fugu.service.corun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.input.InputUploads;
import org.fugu.service.input.Inputs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Two users' jobs in one machine, over HTTP.
class CoRunIT {
    private static final String SUM = "sum.zip";
    private static final String SIEVE = "perf/sieve.zip";
    private static final String LEFT = "2x2+0+0";
    private static final String RIGHT = "2x2+2+0";
    private static final long FOLLOWS_AT = 300_000;

    // Its own: each test leases a rectangle, for more than the shared machine has room.
    private static final RunningService SERVICE = RunningService.start("--fugu.machines.fugu.mesh=32x32");

    private final RunningService service = SERVICE;
    private final Caller ada = service.newUser();
    private final Caller ben = service.newUser();
    private final Caller cleo = service.newUser();
    private final Caller stranger = service.newUser();
    private final String partition = shared();

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private String shared() {
        return ada.post(
                        "/api/v1/partitions",
                        "{\"machine\":\"fugu\",\"columns\":4,\"rows\":2,\"kind\":\"shared\",\"users\":[\"" + name(ben)
                                + "\"]}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    private static String name(Caller user) {
        return user.get("/api/v1/users/me").json().path("name").asString();
    }

    private String opened(String more) {
        return ada.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\"" + more + "}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    private static String path(String id) {
        return "/api/v1/co-runs/" + id;
    }

    private static JsonNode coRun(Caller user, String id) {
        return user.get(path(id)).requireStatus(200).json();
    }

    private static String tag(Caller user, String id) {
        return user.get(path(id)).header("etag");
    }

    private static Caller.Answer put(Caller user, String id, String bundle, String more) {
        var digest = user.uploaded(RunningService.prebuilt(bundle));
        return user.put(path(id) + "/job", "{\"bundle\":\"" + digest + "\"" + more + "}", "If-Match", tag(user, id));
    }

    private static void join(Caller user, String id, String bundle, String rectangle, String more) {
        put(user, id, bundle, ",\"rectangle\":\"" + rectangle + "\"" + more).requireStatus(200);
    }

    private static Caller.Answer confirm(Caller user, String id) {
        return user.post(path(id) + "/confirm", "", "If-Match", tag(user, id));
    }

    private static JsonNode mine(JsonNode coRun) {
        for (var member : coRun.path("members")) if (member.path("me").asBoolean()) return member;
        throw new AssertionError(coRun.toString());
    }

    private static JsonNode run(Caller user, String id) {
        return user.awaitEnd(mine(coRun(user, id)).path("run").asString());
    }

    /// Carries out a co-run of two jobs.
    private String carriedOut(String bundle, String place, String other, String otherPlace, String mode, String more) {
        var id = opened(mode);
        join(ada, id, bundle, place, "");
        join(ben, id, other, otherPlace, more);
        confirm(ada, id).requireStatus(200);
        confirm(ben, id).requireStatus(200);
        return id;
    }

    private static String console(Caller user, JsonNode run) {
        return user.get("/api/v1/runs/" + run.path("id").asString() + "/console", "Accept", "text/plain")
                .requireStatus(200)
                .text();
    }

    @Test
    void eachMemberHasARunOfTheirOwnJobAndSeesNothingOfTheOther() {
        var id = carriedOut(SUM, LEFT, "pingpong.zip", "2x1+2+0", "", ",\"args\":[\"50\"]");
        var sum = run(ada, id);
        var pingPong = run(ben, id);

        assertThat(sum.path("outcome").asString()).as(sum.toString()).isEqualTo("exited");
        assertThat(pingPong.path("outcome").asString()).as(pingPong.toString()).isEqualTo("exited");
        assertThat(sum.path("coRun").asString()).isEqualTo(id);
        assertThat(sum.path("mesh").asString()).isEqualTo("2x2");
        assertThat(sum.path("counters").size()).isEqualTo(4);
        assertThat(pingPong.path("counters").size()).isEqualTo(2);
        assertThat(pingPong.path("metrics").has("round_trip_cycles")).isTrue();
        assertThat(sum.path("metrics").has("round_trip_cycles")).isFalse();
        assertThat(console(ada, sum)).isNotBlank().isNotEqualTo(console(ben, pingPong));
        assertThat(sum.path("digest")).isEqualTo(pingPong.path("digest"));
        assertThat(sum.path("resultDigest")).isNotEqualTo(pingPong.path("resultDigest"));

        var seen = coRun(ben, id);
        assertThat(seen.path("state").asString()).isEqualTo("finished");
        assertThat(seen.path("digest")).isEqualTo(sum.path("digest"));
        assertThat(seen.path("members").get(0).path("run").isNull()).isTrue();
        assertThat(seen.path("members").get(0).path("job").path("rectangle").asString())
                .isEqualTo(LEFT);
        var sumPath = "/api/v1/runs/" + sum.path("id").asString();
        for (var what : new String[] {"", "/console", "/refusals", "/capabilities", "/trace", "/request", "/events"}) {
            ben.get(sumPath + what).requireProblem(404, "not-found");
        }
        ada.get(sumPath + "/refusals").requireStatus(200);
        assertThat(seen.path("members").get(0).path("job").path("bundle").isNull())
                .isTrue();
        var ofAda = ada.get(sumPath + "/request").requireStatus(200).json();
        var ofBen = ben.get("/api/v1/runs/" + pingPong.path("id").asString() + "/request")
                .requireStatus(200)
                .json();
        assertThat(ofAda.path("form").asString()).isEqualTo("fugu-co-run-part");
        assertThat(ofAda.path("requestDigest")).isEqualTo(ofBen.path("requestDigest"));
        assertThat(ofAda.path("machine")).isEqualTo(ofBen.path("machine"));
        var benForAda = ofAda.path("jobs").get(1);
        var benForBen = ofBen.path("jobs").get(ofBen.path("job").asInt());
        assertThat(benForBen.path("arguments").get(0).asString()).isEqualTo("50");
        assertThat(benForBen.path("bundle"))
                .isEqualTo(seen.path("members").get(1).path("job").path("bundle"));
        assertThat(benForAda.propertyNames()).containsExactly("program", "rectangle", "nodes", "startCycle", "limits");
        assertThat(benForAda.path("limits").propertyNames()).containsExactly("cycles");
        assertThat(benForAda.path("rectangle").asString()).isEqualTo("2x1+2+0");
    }

    /// Each as they want it, and neither sees what the other's job did.
    @ParameterizedTest
    @ValueSource(strings = {"rectangles", "turns"})
    void eachMemberHasATraceOfTheirOwnJob(String mode) {
        boolean turns = mode.equals("turns");
        var more = turns ? ",\"mode\":\"turns\",\"quantum\":20000" : "";
        var id = opened(more);
        join(ada, id, "pingpong.zip", "2x1+0+0", ",\"args\":[\"50\"],\"trace\":{}");
        var place = turns ? "2x1+0+0" : "2x2+2+0";
        join(ben, id, "bench/alltoall.zip", place, ",\"args\":[\"message\",\"20\"],\"trace\":{\"fromCycle\":1000}");
        confirm(ada, id).requireStatus(200);
        confirm(ben, id).requireStatus(200);
        var ofAda = run(ada, id);
        var ofBen = run(ben, id);

        assertThat(ofAda.path("latencies").isEmpty()).isEqualTo(turns);
        assertThat(launches(trace(ada, ofAda)))
                .isEqualTo(ofAda.path("messagesSent").asLong());
        assertThat(launches(trace(ben, ofBen)))
                .isEqualTo(ofBen.path("messagesSent").asLong());
        ben.get("/api/v1/runs/" + ofAda.path("id").asString() + "/trace").requireProblem(404, "not-found");
        assertThat(ofBen.path("trace").path("fromCycle").asLong()).isEqualTo(1000);
    }

    private static JsonNode trace(Caller user, JsonNode run) {
        return user.get("/api/v1/runs/" + run.path("id").asString() + "/trace")
                .requireStatus(200)
                .json();
    }

    private static long launches(JsonNode trace) {
        return trace.path("traceEvents")
                .valueStream()
                .filter(event -> event.path("name").asString().equals("launch"))
                .count();
    }

    /// One crashes and is replaced by others; the victim does not notice.
    @Test
    void aNeighbourThatCrashesOrIsReplacedLeavesResultAndCyclesAsTheyAre() {
        var beside = run(ada, carriedOut(SUM, LEFT, "hello.zip", "1x1+2+0", "", ""));
        var crashed = carriedOut(SUM, LEFT, "test/trespass.zip", RIGHT, "", "");
        var besideCrash = run(ada, crashed);
        var replaced = carriedOut(SUM, LEFT, "pingpong.zip", "2x1+2+1", "", ",\"startCycle\":5000");
        var besideOther = run(ada, replaced);

        assertThat(run(ben, crashed).path("outcome").asString()).isEqualTo("trapped");
        assertThat(run(ben, replaced).path("outcome").asString()).isEqualTo("exited");
        for (var run : new JsonNode[] {besideCrash, besideOther}) {
            assertThat(run.path("outcome").asString()).isEqualTo("exited");
            assertThat(run.path("resultDigest")).isEqualTo(beside.path("resultDigest"));
            assertThat(run.path("cycles")).isEqualTo(beside.path("cycles"));
            assertThat(run.path("digest")).isNotEqualTo(beside.path("digest"));
        }
    }

    /// Of a program that does not ask for the time.
    @Test
    void jobsInOneRectangleHaveItInTurnsAndTheOthersCrashChangesNoResult() {
        var turns = ",\"mode\":\"turns\",\"quantum\":20000,\"skew\":10";
        var loop = ",\"limits\":{\"cycles\":1000000}";
        var beside = run(ada, carriedOut("hello.zip", LEFT, "test/loop.zip", LEFT, turns, loop));
        var crashed = carriedOut("hello.zip", LEFT, "test/trespass.zip", LEFT, turns, "");
        var besideCrash = run(ada, crashed);

        assertThat(beside.path("outcome").asString()).as(beside.toString()).isEqualTo("exited");
        assertThat(beside.path("counters").isEmpty()).isTrue();
        assertThat(run(ben, crashed).path("outcome").asString()).isEqualTo("trapped");
        assertThat(besideCrash.path("resultDigest")).isEqualTo(beside.path("resultDigest"));
        var request = ada.get("/api/v1/runs/" + beside.path("id").asString() + "/request")
                .json();
        assertThat(request.path("quantum").asInt()).isEqualTo(20_000);
        assertThat(request.path("skew").asInt()).isEqualTo(10);
    }

    /// Two users' jobs, the one with exos and the other without a library OS. The other crashes, is
    /// replaced by another bundle, and ends at its limit, where a third user's job joins. Of a program
    /// that does not ask for the time, so that its result shows nothing of turns.
    @ParameterizedTest
    @ValueSource(strings = {"rectangles", "turns"})
    void whoCrashesIsReplacedOrIsFollowedChangesNoResultOfTheOther(String mode) {
        boolean turns = mode.equals("turns");
        var place = turns ? LEFT : RIGHT;
        var more = turns ? ",\"mode\":\"turns\",\"quantum\":20000,\"skew\":10" : "";
        var bare = carriedOut(SIEVE, LEFT, "bare.zip", place, more, "");
        var beside = run(ada, bare);
        var crash = carriedOut(SIEVE, LEFT, "test/trespass.zip", place, more, "");
        var besideCrash = run(ada, crash);
        var other = carriedOut(SIEVE, LEFT, "pingpong.zip", place, more, ",\"args\":[\"50\"]");
        var besideOther = run(ada, other);
        var followed = followed(place, more);
        var besideBoth = run(ada, followed);

        assertThat(run(ben, bare).path("outcome").asString()).isEqualTo("exited");
        assertThat(run(ben, crash).path("outcome").asString()).isEqualTo("trapped");
        assertThat(run(ben, other).path("outcome").asString()).isEqualTo("exited");
        assertThat(run(ben, followed).path("outcome").asString()).isEqualTo("cycle_limit");
        assertThat(run(ben, followed).path("cycles").asLong()).isEqualTo(FOLLOWS_AT);
        assertThat(run(cleo, followed).path("outcome").asString()).isEqualTo("exited");
        assertThat(run(cleo, followed).path("cycles").asLong()).isGreaterThan(FOLLOWS_AT);
        assertThat(console(ada, beside)).contains("checksum");
        for (var run : new JsonNode[] {besideCrash, besideOther, besideBoth}) {
            assertThat(run.path("exitCode").asInt(-1)).as(run.toString()).isZero();
            assertThat(console(ada, run)).isEqualTo(console(ada, beside));
            assertThat(run.path("resultDigest")).isEqualTo(beside.path("resultDigest"));
            assertThat(run.path("digest")).isNotEqualTo(beside.path("digest"));
            if (!turns) assertThat(run.path("cycles")).isEqualTo(beside.path("cycles"));
        }
    }

    /// A co-run in which ben's job loops until its limit, and another user's joins in its place there.
    private String followed(String place, String mode) {
        var lease = ada.post(
                        "/api/v1/partitions",
                        "{\"machine\":\"fugu\",\"columns\":4,\"rows\":2,\"kind\":\"shared\",\"users\":[\"" + name(ben)
                                + "\",\"" + name(cleo) + "\"]}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var id = ada.post("/api/v1/co-runs", "{\"partition\":\"" + lease + "\"" + mode + "}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        join(ada, id, SIEVE, LEFT, "");
        join(ben, id, "test/loop.zip", place, ",\"limits\":{\"cycles\":" + FOLLOWS_AT + "}");
        join(cleo, id, "hello.zip", place, ",\"startCycle\":" + FOLLOWS_AT);
        for (var user : new Caller[] {ada, ben, cleo}) confirm(user, id).requireStatus(200);
        return id;
    }

    @Test
    void aJobThatIsCanceledWhileItRunsEndsAtARecordedCycle() {
        var alone = run(ada, carriedOut(SUM, LEFT, "hello.zip", "1x1+2+0", "", ""));
        var id = carriedOut(SUM, LEFT, "test/loop.zip", RIGHT, "", ",\"limits\":{\"cycles\":900000000000}");
        var runOfBen = mine(coRun(ben, id)).path("run").asString();
        ben.awaitRun(runOfBen, run -> run.path("progressCycle").asLong() > 0);
        ben.post("/api/v1/runs/" + runOfBen + "/cancel", "").requireProblem(409, "part-of-a-co-run");
        ben.delete(path(id) + "/job").requireStatus(202);

        assertThat(ben.awaitEnd(runOfBen).path("state").asString()).isEqualTo("canceled");
        var ended = run(ada, id);
        assertThat(ended.path("resultDigest")).isEqualTo(alone.path("resultDigest"));
        assertThat(ended.path("cycles")).isEqualTo(alone.path("cycles"));
        var after = coRun(ben, id);
        assertThat(after.path("state").asString()).isEqualTo("finished");
        long at = mine(after).path("endedAt").asLong();
        assertThat(at).isPositive();
        var request = ada.get("/api/v1/runs/" + ended.path("id").asString() + "/request")
                .json();
        assertThat(request.path("jobs").get(1).path("limits").path("cycles").asLong())
                .isEqualTo(at);
        ben.delete(path(id) + "/job").requireProblem(409, "co-run-ended");
    }

    @Test
    void theOpenerStartsItWithThoseWhoHaveConfirmed() {
        var id = opened("");
        join(ada, id, SUM, LEFT, "");
        ada.post(path(id) + "/close", "", "If-Match", tag(ada, id)).requireProblem(409, "nobody-confirmed");
        confirm(ada, id).requireStatus(200);
        assertThat(coRun(ada, id).path("state").asString()).isEqualTo("open");
        var waits = ada.run(mine(coRun(ada, id)).path("run").asString());
        assertThat(waits.path("waitingFor").asString()).contains("the others of co-run " + id);
        ben.post(path(id) + "/close", "", "If-Match", tag(ben, id)).requireProblem(403, "not-the-opener");
        ada.post(path(id) + "/close", "", "If-Match", tag(ada, id)).requireStatus(200);

        assertThat(run(ada, id).path("outcome").asString()).isEqualTo("exited");
        assertThat(mine(coRun(ben, id)).path("state").asString()).isEqualTo("left");
        confirm(ben, id).requireProblem(409, "co-run-not-open");
        ben.delete(path(id) + "/job").requireProblem(409, "co-run-ended");
    }

    @Test
    void whoLeavesBeforeTheStartIsLeftOutAndTheLastOneCancelsIt() {
        var id = opened("");
        join(ada, id, SUM, LEFT, "");
        confirm(ada, id).requireStatus(200);
        var first = mine(coRun(ada, id)).path("run").asString();
        ada.delete(path(id) + "/job").requireStatus(202);
        assertThat(ada.run(first).path("state").asString()).isEqualTo("canceled");
        join(ada, id, SUM, RIGHT, "");
        confirm(ada, id).requireStatus(200);
        ben.delete(path(id) + "/job").requireStatus(202);
        assertThat(run(ada, id).path("outcome").asString()).isEqualTo("exited");

        var other = opened("");
        ben.delete(path(other) + "/job").requireStatus(202);
        ada.delete(path(other) + "/job").requireStatus(202);
        assertThat(coRun(ada, other).path("state").asString()).isEqualTo("canceled");
    }

    @Test
    void itExpiresWhenNotAllConfirmInTime() {
        var id = opened(",\"minutes\":1");
        join(ada, id, SUM, LEFT, "");
        confirm(ada, id).requireStatus(200);
        var waits = mine(coRun(ada, id)).path("run").asString();
        service.bean(JdbcClient.class)
                .sql("update co_runs set expires_at = now() - interval '1 second' where id = :id")
                .param("id", id)
                .update();

        assertThat(coRun(ben, id).path("state").asString()).isEqualTo("expired");
        put(ben, id, SUM, ",\"rectangle\":\"" + RIGHT + "\"").requireProblem(409, "co-run-not-open");
        service.bean(CoRunStart.class).expire();
        assertThat(ada.run(waits).path("state").asString()).isEqualTo("canceled");
        assertThat(coRun(ada, id).path("finishedAt").isNull()).isFalse();
        ada.delete("/api/v1/partitions/" + partition).requireStatus(204);
    }

    @Test
    void strangersAndThoseWhoDeclinedSeeNothing() {
        var id = opened("");
        stranger.get(path(id)).requireProblem(404, "not-found");
        stranger.delete(path(id) + "/job").requireProblem(404, "not-found");
        stranger.post(path(id) + "/confirm", "", "If-Match", "*").requireProblem(404, "not-found");
        stranger.post(path(id) + "/close", "", "If-Match", "*").requireProblem(404, "not-found");
        stranger.post(path(id) + "/cancel", "").requireProblem(404, "not-found");
        put(stranger, id, SUM, "").requireProblem(404, "not-found");
        stranger.get("/api/v1/partitions/" + partition).requireProblem(404, "not-found");
        stranger.post("/api/v1/partitions/" + partition + "/decline", "").requireProblem(404, "not-found");
        stranger.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\"}")
                .requireProblem(404, "not-found");
        assertThat(stranger.get("/api/v1/co-runs").json().path("items").isEmpty())
                .isTrue();
        assertThat(ben.get("/api/v1/co-runs")
                        .json()
                        .path("items")
                        .get(0)
                        .path("id")
                        .asString())
                .isEqualTo(id);

        assertThat(ben.get("/api/v1/partitions/" + partition)
                        .json()
                        .path("owner")
                        .asString())
                .isEqualTo(name(ada));
        ben.delete("/api/v1/partitions/" + partition).requireProblem(404, "not-found");
        ada.post("/api/v1/partitions/" + partition + "/decline", "").requireProblem(409, "partition-is-yours");
        ben.post("/api/v1/partitions/" + partition + "/decline", "").requireStatus(204);
        ben.get("/api/v1/partitions/" + partition).requireProblem(404, "not-found");
        assertThat(ada.get("/api/v1/partitions/" + partition)
                        .json()
                        .path("users")
                        .get(0)
                        .path("declined")
                        .asBoolean())
                .isTrue();
        assertThat(coRun(ada, opened("")).path("members").size()).isEqualTo(1);
        ada.post(path(id) + "/cancel", "").requireStatus(200);
        ada.post(path(id) + "/cancel", "").requireProblem(409, "co-run-started");
    }

    @Test
    void whatCannotStandBesideTheOthersIsRefusedWithASentence() {
        var id = opened("");
        join(ada, id, SUM, LEFT, "");
        confirm(ada, id).requireStatus(200);
        assertThat(put(ben, id, SUM, ",\"rectangle\":\"2x2+1+0\"")
                        .requireProblem(422, "co-run-impossible")
                        .text())
                .contains("overlap");
        put(ben, id, SUM, ",\"rectangle\":\"" + LEFT + "\"").requireProblem(422, "co-run-impossible");
        put(ben, id, SUM, ",\"rectangle\":\"2x2+3+0\"").requireProblem(422, "partition-outside");
        put(ben, id, SUM, ",\"rectangle\":\"all\"").requireProblem(422, "bad-field");
        put(ben, id, SUM, ",\"rectangle\":\"" + RIGHT + "\",\"nodes\":9").requireProblem(422, "invalid-run");
        put(ben, id, SUM, ",\"rectangle\":\"" + RIGHT + "\",\"limits\":{\"memoryBytes\":1000000000000}")
                .requireStatus(422);
        put(ada, id, SUM, "").requireProblem(409, "job-confirmed");
        confirm(ben, id).requireProblem(409, "no-job");
        ben.post(path(id) + "/confirm", "").requireProblem(428, "if-match-missing");
        var old = tag(ben, id);
        join(ben, id, SUM, RIGHT, "");
        ben.post(path(id) + "/confirm", "", "If-Match", old).requireProblem(412, "co-run-changed");
        ada.delete("/api/v1/partitions/" + partition).requireProblem(409, "partition-in-use");
        ada.post(path(id) + "/cancel", "").requireStatus(200);
        ada.delete("/api/v1/partitions/" + partition).requireStatus(204);
    }

    @Test
    void oneKeyOpensOneCoRun() {
        var body = "{\"partition\":\"" + partition + "\"}";
        var first = ada.post("/api/v1/co-runs", body, "Idempotency-Key", "k1").requireStatus(201);
        var again = ada.post("/api/v1/co-runs", body, "Idempotency-Key", "k1").requireStatus(201);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        ada.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\",\"minutes\":5}", "Idempotency-Key", "k1")
                .requireProblem(422, "idempotency-mismatch");
        ada.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\",\"quantum\":20000}")
                .requireProblem(422, "no-turns");
        ada.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\",\"mode\":\"turn\"}")
                .requireProblem(422, "unknown-mode");
        ada.post("/api/v1/co-runs", "{\"partition\":\"" + ada.leased() + "\"}")
                .requireProblem(422, "partition-is-not-shared");
        var hello = ada.uploaded(RunningService.prebuilt("hello.zip"));
        ada.post("/api/v1/runs", "{\"bundle\":\"" + hello + "\",\"partition\":\"" + partition + "\"}")
                .requireProblem(422, "partition-is-shared");
    }

    @Test
    void noUserHasMoreOpenThanMayBe() {
        for (int i = 0; i < 20; i++) opened("");
        ada.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\"}").requireProblem(429, "too-many-co-runs");
        var page = ada.get("/api/v1/co-runs?limit=15").requireStatus(200);
        assertThat(page.json().path("items").size()).isEqualTo(15);
        var rest = ada.get("/api/v1/co-runs?cursor="
                        + page.json().path("nextCursor").asString())
                .json();
        assertThat(rest.path("items").size()).isEqualTo(5);
        assertThat(Instant.parse(rest.path("items").get(0).path("expiresAt").asString()))
                .isBefore(Instant.now().plusSeconds(3700));
    }

    @Test
    void aPartCountsForItsOwnersQuotaFromItsConfirmation() {
        var id = opened("");
        join(ada, id, SUM, LEFT, "");
        long before = kept(ada);
        confirm(ada, id).requireStatus(200);
        assertThat(kept(ada)).isEqualTo(before + 1);
        assertThat(kept(ben)).isZero();
        var bundle = mine(coRun(ada, id)).path("job").path("bundle").asString();
        ada.delete("/api/v1/bundles/" + bundle).requireProblem(409, "bundle-in-use");
    }

    private static long kept(Caller user) {
        return user.get("/api/v1/users/me")
                .json()
                .path("storage")
                .path("keptRuns")
                .path("used")
                .asLong();
    }

    private static String given(InputContents inputs) {
        var files = new StringBuilder();
        inputs.files()
                .forEach((name, bytes) -> files.append(files.isEmpty() ? "" : ",")
                        .append("\"" + name + "\":\"" + InputUploads.sha256(bytes) + "\""));
        return ",\"inputs\":{" + files + "}";
    }

    private static String uploaded(Caller user, String text) {
        return user.send("POST", "/api/v1/inputs", text.getBytes(UTF_8), "Content-Type", "application/octet-stream")
                .json()
                .path("digest")
                .asString();
    }

    private long stored(String table, String digest) {
        return service.bean(JdbcClient.class)
                .sql("select count(*) from " + table + " where digest = :digest")
                .param("digest", digest)
                .query(Long.class)
                .single();
    }

    private void removeUnused() {
        service.bean(Inputs.class).removeUnused(Duration.ofMinutes(-1), 1000);
    }

    /// What was carried out, with what is given to it.
    private RunPlan planHere(String id, JobBundles... bundles) {
        var request = service.bean(JdbcClient.class)
                .sql("select request from co_runs where id = :id")
                .param("id", id)
                .query(String.class)
                .single();
        return RunPlan.of(List.of(bundles), WireForms.REQUEST.read(request.getBytes(UTF_8)), 1);
    }

    private static Bundle bundle(String name) {
        return Bundle.read(RunningService.prebuilt(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void eachJobReadsWhatItsMemberGaveItAndTheOtherLearnsNothingOfThat(String fidelity) {
        var text = "to be or not\n";
        var words = uploaded(ben, text);
        var files = InputContents.of(null, new TreeMap<>(Map.of("d/new", text.getBytes(UTF_8))));
        var id = opened(",\"fidelity\":\"" + fidelity + "\"");
        join(ada, id, "test/echo.zip", "1x1+0+0", ",\"stdin\":\"only ada\\n\"");
        join(ben, id, "test/input.zip", "1x1+2+0", ",\"args\":[\"d/new\",\"data/same\"]" + given(files));
        confirm(ada, id).requireStatus(200);
        confirm(ben, id).requireStatus(200);
        var ofAda = run(ada, id);
        var ofBen = run(ben, id);

        assertThat(console(ada, ofAda)).contains("ONLY ADA");
        assertThat(console(ben, ofBen)).contains("d/new: 1 lines, 4 words", "data/same: 1 lines, 5 words, 23 bytes");
        assertThat(ofBen.path("inputs").findValuesAsString("source")).contains("upload", "bundle");
        assertThat(mine(coRun(ben, id)).path("job").path("inputs")).isEqualTo(ofBen.path("inputs"));
        assertThat(coRun(ada, id)
                        .path("members")
                        .get(1)
                        .path("job")
                        .path("inputs")
                        .isNull())
                .isTrue();
        var path = "/api/v1/runs/" + ofBen.path("id").asString() + "/inputs/" + words;
        assertThat(ben.get(path).requireStatus(200).text()).isEqualTo(text);
        ada.get(path).requireProblem(404, "not-found");
        assertThat(ada.get("/api/v1/runs/" + ofAda.path("id").asString() + "/request")
                        .text())
                .doesNotContain(words);

        var line = InputContents.of("only ada\n".getBytes(UTF_8), new TreeMap<>());
        var plan = planHere(
                id,
                new JobBundles(bundle("test/echo.zip"), null, null, line),
                new JobBundles(bundle("test/input.zip"), null, null, files));
        assertThat(Exokernel.run(plan.request(), RunObserver.NONE).digest())
                .isEqualTo(coRun(ada, id).path("digest").asString());
    }

    @Test
    void inputsAndBundlesStayWhileACoRunNeedsThemWhateverIsDeleted() {
        var text = "needed by " + name(ben);
        var digest = uploaded(ben, text);
        var forEver = ",\"limits\":{\"cycles\":900000000000}";
        var id = opened("");
        join(ada, id, "test/loop.zip", LEFT, forEver);
        join(ben, id, "test/loop.zip", RIGHT, forEver + ",\"stdinDigest\":\"" + digest + "\"");
        removeUnused();
        assertThat(stored("user_inputs", digest))
                .as("a job that is not confirmed reads it")
                .isOne();
        confirm(ada, id).requireStatus(200);
        confirm(ben, id).requireStatus(200);
        var runOfBen = mine(coRun(ben, id)).path("run").asString();
        ben.awaitRun(runOfBen, run -> run.path("progressCycle").asLong() > 0);
        ben.delete(path(id) + "/job").requireStatus(202);
        ben.awaitEnd(runOfBen);
        ben.delete("/api/v1/runs/" + runOfBen).requireStatus(204);
        removeUnused();
        assertThat(stored("user_inputs", digest))
                .as("the co-run is carried out once more with it")
                .isOne();
        var loop = "/api/v1/bundles/" + ben.uploaded(RunningService.prebuilt("test/loop.zip"));
        var kept = ben.delete(loop + "?cascade=true").requireProblem(409, "bundle-in-use");
        assertThat(kept.json().path("detail").asString()).contains(id);

        var runOfAda = mine(coRun(ada, id)).path("run").asString();
        ada.awaitRun(
                runOfAda,
                run -> run.path("attempts").asInt() > 1
                        && run.path("progressCycle").asLong() > 0);
        ada.delete(path(id) + "/job").requireStatus(202);
        ada.awaitEnd(runOfAda);
        ben.delete(loop + "?cascade=true").requireStatus(204);
        removeUnused();
        assertThat(stored("user_inputs", digest)).isZero();
        assertThat(used(ben)).isZero();
    }

    @Test
    void whoLeavesLetsGoOfWhatTheJobWasGiven() {
        var digest = uploaded(ben, "given up by " + name(ben));
        var id = opened("");
        join(ben, id, "test/echo.zip", LEFT, ",\"stdinDigest\":\"" + digest + "\"");
        join(ben, id, "test/echo.zip", LEFT, "");
        join(ben, id, "test/echo.zip", LEFT, ",\"stdinDigest\":\"" + digest + "\"");
        assertThat(mine(coRun(ben, id))
                        .path("job")
                        .path("inputs")
                        .get(0)
                        .path("digest")
                        .asString())
                .isEqualTo(digest);
        ben.delete(path(id) + "/job").requireStatus(202);
        removeUnused();
        assertThat(stored("user_inputs", digest)).isZero();
    }

    private static long used(Caller user) {
        return user.get("/api/v1/users/me")
                .json()
                .path("storage")
                .path("consoleBytes")
                .path("used")
                .asLong();
    }

    private static byte[] disk(Caller user, JsonNode run) {
        return user.get("/api/v1/runs/" + run.path("id").asString() + "/disk")
                .requireStatus(200)
                .bytes();
    }

    /// Each keeps their own, which is what the same co-run leaves behind here.
    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void eachJobLeavesADiskBehindWithWhichTheNextBegins(String fidelity) {
        var id = opened(",\"fidelity\":\"" + fidelity + "\"");
        join(ada, id, "test/files.zip", "1x1+0+0", ",\"args\":[\"4\"],\"disk\":\"blank\",\"keepDisk\":true");
        join(ben, id, "test/files.zip", "1x1+2+0", ",\"args\":[\"5\"],\"keepDisk\":true");
        confirm(ada, id).requireStatus(200);
        confirm(ben, id).requireStatus(200);
        var ofAda = run(ada, id);
        var ofBen = run(ben, id);
        assertThat(ofAda.path("exitCode").asInt(-1)).as(ofAda.toString()).isZero();
        assertThat(ofAda.path("disk").path("source").asString()).isEqualTo("blank");
        assertThat(ofBen.path("disk").path("source").asString()).isEqualTo("manifest");
        assertThat(mine(coRun(ada, id)).path("job").path("disk").path("keep").asBoolean())
                .isTrue();
        assertThat(coRun(ada, id)
                        .path("members")
                        .get(1)
                        .path("job")
                        .path("disk")
                        .isNull())
                .isTrue();
        ben.get("/api/v1/runs/" + ofAda.path("id").asString() + "/disk").requireProblem(404, "not-found");

        var here = new TreeMap<Integer, byte[]>();
        var plan = planHere(
                id,
                new JobBundles(bundle("test/files.zip"), null, new byte[0]),
                new JobBundles(bundle("test/files.zip")));
        var report = Exokernel.run(plan.request(), new RunObserver() {
            @Override
            public boolean wantsDisks() {
                return true;
            }

            @Override
            public void disk(int job, byte[] bytes) {
                here.put(job, bytes);
            }
        });
        assertThat(report.digest()).isEqualTo(coRun(ada, id).path("digest").asString());
        assertThat(disk(ada, ofAda)).isEqualTo(here.get(0));
        assertThat(disk(ben, ofBen)).isEqualTo(here.get(1)).isNotEqualTo(here.get(0));

        var next = opened(",\"fidelity\":\"" + fidelity + "\"");
        var before = ofAda.path("disk").path("after").asString();
        var begins = ",\"args\":[\"4\"],\"disk\":\"" + ofAda.path("id").asString() + "\"";
        put(ben, next, "test/files.zip", ",\"rectangle\":\"1x1+2+0\"" + begins).requireProblem(422, "unknown-run");
        join(ada, next, "test/files.zip", "1x1+0+0", begins);
        ben.delete(path(next) + "/job").requireStatus(202);
        ada.delete("/api/v1/runs/" + ofAda.path("id").asString()).requireStatus(204);
        assertThat(stored("disk_contents", before)).as("the job begins with it").isOne();
        assertThat(used(ada)).as("and it counts").isPositive();
        confirm(ada, next).requireStatus(200);
        var second = run(ada, next);
        assertThat(second.path("exitCode").asInt(-1)).as(second.toString()).isZero();
        assertThat(second.path("disk").path("before").asString()).isEqualTo(before);
        assertThat(stored("disk_contents", before)).isOne();
        ada.delete("/api/v1/runs/" + second.path("id").asString()).requireStatus(204);
        assertThat(stored("disk_contents", before)).isZero();
        assertThat(used(ada)).as("nothing is left to count").isZero();
    }

    @Test
    void aDiskThatIsToBeKeptCountsFromTheConfirmationOn() {
        var id = opened("");
        var limits = ",\"limits\":{\"consoleBytes\":1000}";
        join(ada, id, "test/files.zip", "1x1+0+0", ",\"keepDisk\":true" + limits);
        assertThat(used(ada)).isZero();
        confirm(ada, id).requireStatus(200);
        assertThat(used(ada)).isEqualTo((8 << 20) + 1000);
        ada.delete(path(id) + "/job").requireStatus(202);
        assertThat(used(ada)).isZero();
    }

    @Test
    void whatAJobCannotBeGivenIsRefusedAsOfARun() {
        var id = opened(",\"mode\":\"turns\"");
        var none = put(ada, id, "hello.zip", ",\"keepDisk\":true").requireProblem(422, "no-disk");
        assertThat(none.json().path("errors").get(0).path("pointer").asString()).isEqualTo("/keepDisk");
        put(ada, id, "hello.zip", ",\"disk\":\"run_00000000000000000000\"").requireProblem(422, "unknown-run");
        put(ada, id, "hello.zip", ",\"stdinDigest\":\"" + "0".repeat(64) + "\"").requireProblem(422, "unknown-input");
        put(ada, id, "hello.zip", ",\"stdin\":\"a\",\"stdinDigest\":\"" + "0".repeat(64) + "\"")
                .requireProblem(422, "two-standard-inputs");
        put(ada, id, "hello.zip", ",\"stdin\":\"" + "a".repeat(32769) + "\"").requireStatus(422);
        assertThat(mine(coRun(ada, id)).path("job").isNull()).isTrue();

        var half = ",\"rectangle\":\"1x1+0+0\",\"disk\":\"blank\",\"limits\":{\"memoryBytes\":671088640}";
        put(ada, id, "hello.zip", half).requireStatus(200);
        confirm(ada, id).requireStatus(200);
        assertThat(put(ben, id, "hello.zip", half)
                        .requireProblem(422, "co-run-impossible")
                        .text())
                .contains("blocks of a disk");
    }
}
