package org.fugu.service.verification;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.run.Claim;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Runs are carried out once more; one that is not the same is an incident.
class VerificationIT {
    private static final String NEVER = "--fugu.audit.cron=-";
    private static final RunningService SERVICE =
            RunningService.start(NEVER, "--fugu.audit.runs=3", "--fugu.audit.node-cycles=200000");

    private final Caller user = SERVICE.newUser();
    private final String bundle = user.uploaded(RunningService.prebuilt("hello.zip"));

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private static JdbcClient database() {
        return SERVICE.bean(JdbcClient.class);
    }

    private String ended(String more) {
        var id = user.submitted("{\"bundle\":\"" + bundle + "\"" + more + "}");
        user.awaitEnd(id);
        return id;
    }

    private JsonNode verified(String run) {
        var asked = user.post("/api/v1/runs/" + run + "/verify", "").requireStatus(202);
        assertThat(asked.header("retry-after")).isEqualTo("1");
        return user.get(asked.header("location"), "Prefer", "wait=30")
                .requireStatus(200)
                .json();
    }

    private static JsonNode status(Caller who) {
        return who.get("/api/v1/status").requireStatus(200).json();
    }

    private static void falsify(String run) {
        database()
                .sql("update run_results set digest = repeat('f', 64) where run_id = :run")
                .param("run", run)
                .update();
    }

    private static int chosen() {
        return SERVICE.bean(NightlyAudit.class).choose();
    }

