package org.fugu.service.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Links to runs: who has one sees the run and nothing else.
class SharingIT {
    private final RunningService service = RunningService.shared();
    private final Caller owner = service.newUser();
    private final String run = ended();

    private String ended() {
        var bundle = owner.uploaded(RunningService.prebuilt("hello.zip"));
        var id = owner.submitted("{\"bundle\":\"" + bundle + "\",\"labels\":{\"secret\":\"plan\"}}");
        owner.awaitEnd(id);
        return id;
    }

    private String shares() {
        return "/api/v1/runs/" + run + "/shares";
    }

    private JsonNode share(String body) {
        return owner.post(shares(), body).requireStatus(201).json();
    }

    private Caller.Answer look(String token, String more) {
        return service.nobody().get("/api/v1/shared/run" + more, "Fugu-Share", token);
    }

    @Test
    void whoHasTheLinkSeesTheRunAndNothingBesideIt() {
        var token = share("{}").path("token").asString();
        var seen = look(token, "").requireStatus(200);
        var shown = seen.json().path("run");
        var own = owner.run(run);

        for (var field :
                new String[] {"state", "outcome", "exitCode", "digest", "resultDigest", "cycles", "metrics", "counters"
                }) {
            assertThat(shown.path(field)).as(field).isEqualTo(own.path(field));
        }
        assertThat(own.path("partition").isNull()).isFalse();
        assertThat(shown.path("partition").isNull()).isTrue();
        assertThat(shown.path("labels")).isEmpty();
        assertThat(seen.text()).doesNotContain("plan", "usr_");
        assertThat(seen.json().path("owner").isNull()).isTrue();
        assertThat(seen.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(seen.header("x-robots-tag")).contains("noindex");
        assertThat(seen.header("cache-control")).contains("no-store");
        assertThat(look(token, "/console").requireStatus(200).text())
                .isEqualTo(owner.get("/api/v1/runs/" + run + "/console", "Accept", "text/plain")
                        .text());
        // The token is for this alone.
        service.nobody().withToken(token).get("/api/v1/runs/" + run).requireProblem(401, "invalid-token");
        assertThat(service.nobody().get("/shared").requireStatus(200).header("referrer-policy"))
                .isEqualTo("no-referrer");
    }

    @Test
    void theOwnersNameIsShownIfTheyWantThat() {
        var name = owner.get("/api/v1/users/me").json().path("name").asString();
        var token =
                share("{\"showOwner\":true,\"expiresInDays\":1}").path("token").asString();

        assertThat(look(token, "").requireStatus(200).json().path("owner").asString())
                .isEqualTo(name);
    }

    @Test
    void aLinkIsShownOnceListedAndTakenBack() {
        var made = share("{}");
        var token = made.path("token").asString();
        assertThat(made.path("path").asString()).isEqualTo("/shared#" + token);
        look(token, "").requireStatus(200);
        var listed = owner.get(shares()).requireStatus(200);
        assertThat(listed.text()).doesNotContain(token).contains(made.path("id").asString());
        assertThat(listed.json().path("items").get(0).path("lastUsedAt").isNull())
                .isFalse();
        assertThat(service.bean(JdbcClient.class)
                        .sql("select token_hash from run_shares where id = :id")
                        .param("id", made.path("id").asString())
                        .query(String.class)
                        .single())
                .hasSize(64)
                .doesNotContain(token);

        owner.delete(shares() + "/" + made.path("id").asString()).requireStatus(204);

        look(token, "").requireProblem(404, "not-found");
        look(token, "/console").requireProblem(404, "not-found");
        assertThat(owner.get(shares()).json().path("items")).isEmpty();
        owner.delete(shares() + "/" + made.path("id").asString()).requireProblem(404, "not-found");
    }

    @Test
    void itLeadsNowhereAfterItsTimeAndAfterTheRun() {
        var old = share("{}");
        service.bean(JdbcClient.class)
                .sql("update run_shares set expires_at = now() - interval '1 second' where id = :id")
                .param("id", old.path("id").asString())
                .update();
        look(old.path("token").asString(), "").requireProblem(404, "not-found");
        assertThat(owner.get(shares()).json().path("items")).isEmpty();

        var other = share("{}").path("token").asString();
        owner.delete("/api/v1/runs/" + run).requireStatus(204);
        look(other, "").requireProblem(404, "not-found");
    }

    @Test
    void othersNeitherShareNorSeeNorRevoke() {
        var stranger = service.newUser();
        var made = share("{}");

        stranger.post(shares(), "{}").requireProblem(404, "not-found");
        stranger.get(shares()).requireProblem(404, "not-found");
        stranger.delete(shares() + "/" + made.path("id").asString()).requireProblem(404, "not-found");
        look("fugu_share_nonsense", "").requireProblem(404, "not-found");
        service.nobody().get("/api/v1/shared/run").requireProblem(404, "not-found");
        look(made.path("token").asString(), "").requireStatus(200);
        owner.post(shares(), "{\"expiresInDays\":366}").requireProblem(422, "invalid-body");
    }

    @Test
    void aKeyForRunningPublishesNothing() {
        var user = service.someone();
        var made = service.nobody()
                .signIn(user.name(), user.password())
                .post("/api/v1/keys", "{\"name\":\"run\",\"scope\":\"run\"}")
                .requireStatus(201)
                .json();
        service.nobody()
                .withToken(made.path("token").asString())
                .post(shares(), "{}")
                .requireProblem(403, "key-too-narrow");
        service.nobody()
                .withToken(made.path("token").asString())
                .post("/api/v1/run-sets/rst_1/shares", "{}")
                .requireProblem(403, "key-too-narrow");
    }

    @Test
    void oneAddressLooksOnlySoOften() {
        var somebody = Caller.from("127.0.0.9", service.address());
        var last = 404;
        for (int i = 0; i < ShareLimit.PER_MINUTE * 2 + 1 && last == 404; i++) {
            last = somebody.get("/api/v1/shared/run").status();
        }
        assertThat(last).isEqualTo(429);
        var token = share("{}").path("token").asString();
        look(token, "").requireStatus(200);
    }

    private String set() {
        var bundle = owner.uploaded(RunningService.prebuilt("hello.zip"));
        var id = owner.post(
                        "/api/v1/run-sets",
                        "{\"run\":{\"bundle\":\"" + bundle
                                + "\",\"labels\":{\"secret\":\"plan\"}},\"axes\":{\"seeds\":[1,2]}}")
                .requireStatus(202)
                .json()
                .path("id")
                .asString();
        for (var member : owner.get("/api/v1/run-sets/" + id).json().path("members")) {
            owner.awaitEnd(member.path("run").asString());
        }
        return id;
    }

    @Test
    void whoHasALinkToASetSeesItsTableAndNoneOfItsRuns() {
        var set = set();
        var path = "/api/v1/run-sets/" + set;
        var made = owner.post(path + "/shares", "{}").requireStatus(201).json();
        var token = made.path("token").asString();
        assertThat(made.path("path").asString()).isEqualTo("/shared/set#" + token);
        var nobody = service.nobody();

        var seen = nobody.get("/api/v1/shared/run-set", "Fugu-Share", token).requireStatus(200);
        assertThat(seen.json().path("set")).isEqualTo(owner.get(path).json());
        assertThat(seen.text()).doesNotContain("plan", "usr_");
        assertThat(seen.header("cache-control")).contains("no-store");
        assertThat(nobody.get("/api/v1/shared/run-set/csv", "Fugu-Share", token, "Accept", "text/csv")
                        .requireStatus(200)
                        .text())
                .isEqualTo(owner.get(path + "/csv", "Accept", "text/csv").text());
        assertThat(nobody.get("/shared/set").requireStatus(200).header("referrer-policy"))
                .isEqualTo("no-referrer");
        // A link leads to one thing, and as what it is.
        look(token, "").requireProblem(404, "not-found");
        nobody.get(
                        "/api/v1/shared/run-set",
                        "Fugu-Share",
                        share("{}").path("token").asString())
                .requireProblem(404, "not-found");

        var listed = owner.get("/api/v1/shares").requireStatus(200).json().path("items");
        assertThat(listed).hasSize(2);
        assertThat(listed.get(1).path("runSet").asString()).isEqualTo(set);
        assertThat(listed.get(1).path("run").isNull()).isTrue();
        assertThat(listed.get(0).path("run").asString()).isEqualTo(run);
        assertThat(owner.get(path + "/shares").json().path("items")).hasSize(1);
        assertThat(owner.get(shares()).json().path("items")).hasSize(1);

        var id = made.path("id").asString();
        var stranger = service.newUser();
        assertThat(stranger.get("/api/v1/shares").json().path("items")).isEmpty();
        stranger.delete("/api/v1/shares/" + id).requireProblem(404, "not-found");
        stranger.post(path + "/shares", "{}").requireProblem(404, "not-found");
        stranger.get(path + "/shares").requireProblem(404, "not-found");
        owner.delete(shares() + "/" + id).requireProblem(404, "not-found");
        owner.delete("/api/v1/shares/" + id).requireStatus(204);
        nobody.get("/api/v1/shared/run-set", "Fugu-Share", token).requireProblem(404, "not-found");

        var second = owner.post(path + "/shares", "{}").requireStatus(201).json();
        owner.delete(path + "/shares/" + second.path("id").asString()).requireStatus(204);
        var third = owner.post(path + "/shares", "{}")
                .requireStatus(201)
                .json()
                .path("token")
                .asString();
        owner.delete(path).requireStatus(204);
        nobody.get("/api/v1/shared/run-set", "Fugu-Share", third).requireProblem(404, "not-found");
    }
}
