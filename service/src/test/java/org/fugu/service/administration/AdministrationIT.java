package org.fugu.service.administration;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.library.Libos;
import org.fugu.service.run.ScriptedSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What administrators see and do of others' things, and what becomes of a user who is disabled or deleted.
class AdministrationIT {
    private static final String STAYS = ScriptedSimulator.script("administered-stays", (_, observer) -> {
        while (!observer.cancelled()) Thread.sleep(5);
        throw new RunCancelledException();
    });

    /// Its own: one test is about its only administrator.
    private static final RunningService SERVICE = RunningService.start();

    private final Caller admin = SERVICE.admin();
    private final RunningService.NewUser user = SERVICE.someone();
    private final Caller session = SERVICE.nobody().signIn(user.name(), user.password());
    private final Caller ann = session.withKey();
    private final String id = ann.get("/api/v1/users/me").json().path("id").asString();
    private final String path = "/api/v1/users/" + id;

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private String run(String more) {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        return ann.submitted("{\"bundle\":\"" + bundle + "\"" + more + "}");
    }

    private String endless() {
        return run(",\"args\":[\"" + STAYS + "\"]");
    }

    private Caller.Answer change(String role, boolean disabled) {
        return admin.put(
                path,
                "{\"role\":\"" + role + "\",\"disabled\":" + disabled + "}",
                "If-Match",
                admin.get(path).header("etag"));
    }

    private JsonNode acts(String query) {
        return admin.get("/api/v1/audit" + query).requireStatus(200).json().path("items");
    }

