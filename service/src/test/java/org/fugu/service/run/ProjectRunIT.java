package org.fugu.service.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.input.InputUploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Runs that are for a project: who sees them, who joins, and what members may have.
class ProjectRunIT {
    private final RunningService service = RunningService.shared();
    private final Caller admin = service.admin().withKey();
    private final Caller owner = service.newUser();
    private final Caller ben = service.newUser();
    private final Caller cleo = service.newUser();
    private final Caller stranger = service.newUser();
    private final String project = owner.post("/api/v1/projects", "{\"name\":\"class\"}")
            .requireStatus(201)
            .json()
            .path("id")
            .asString();
    private final String path = "/api/v1/projects/" + project;
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        end.countDown();
    }

    private static JsonNode me(Caller who) {
        return who.get("/api/v1/users/me").requireStatus(200).json();
    }

    private static String name(Caller who) {
        return me(who).path("name").asString();
    }

    private void add(Caller who, String role) {
        owner.put(path + "/members/" + name(who), "{\"role\":\"" + role + "\"}").requireStatus(200);
    }

    private static String hello(Caller who) {
        return who.uploaded(RunningService.prebuilt("hello.zip"));
    }

    private String order(Caller who, String script, String more) {
        return "{\"bundle\":\"%s\",\"mesh\":\"1x1\",\"args\":[\"%s\"],\"limits\":{\"cycles\":1000,\"consoleBytes\":9}%s}"
                .formatted(hello(who), script, more);
    }

    private String forProject(Caller who, String script) {
        return order(who, script, ",\"project\":\"" + project + "\"");
    }

    /// A run that goes on until the latch is counted down, and has taken so many cycles then.
    private String stays(long cycles) {
        return ScriptedSimulator.script(UUID.randomUUID().toString(), (request, observer) -> {
            while (!end.await(5, TimeUnit.MILLISECONDS)) ScriptedSimulator.idle(observer, 5);
            return ScriptedSimulator.exited(request, cycles, Map.of());
        });
    }

    private static String exits(long cycles) {
        return ScriptedSimulator.script(UUID.randomUUID().toString(), (request, observer) -> {
            observer.console(1, 0, ScriptedSimulator.bytes("seen"));
            return ScriptedSimulator.exited(request, cycles, Map.of());
        });
    }

    private List<String> listed(Caller who, String query) {
        return who.get(path + "/runs" + query)
                .requireStatus(200)
                .json()
                .path("items")
                .valueStream()
                .map(run -> run.path("id").asString())
                .toList();
    }

    @Test
    void theOwnerSeesAndCancelsWhatMembersSubmitToTheProjectAndNothingElseOfTheirs() {
        add(ben, "member");
        add(cleo, "member");
        var bens = ben.submitted(forProject(ben, exits(10)));
        ben.awaitEnd(bens);
        var cleos = cleo.submitted(forProject(cleo, stays(10)));
        var own = ben.submitted(order(ben, exits(10), ""));
        ben.awaitEnd(own);

        assertThat(listed(owner, "")).containsExactly(cleos, bens);
        assertThat(listed(owner, "?user=" + name(ben))).containsExactly(bens);
        assertThat(listed(ben, "?user=" + name(cleo))).containsExactly(bens);
        assertThat(owner.get("/api/v1/runs").json().path("items")).isEmpty();
        var seen = owner.get("/api/v1/runs/" + bens).requireStatus(200).json();
        assertThat(seen.path("user").asString()).isEqualTo(name(ben));
        assertThat(seen.path("project").asString()).isEqualTo(project);
        assertThat(owner.get("/api/v1/runs/" + bens + "/console", "Accept", "text/plain")
                        .text())
                .contains("seen");
        owner.get("/api/v1/runs/" + bens + "/request").requireStatus(200);
        owner.get("/api/v1/runs/" + bens + "/refusals").requireStatus(200);

        owner.delete("/api/v1/runs/" + bens).requireProblem(404, "not-found");
        for (var other : List.of(cleo, stranger, admin)) {
            for (var part : List.of("", "/console", "/request", "/events")) {
                other.get("/api/v1/runs/" + bens + part).requireProblem(404, "not-found");
            }
        }
        owner.get("/api/v1/runs/" + own).requireProblem(404, "not-found");
        owner.post("/api/v1/runs/" + own + "/cancel", "").requireProblem(404, "not-found");
        ben.post("/api/v1/runs/" + cleos + "/cancel", "").requireProblem(404, "not-found");
        owner.post("/api/v1/runs/" + cleos + "/cancel", "").requireStatus(202);
        assertThat(cleo.awaitEnd(cleos).path("state").asString()).isEqualTo("canceled");

        owner.delete(path).requireStatus(204);
        owner.get("/api/v1/runs/" + bens).requireProblem(404, "not-found");
        assertThat(ben.run(bens).path("project").isNull()).isTrue();
    }

    @Test
    void theOwnerReadsWhatMembersRunsOfTheProjectRead() {
        add(ben, "member");
        add(cleo, "member");
        var input = ben.uploaded(RunningService.prebuilt("test/input.zip"));
        var more = ",\"stdin\":\"for the class\",\"args\":[\"data/same\"]";
        var order = "{\"bundle\":\"" + input + "\"" + more + ",\"project\":\"" + project + "\"}";
        var run = ben.awaitEnd(ben.submitted(order));
        assertThat(run.path("exitCode").asInt(-1)).as(run.toString()).isZero();
        assertThat(run.path("inputs").findValuesAsString("source")).contains("upload", "bundle");
        for (var each : run.path("inputs")) {
            var digest = each.path("digest").asString();
            var read = "/api/v1/runs/" + run.path("id").asString() + "/inputs/" + digest;
            var bytes = owner.get(read).requireStatus(200).bytes();
            assertThat(InputUploads.sha256(bytes)).isEqualTo(digest);
            assertThat(ben.get(read).requireStatus(200).bytes()).isEqualTo(bytes);
            for (var other : List.of(cleo, stranger, admin)) other.get(read).requireProblem(404, "not-found");
            // Of the run that is seen, and not of the user.
            owner.get("/api/v1/inputs/" + digest).requireProblem(404, "not-found");
        }
        var unread = ben.send(
                        "POST", "/api/v1/inputs", "mine".getBytes(UTF_8), "Content-Type", "application/octet-stream")
                .json()
                .path("digest")
                .asString();
        owner.get("/api/v1/runs/" + run.path("id").asString() + "/inputs/" + unread)
                .requireProblem(404, "not-found");
        owner.delete(path).requireStatus(204);
        owner.get("/api/v1/runs/" + run.path("id").asString() + "/inputs/"
                        + run.path("inputs").get(0).path("digest").asString())
                .requireProblem(404, "not-found");
    }

    @Test
    void onlyMembersSubmitToIt() {
        add(cleo, "viewer");
        cleo.post("/api/v1/runs", forProject(cleo, exits(1))).requireProblem(403, "role-too-low");
        stranger.post("/api/v1/runs", forProject(stranger, exits(1))).requireProblem(404, "not-found");
        owner.submitted(forProject(owner, exits(1)));
        stranger.get(path + "/runs").requireProblem(404, "not-found");
        assertThat(listed(cleo, "")).isEmpty();
    }

    @Test
    void whoHasTheTokenOfAnInvitationJoins() {
        var made = owner.post(path + "/invitations", "{\"uses\":1}")
                .requireStatus(201)
                .json();
        var token = "{\"token\":\"" + made.path("token").asString() + "\"}";
        assertThat(made.path("page").asString())
                .isEqualTo("/join#" + made.path("token").asString());
        assertThat(owner.get(path + "/invitations").text())
                .doesNotContain(made.path("token").asString());
        ben.post(path + "/invitations", "{}").requireProblem(404, "not-found");
        ben.post("/api/v1/invitations/accept", "{\"token\":\"fugu_join_x\"}").requireProblem(404, "not-found");

        var joined =
                ben.post("/api/v1/invitations/accept", token).requireStatus(200).json();
        assertThat(joined.path("role").asString()).isEqualTo("member");
        // Again is no harm, and uses nothing up; somebody else comes too late.
        ben.post("/api/v1/invitations/accept", token).requireStatus(200);
        var late = cleo.post("/api/v1/invitations/accept", token).requireProblem(409, "invitation-over");
        assertThat(late.json().path("detail").asString()).contains("as often as it may");
        assertThat(owner.post("/api/v1/invitations/accept", token)
                        .json()
                        .path("role")
                        .asString())
                .isEqualTo("owner");

        var revoked = owner.post(path + "/invitations", "{\"role\":\"viewer\",\"uses\":30}")
                .requireStatus(201)
                .json();
        owner.delete(path + "/invitations/"
                        + revoked.path("invitation").path("id").asString())
                .requireStatus(204);
        cleo.post(
                        "/api/v1/invitations/accept",
                        "{\"token\":\"" + revoked.path("token").asString() + "\"}")
                .requireProblem(409, "invitation-over");
        owner.post(path + "/invitations", "{\"role\":\"owner\"}").requireProblem(422, "unknown-role");
        cleo.get(path).requireProblem(404, "not-found");
        assertThat(admin.get("/api/v1/audit?act=member_joined&subject=" + project)
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void aMembersQuotaIsWithinTheOwnersAndHoldsForTheProjectAlone() {
        add(ben, "member");
        add(cleo, "member");
        owner.put(path + "/member-quota", "{\"nodes\":1000000}").requireProblem(422, "quota-above-yours");
        ben.put(path + "/member-quota", "{}").requireProblem(403, "role-too-low");
        owner.put(path + "/member-quota", "{\"nodes\":1,\"queuedRuns\":2}").requireStatus(200);
        owner.put(path + "/members/" + name(cleo) + "/quota", "{\"keptRuns\":1,\"nodeCyclesADay\":1500}")
                .requireStatus(200);

        var first = ben.submitted(forProject(ben, stays(10)));
        ben.awaitState(first, "running");
        var second = ben.submitted(forProject(ben, stays(10)));
        assertThat(ben.awaitRun(
                                second,
                                run -> !run.path("waitingFor").isNull()
                                        && run.path("waitingFor").asString().startsWith("other runs of yours"))
                        .path("waitingFor")
                        .asString())
                .isEqualTo("other runs of yours for the project to end: you may have 1 node at once for it");
        ben.submitted(forProject(ben, stays(10)));
        ben.post("/api/v1/runs", forProject(ben, stays(10))).requireProblem(429, "queue-full");
        // What waits for the project's quota keeps nothing else waiting.
        var own = ben.submitted(order(ben, exits(10), ""));
        assertThat(ben.awaitEnd(own).path("state").asString()).isEqualTo("finished");
        // A run of the project takes the owner's nodes, and none of the member's.
        assertThat(me(ben).path("use").path("nodes").path("used").asInt()).isZero();
        assertThat(me(owner).path("use").path("nodes").path("used").asInt()).isEqualTo(1);
        assertThat(me(owner).path("use").path("queuedRuns").path("used").asInt())
                .isEqualTo(2);
        assertThat(me(ben).path("use").path("queuedRuns").path("used").asInt()).isZero();

        var cleos = cleo.submitted(forProject(cleo, exits(900)));
        cleo.awaitEnd(cleos);
        cleo.post("/api/v1/runs", forProject(cleo, exits(1))).requireProblem(409, "run-quota");
        cleo.submitted(order(cleo, exits(1), ""));
        var use = owner.get(path + "/members/" + name(cleo) + "/quota")
                .requireStatus(200)
                .json();
        assertThat(use.path("keptRuns").path("used").asInt()).isEqualTo(1);
        assertThat(use.path("nodeCyclesToday").path("used").asInt()).isEqualTo(900);
        assertThat(use.path("nodes").path("bound").asInt()).isEqualTo(1);
        cleo.get(path + "/members/" + name(cleo) + "/quota").requireStatus(200);
        cleo.get(path + "/members/" + name(ben) + "/quota").requireProblem(403, "role-too-low");

        end.countDown();
        listed(owner, "")
                .forEach(id ->
                        assertThat(owner.awaitEnd(id).path("state").asString()).isEqualTo("finished"));
    }

    @Test
    void whatTheProjectUsesCountsForItsOwnerAndWaitsForThem() {
        add(ben, "member");
        var ownerId = me(owner).path("id").asString();
        admin.put("/api/v1/users/" + ownerId + "/quota", "{\"nodeCyclesADay\":1000}", "If-Match", "*")
                .requireStatus(200);
        ben.awaitEnd(ben.submitted(forProject(ben, exits(1000))));
        assertThat(me(owner).path("use").path("nodeCyclesToday").path("used").asInt())
                .isEqualTo(1000);
        assertThat(me(ben).path("use").path("nodeCyclesToday").path("used").asInt())
                .isZero();

        var waits = ben.submitted(forProject(ben, exits(1)));
        assertThat(ben.awaitRun(waits, run -> run.path("waitingFor").asString().startsWith("tomorrow"))
                        .path("waitingFor")
                        .asString())
                .isEqualTo("tomorrow, by UTC: the node-cycles are used that the project's owner may use a day");
        ben.post("/api/v1/runs", forProject(ben, exits(1)).replace("\"cycles\":1000", "\"cycles\":1001"))
                .requireProblem(409, "node-cycles-quota");

        service.bean(JdbcClient.class)
                .sql("update user_days set day = day - 1 where user_id = :user")
                .param("user", ownerId)
                .update();
        assertThat(ben.awaitEnd(waits).path("state").asString()).isEqualTo("finished");
    }
}