    private static double counted(String whose, String found) {
        return SERVICE.admin()
                .withKey()
                .get("/actuator/prometheus", "Accept", "text/plain")
                .text()
                .lines()
                .filter(line -> line.startsWith("fugu_verifications_finished_total{")
                        && line.contains("for=\"" + whose + "\"")
                        && line.contains("found=\"" + found + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aRunThatIsCarriedOutOnceMoreHasTheSameDigestsAndIsAsItWas() {
        var run = ended(",\"seed\":1");
        var before = user.run(run);
        var same = counted("owner", "same");

        var found = verified(run);

        assertThat(found.path("state").asString()).isEqualTo("finished");
        assertThat(found.path("same").asBoolean()).isTrue();
        assertThat(found.path("audit").asBoolean()).isFalse();
        assertThat(found.path("digest")).isEqualTo(before.path("digest"));
        assertThat(found.path("resultDigest")).isEqualTo(before.path("resultDigest"));
        assertThat(user.run(run)).isEqualTo(before);
        assertThat(user.get("/api/v1/runs/" + run + "/verifications")
                        .json()
                        .path("items")
                        .path(0))
                .isEqualTo(found);
        assertThat(counted("owner", "same")).isEqualTo(same + 1);
        var other = SERVICE.newUser();
        other.post("/api/v1/runs/" + run + "/verify", "").requireProblem(404, "not-found");
        other.get("/api/v1/runs/" + run + "/verifications").requireProblem(404, "not-found");
        user.get("/api/v1/runs/" + run + "/verifications/"
                        + found.path("id").asString().replace("ver_", "run_"))
                .requireProblem(404, "not-found");
    }

    @Test
    void anotherDigestIsAnIncidentThatAllSeeAndItsOwnerUnderstands() {
        var run = ended(",\"seed\":2");
        var digest = user.run(run).path("digest");
        falsify(run);

        var found = verified(run);
        assertThat(found.path("same").asBoolean(true)).isFalse();
        assertThat(found.path("digest")).isEqualTo(digest);
        assertThat(verified(run).path("same").asBoolean(true)).isFalse();

        var incidents = status(user)
                .path("incidents")
                .valueStream()
                .filter(each -> each.path("run").asString("").equals(run))
                .toList();
        assertThat(incidents).hasSize(1);
        var incident = incidents.getFirst();
        assertThat(incident.path("recorded").asString()).isEqualTo("f".repeat(64));
        assertThat(incident.path("found")).isEqualTo(digest);
        assertThat(incident.path("closedAt").isNull()).isTrue();
        var id = incident.path("id").asString();
        var others = status(SERVICE.newUser())
                .path("incidents")
                .valueStream()
                .filter(each -> each.path("id").asString().equals(id))
                .toList();
        assertThat(others).hasSize(1);
        assertThat(others.getFirst().toString()).doesNotContain(run, digest.asString(), "f".repeat(64));
        var admin = SERVICE.admin().withKey();
        assertThat(status(admin).path("incidents").toString()).contains(run);

        var close = "/api/v1/admin/incidents/" + id + "/close";
        var note = "{\"note\":\"a test falsified it\"}";
        user.post(close, note).requireProblem(403, "forbidden");
        admin.post(close, "{}").requireProblem(422, "invalid-body");
        admin.post(close, note).requireStatus(200);
        admin.post(close, note).requireProblem(409, "incident-closed");
        admin.post(close.replace(id, "inc_00000000000000000000"), note).requireProblem(404, "not-found");
        assertThat(status(user).path("incidents").toString()).contains("a test falsified it");
        assertThat(admin.get("/api/v1/audit?act=incident_closed&subject=" + id)
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    private void mayUseADay(long nodeCycles) {
        database()
                .sql("""
                        insert into user_quotas (user_id, node_cycles_a_day)
                        select id, :most from users where id = :user
                        """)
                .param("most", nodeCycles)
                .param("user", user.get("/api/v1/users/me").json().path("id").asString())
                .update();
    }

    @Test
    void whatWaitsForAQuotaSaysSoUntilItBegins() {
        var run = ended(",\"seed\":5");
        var project = user.post("/api/v1/projects", "{\"name\":\"waits\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var ofProject = ended(",\"seed\":6,\"project\":\"" + project + "\"");
        mayUseADay(1);

        var asked = user.post("/api/v1/runs/" + run + "/verify", "").requireStatus(202);
        var own = "tomorrow, by UTC: your runs have used the 1 node-cycles that you may use a day";
        assertThat(asked.json().path("waitingFor").asString()).isEqualTo(own);
        var path = asked.header("location");
        var held = user.get(path, "If-None-Match", asked.header("etag"));
        assertThat(held.status()).isEqualTo(304);
        var listed = "/api/v1/runs/" + run + "/verifications";
        assertThat(user.get(listed)
                        .json()
                        .path("items")
                        .path(0)
                        .path("waitingFor")
                        .asString())
                .isEqualTo(own);
        assertThat(user.post("/api/v1/runs/" + ofProject + "/verify", "")
                        .requireStatus(202)
                        .json()
                        .path("waitingFor")
                        .asString())
                .isEqualTo("tomorrow, by UTC: the node-cycles are used that the project's owner may use a day");

        database().sql("delete from user_quotas").update();
        user.get(path, "If-None-Match", asked.header("etag")).requireStatus(200);
        var found = user.get(path, "Prefer", "wait=30").requireStatus(200).json();
        assertThat(found.path("same").asBoolean()).isTrue();
        assertThat(found.path("waitingFor").isNull()).isTrue();
    }

    private static String waitsFor(Caller user, String run) {
        return user.get("/api/v1/runs/" + run + "/verifications")
                .json()
                .path("items")
                .path(0)
                .path("waitingFor")
                .asString("");
    }

    @Test
    void whatCannotBeComparedIsNotVerified() {
        var model = ended(",\"seed\":3");
        database()
                .sql("update run_results set machine_version = 'abcdef012345-1' where run_id = :run")
                .param("run", model)
                .update();
        user.post("/api/v1/runs/" + model + "/verify", "").requireProblem(409, "model-version");
        var old = ended(",\"seed\":4");
        database()
                .sql("delete from run_requests where run_id = :run")
                .param("run", old)
                .update();
        user.post("/api/v1/runs/" + old + "/verify", "").requireProblem(409, "request-not-kept");
        var canceled = user.submitted("{\"bundle\":\"" + bundle + "\",\"partition\":\"" + user.leased() + "\"}");
        database()
                .sql("update runs set outcome = null where id = :run")
                .param("run", user.awaitEnd(canceled).path("id").asString())
                .update();
        user.post("/api/v1/runs/" + canceled + "/verify", "").requireProblem(409, "no-result");
        assertThat(user.get("/api/v1/runs/" + model + "/verifications").json().path("items"))
                .isEmpty();
    }

    @Test
    void anAuditTakesSomeRunsOfThePresentModelWithinItsBoundsAndFindsWhatIsFalse() throws InterruptedException {
        for (int seed = 10; seed < 15; seed++) ended(",\"seed\":" + seed);
        database().sql("delete from verifications").update();
        var cost = database()
                .sql("select max(cycles) from run_results where machine_version like '%-' || :model")
                .param("model", Verifications.model().substring(1))
                .query(Long.class)
                .single();
        assertThat(cost).isLessThan(200_000 / 3);
        database()
                .sql("update run_results set digest = repeat('e', 64) where run_id in (select id from runs)")
                .update();
        var different = counted("audit", "different");

        assertThat(chosen()).isEqualTo(3);
        for (int i = 0; i < 300 && counted("audit", "different") < different + 3; i++) Thread.sleep(200);

        assertThat(counted("audit", "different")).isEqualTo(different + 3);
        var status = status(user);
        assertThat(status.path("audited").asInt()).isEqualTo(3);
        assertThat(status.path("different").asInt()).isEqualTo(3);
        assertThat(status.path("lastAuditedAt").isNull()).isFalse();
        assertThat(database()
                        .sql("""
                                select count(distinct run_id) from verifications v join run_results s using (run_id)
                                where v.audit and v.same = false and right(s.machine_version, length(:model)) = :model
                                """)
                        .param("model", Verifications.model())
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
        database().sql("update run_results set cycles = 1000000").update();
        assertThat(chosen()).isZero();
    }

    /// Of two processes on one database: the one has no workers, so that what is claimed is seen.
    @Test
    void anAuditComesAfterEverybodyAndGivesWay() {
        var database = TestDatabase.fresh();
        String run;
        String token;
        try (var service = RunningService.startOn(database, NEVER)) {
            var somebody = service.newUser();
            token = somebody.token();
            run = somebody.submitted(
                    "{\"bundle\":\"" + somebody.uploaded(RunningService.prebuilt("hello.zip")) + "\"}");
            somebody.awaitEnd(run);
        }
        try (var service = RunningService.startOn(database, NEVER, "--fugu.role=web")) {
            var somebody = service.nobody().withToken(token);
            var order = "{\"bundle\":\""
                    + somebody.run(run).path("bundle").path("digest").asString() + "\"}";
            var attempts = service.bean(VerificationAttempts.class);
            var waits = somebody.submitted(order);
            assertThat(service.bean(NightlyAudit.class).choose()).isEqualTo(1);

            assertThat(attempts.claim()).isEmpty();
            assertThat(waitsFor(somebody, run)).isEqualTo("whatever anybody has asked for");
            somebody.post("/api/v1/runs/" + waits + "/cancel", "").requireStatus(202);
            Claim claim = attempts.claim().orElseThrow();
            assertThat(attempts.givesWay(claim)).isFalse();
            somebody.submitted(order);
            assertThat(attempts.givesWay(claim)).isTrue();
            attempts.giveBack(claim);
            assertThat(attempts.claim()).isEmpty();

            // Now its owner wants it too, and waits in line with all others.
            var asked = somebody.post("/api/v1/runs/" + run + "/verify", "").requireStatus(202);
            assertThat(asked.json().path("id").asString()).isEqualTo(claim.id());
            assertThat(waitsFor(somebody, run)).isEqualTo("its turn");
            assertThat(attempts.givesWay(attempts.claim().orElseThrow())).isFalse();
        }
    }
}