    @Test
    void anAdministratorSeesRunsOfOthersCancelsThemAndIsInTheLogWithIt() {
        var run = endless();
        ann.awaitState(run, "running");

        var seen = admin.get("/api/v1/admin/runs?user=" + user.name())
                .requireStatus(200)
                .json();
        assertThat(seen.path("items")).hasSize(1);
        assertThat(seen.path("items").path(0).path("id").asString()).isEqualTo(run);
        assertThat(seen.path("items").path(0).path("user").asString()).isEqualTo(user.name());
        assertThat(seen.toString()).doesNotContain(STAYS);
        // What a program is told and says stays its owner's.
        admin.get("/api/v1/runs/" + run).requireProblem(404, "not-found");
        admin.get("/api/v1/runs/" + run + "/console").requireProblem(404, "not-found");

        admin.post("/api/v1/admin/runs/" + run + "/cancel", "").requireStatus(202);

        assertThat(ann.awaitEnd(run).path("state").asString()).isEqualTo("canceled");
        admin.post("/api/v1/admin/runs/" + run + "/cancel", "").requireProblem(409, "run-ended");
        var act = acts("?act=run_canceled&subject=" + run).path(0);
        assertThat(act.path("user").asString()).isEqualTo("admin");
        assertThat(act.path("detail").asString()).isEqualTo("of " + user.name());
        assertThat(act.path("address").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    void anAdministratorReleasesLeasesOfOthers() {
        var lease = ann.leased();
        assertThat(admin.get("/api/v1/admin/partitions?state=active&user=" + user.name())
                        .json()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asString())
                .isEqualTo(lease);

        admin.delete("/api/v1/admin/partitions/" + lease).requireStatus(204);

        assertThat(ann.get("/api/v1/partitions/" + lease).json().path("state").asString())
                .isEqualTo("released");
        assertThat(acts("?act=partition_released&subject=" + lease)
                        .path(0)
                        .path("user")
                        .asString())
                .isEqualTo("admin");
    }

    @Test
    void anAdministratorCancelsCoRunsAndSetsOfOthersAndSeesBundlesWithoutContent() {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        var partition = ann.post(
                        "/api/v1/partitions",
                        "{\"machine\":\"fugu\",\"columns\":1,\"rows\":1,\"kind\":\"shared\",\"users\":[\"nobody-there\"]}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var coRun = ann.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        admin.post("/api/v1/admin/co-runs/" + coRun + "/cancel", "").requireStatus(202);
        assertThat(ann.get("/api/v1/co-runs/" + coRun).json().path("state").asString())
                .isEqualTo("canceled");
        admin.post("/api/v1/admin/co-runs/" + coRun + "/cancel", "").requireProblem(409, "co-run-ended");

        var set = ann.post(
                        "/api/v1/run-sets",
                        "{\"run\":{\"bundle\":\"" + bundle + "\",\"args\":[\"" + STAYS
                                + "\"]},\"axes\":{\"seeds\":[1,2,3,4,5,6]}}")
                .requireStatus(202)
                .json()
                .path("id")
                .asString();
        admin.post("/api/v1/admin/run-sets/" + set + "/cancel", "").requireStatus(202);
        for (var member : ann.get("/api/v1/run-sets/" + set).json().path("members")) {
            assertThat(ann.awaitEnd(member.path("run").asString()).path("state").asString())
                    .isEqualTo("canceled");
        }
        assertThat(admin.get("/api/v1/admin/run-sets?user=" + user.name()).text())
                .contains(set);
        assertThat(admin.get("/api/v1/admin/co-runs?state=canceled").text()).contains(coRun);
        assertThat(admin.get("/api/v1/admin/bundles?user=" + user.name()).text())
                .contains(bundle);
        admin.get("/api/v1/bundles/" + bundle + "/archive").requireProblem(404, "not-found");
    }

    @Test
    void whoIsDisabledHasNoSessionAndNoKeyAndNothingUnderWay() {
        var runs = new String[] {endless(), endless(), endless(), endless(), endless(), endless()};
        ann.awaitState(runs[0], "running");
        var lease = ann.leased();

        change("user", true).requireStatus(200);

        session.get("/api/v1/runs").requireProblem(401, "not-signed-in");
        ann.get("/api/v1/runs").requireProblem(401, "invalid-token");
        SERVICE.nobody().tryToSignIn(user.name(), user.password()).requireProblem(403, "user-disabled");
        SERVICE.nobody().tryToSignIn(user.name(), "not the password").requireProblem(401, "wrong-credentials");
        var open = admin.get("/api/v1/admin/partitions?state=active&user=" + user.name())
                .json();
        assertThat(open.path("items").toString()).doesNotContain(lease);

        change("user", false).requireStatus(200);

        ann.get("/api/v1/runs").requireStatus(200);
        session.get("/api/v1/runs").requireProblem(401, "not-signed-in");
        SERVICE.nobody().tryToSignIn(user.name(), user.password()).requireStatus(200);
        for (var run : runs) {
            assertThat(ann.awaitEnd(run).path("state").asString()).isEqualTo("canceled");
        }
        assertThat(acts("?act=user_changed&subject=" + id)).hasSize(2);
    }

    @Test
    void aRoleIsWhatItIsAtTheNextRequest() {
        session.get("/api/v1/users").requireProblem(403, "forbidden");
        change("admin", false).requireStatus(200);
        session.get("/api/v1/users").requireStatus(200);
        ann.get("/api/v1/users").requireStatus(200);
        change("user", false).requireStatus(200);
        session.get("/api/v1/users").requireProblem(403, "forbidden");
        ann.get("/api/v1/users").requireProblem(403, "forbidden");
    }

    @Test
    void theLastAdministratorStays() {
        var self = admin.get("/api/v1/users/me").json().path("id").asString();
        var own = "/api/v1/users/" + self;
        admin.put(own, "{\"role\":\"user\",\"disabled\":false}", "If-Match", "*")
                .requireProblem(409, "last-administrator");
        admin.put(own, "{\"role\":\"admin\",\"disabled\":true}", "If-Match", "*")
                .requireProblem(409, "last-administrator");
        admin.delete(own + "?cascade=true").requireProblem(409, "user-enabled");
        admin.get("/api/v1/users").requireStatus(200);
    }

    @Test
    void aChangeNeedsTheVersionThatItIsOf() {
        var body = "{\"role\":\"user\",\"disabled\":false}";
        admin.put(path, body).requireProblem(428, "if-match-missing");
        var tag = admin.get(path).header("etag");
        admin.put(path, body, "If-Match", tag).requireStatus(200);
        admin.put(path, body, "If-Match", tag).requireProblem(412, "user-changed");
    }

    @Test
    void whoIsDeletedTakesAlongWhatIsTheirsAndNothingThatOthersRelyOn() throws Exception {
        var other = SERVICE.newUser();
        var run = run("");
        ann.awaitEnd(run);
        var project = ann.post("/api/v1/projects", "{\"name\":\"theirs\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var os = "os-" + user.name();
        var visible = ann.uploaded(Libos.bundle(os, "1.0", "a"));
        ann.post("/api/v1/libraries", "{\"bundle\":\"" + visible + "\",\"visibility\":\"everybody\"}")
                .requireStatus(201);
        var hidden = ann.uploaded(Libos.bundle(os, "2.0", "b"));
        ann.post("/api/v1/libraries", "{\"bundle\":\"" + hidden + "\",\"visibility\":\"private\"}")
                .requireStatus(201);
        var program = other.uploaded(Libos.program());
        var bound = other.submitted("{\"bundle\":\"" + program + "\",\"libos\":\"" + os + "@1.0\"}");
        other.awaitEnd(bound);

        admin.delete(path).requireProblem(409, "user-enabled");
        change("user", true).requireStatus(200);
        var refused = admin.delete(path).requireProblem(409, "user-has-things");
        assertThat(refused.json().path("detail").asString())
                .contains("1 runs", "3 bundles", "project theirs", os + "@1.0", os + "@2.0");
        admin.delete(path + "?cascade=true").requireStatus(204);

        admin.get(path).requireProblem(404, "not-found");
        SERVICE.nobody().tryToSignIn(user.name(), user.password()).requireProblem(401, "wrong-credentials");
        ann.get("/api/v1/runs").requireProblem(401, "invalid-token");
        admin.get("/api/v1/admin/runs/" + run).requireProblem(404, "not-found");
        admin.get("/api/v1/projects/" + project).requireProblem(404, "not-found");
        var kept =
                other.get("/api/v1/libraries/" + os + "@1.0").requireStatus(200).json();
        assertThat(kept.path("retiredAt").isNull()).isFalse();
        assertThat(kept.path("owner").asString()).startsWith("deleted-");
        other.get("/api/v1/runs/" + bound).requireStatus(200);
        assertThat(acts("?act=user_deleted&subject=" + id)).hasSize(1);
        // The name is free, and whoever has it next is somebody else.
        admin.post(
                        "/api/v1/users",
                        "{\"name\":\"" + user.name() + "\",\"password\":\"long enough for this\",\"role\":\"user\"}")
                .requireStatus(201);
        var next = SERVICE.nobody().signIn(user.name(), "long enough for this");
        assertThat(next.get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void theLogIsReadByWhoTimeActAndSubjectAndByOthersForThemselves() {
        var begin = java.time.Instant.now();
        var key = ann.post("/api/v1/keys", "{\"name\":\"logged\"}")
                .json()
                .path("id")
                .asString();
        ann.delete("/api/v1/keys/" + key).requireStatus(204);

        assertThat(acts("?subject=" + key)).hasSize(2);
        assertThat(acts("?subject=" + key + "&act=key_made")).hasSize(1);
        assertThat(acts("?subject=" + key + "&user=admin")).isEmpty();
        assertThat(acts("?subject=" + key + "&from=" + begin)).hasSize(2);
        assertThat(acts("?subject=" + key + "&until=" + begin)).isEmpty();
        var mine = ann.get("/api/v1/audit?limit=100").requireStatus(200).json().path("items");
        assertThat(mine)
                .isNotEmpty()
                .allSatisfy(act -> assertThat(act.path("user").asString()).isEqualTo(user.name()));
        ann.get("/api/v1/audit?user=admin").requireProblem(403, "forbidden");
        ann.get("/api/v1/audit?user=" + user.name()).requireStatus(200);
        admin.get("/api/v1/audit?act=nonsense").requireProblem(400, "bad-parameter");
        admin.get("/api/v1/audit?from=yesterday").requireProblem(400, "bad-parameter");
        var first = admin.get("/api/v1/audit?limit=1");
        assertThat(first.header("link")).contains("rel=\"next\"");
        assertThat(admin.get("/api/v1/audit?limit=1&cursor="
                                + first.json().path("nextCursor").asString())
                        .json()
                        .path("items"))
                .hasSize(1)
                .isNotEqualTo(first.json().path("items"));
    }
}
