package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.measurement.MeasuredProject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Pipelines that come with a token of a real identity provider and without a secret.
class PipelineIT {
    private static final TestIdentityProvider CI = TestIdentityProvider.start();
    private static final TestIdentityProvider STRANGER = TestIdentityProvider.start();
    private static final RunningService SERVICE =
            RunningService.start("--fugu.ci.issuers=" + CI.issuer() + ",http://127.0.0.1:9");

    private final Caller ann = SERVICE.newUser();
    private final MeasuredProject project = new MeasuredProject(ann);

    @AfterAll
    static void end() {
        SERVICE.close();
        CI.close();
        STRANGER.close();
    }

    private Caller.Answer trust(String claims) {
        return ann.post(
                project.path() + "/trusts",
                "{\"name\":\"main\",\"issuer\":\"" + CI.issuer() + "\",\"claims\":" + claims + "}");
    }

    private String trusted() {
        return trust("{\"repository\":\"acme/codec\",\"ref\":\"refs/heads/*\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    /// What a job on the main branch of the project's repository has.
    private Map<String, Object> claims(Object... more) {
        var claims = new HashMap<String, Object>(Map.of(
                "aud",
                List.of(project.id),
                "sub",
                "repo:acme/codec:ref:refs/heads/main",
                "repository",
                "acme/codec",
                "ref",
                "refs/heads/main"));
        for (int i = 0; i < more.length; i += 2) claims.put((String) more[i], more[i + 1]);
        return claims;
    }

    private static Caller with(String token) {
        return SERVICE.nobody().withToken(token);
    }

    @Test
    void aPipelineDoesWhatARunKeyDoesAndNothingElse() throws Exception {
        trusted();
        var pipeline = with(CI.token(claims()));

        var key = pipeline.get("/api/v1/key").requireStatus(200).json();
        assertThat(key.path("kind").asString()).isEqualTo("run");
        assertThat(key.path("project").path("id").asString()).isEqualTo(project.id);
        pipeline.get(project.path()).requireStatus(200);
        var zip = MeasuredProject.pingpong(2);
        var digest = ann.uploaded(zip);
        pipeline.post(project.measurements(), MeasuredProject.body(digest, MeasuredProject.commit(), "main"))
                .requireStatus(202);
        pipeline.get("/api/v1/runs").requireProblem(403, "key-too-narrow");
        pipeline.post("/api/v1/keys", "{\"name\":\"more\"}").requireProblem(403, "key-too-narrow");
        pipeline.get(new MeasuredProject(ann).path()).requireProblem(404, "not-found");
        pipeline.get(project.path() + "/trusts").requireProblem(403, "role-too-low");
        var listed = ann.get(project.path() + "/trusts")
                .requireStatus(200)
                .json()
                .path("items")
                .get(0);
        assertThat(listed.path("lastSubject").asString()).isEqualTo("repo:acme/codec:ref:refs/heads/main");
        assertThat(listed.path("audience").asString()).isEqualTo(project.id);
    }

    @Test
    void aTokenThatSaysSomethingElseIsNobodys() {
        trusted();
        var now = Instant.now();
        with(CI.token(claims())).get(project.path()).requireStatus(200);
        for (var token : List.of(
                CI.token(claims("repository", "acme/other")),
                CI.token(claims("ref", "refs/pull/1/merge")),
                CI.token(claims("aud", List.of("https://github.com/acme"))),
                CI.token(claims("aud", List.of(new MeasuredProject(ann).id))),
                CI.token(claims("exp", now.minusSeconds(120), "iat", now.minusSeconds(600))),
                CI.token(claims("nbf", now.plusSeconds(300))),
                CI.token(claims("iss", STRANGER.issuer())),
                STRANGER.token(claims()),
                STRANGER.token(claims("iss", CI.issuer())),
                CI.forged(claims()),
                CI.token(claims()) + "x",
                unsigned(CI.token(claims())),
                "a.b.c",
                "x".repeat(6000))) {
            with(token).get(project.path()).requireProblem(401, "invalid-token");
        }
    }

    /// As if the signature were not needed.
    private static String unsigned(String token) {
        var parts = token.split("\\.");
        return "eyJhbGciOiJub25lIn0." + parts[1] + ".";
    }

    @Test
    void clocksMayDifferByAMinute() {
        trusted();
        var now = Instant.now();
        with(CI.token(claims("exp", now.minusSeconds(30), "iat", now.minusSeconds(600))))
                .get(project.path())
                .requireStatus(200);
        with(CI.token(claims("nbf", now.plusSeconds(30)))).get(project.path()).requireStatus(200);
    }

    @Test
    void itIsOverWithTheTrustAndWithItsMaker() {
        var trust = trusted();
        var pipeline = with(CI.token(claims()));
        pipeline.get(project.path()).requireStatus(200);
        ann.delete(project.path() + "/trusts/" + trust).requireStatus(204);
        pipeline.get(project.path()).requireProblem(401, "invalid-token");
        ann.delete(project.path() + "/trusts/" + trust).requireProblem(404, "not-found");

        trusted();
        pipeline.get(project.path()).requireStatus(200);
        var admin = SERVICE.admin();
        var name = ann.get("/api/v1/users/me").json().path("name").asString();
        var id = admin.get("/api/v1/users?search=" + name)
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asString();
        admin.put(
                        "/api/v1/users/" + id,
                        "{\"role\":\"user\",\"disabled\":true}",
                        "If-Match",
                        admin.get("/api/v1/users/" + id).header("etag"))
                .requireStatus(200);
        pipeline.get(project.path()).requireProblem(401, "invalid-token");
        assertThat(admin.get("/api/v1/audit?act=trust_removed&subject=" + trust)
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void onlyTheOwnerTrustsAndOnlyWhatIsConfigured() {
        var ben = SERVICE.newUser();
        var name = ben.get("/api/v1/users/me").json().path("name").asString();
        ann.put(project.path() + "/members/" + name, "{\"role\":\"member\"}").requireStatus(200);
        ben.get(project.path() + "/trusts").requireProblem(403, "role-too-low");

        trust("{\"ref\":\"refs/heads/main\"}").requireProblem(422, "trust-too-wide");
        trust("{\"repository\":\"acme*\"}").requireProblem(422, "bad-claim");
        trust("{}").requireProblem(422, "invalid-body");
        ann.post(
                        project.path() + "/trusts",
                        "{\"name\":\"x\",\"issuer\":\"" + STRANGER.issuer() + "\",\"claims\":{\"sub\":\"x\"}}")
                .requireProblem(422, "unknown-issuer");
    }

    @Test
    void aProviderThatIsAwayIsSaidToBe() {
        var token = CI.token(claims("iss", "http://127.0.0.1:9"));
        with(token).get(project.path()).requireProblem(503, "identity-provider-unreachable");
    }
}
