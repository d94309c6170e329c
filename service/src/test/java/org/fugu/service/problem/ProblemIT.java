package org.fugu.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fugu.service.Caller;
import org.fugu.service.RawRequest;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;

/// Everything that is refused is refused as a problem document.
class ProblemIT {
    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    @Test
    void anUnknownPathIsAProblem() {
        for (var path : List.of("/api/v1/nothing", "/api/nothing", "/api", "/nothing.html")) {
            var answer = user.get(path);
            answer.requireProblem(404, "not-found");
            assertThat(detail(answer))
                    .isEqualTo("there is nothing at this path; /v3/api-docs lists every path of this service");
        }
    }

    private static String detail(Caller.Answer answer) {
        return answer.json().path("detail").asString();
    }

    @Test
    void aWrongMethodIsAProblemThatNamesTheRightOnes() {
        var answer = user.send("PATCH", "/api/v1/runs", new byte[0]);

        answer.requireProblem(405, "method-not-allowed");
        assertThat(answer.header("allow")).contains("GET").contains("POST");
        assertThat(detail(answer)).isEqualTo("there is no PATCH at this path; use GET, POST");
    }

    @Test
    void aWrongMediaTypeIsAProblem() {
        var text =
                user.send("POST", "/api/v1/runs", "a=b".getBytes(StandardCharsets.UTF_8), "Content-Type", "text/plain");
        text.requireProblem(415, "unsupported-media-type");
        assertThat(detail(text)).startsWith("a body of this Content-Type is not read here; use application/json");

        var picture = user.get("/api/v1/runs", "Accept", "image/png");
        picture.requireProblem(406, "not-acceptable");
        assertThat(detail(picture)).startsWith("what Accept asks for cannot be had here; use application/json");
    }

    @Test
    void whatIsNotJsonIsAProblem() {
        user.post("/api/v1/runs", "{").requireProblem(400, "bad-json");
        user.post("/api/v1/runs", "").requireProblem(400, "bad-body");
        user.post("/api/v1/runs", "{\"bundle\":[]}").requireProblem(422, "bad-field");
    }

    @Test
    void anUnknownFieldIsNamedWithTheKnownOnes() {
        var answer = user.post("/api/v1/partitions", "{\"machine\":\"fugu\",\"colums\":2,\"rows\":1}");

        answer.requireProblem(400, "unknown-field");
        assertThat(answer.json().path("errors").get(0).path("pointer").asString())
                .isEqualTo("/colums");
        assertThat(answer.json().path("detail").asString()).contains("columns");
    }

    @Test
    void aBadCursorAndABadLimitAreProblems() {
        user.get("/api/v1/runs?cursor=abc").requireProblem(400, "bad-cursor");
        user.get("/api/v1/runs?limit=0").requireProblem(400, "bad-parameter");
        user.get("/api/v1/runs?limit=many").requireProblem(400, "bad-parameter");
        user.get("/api/v1/runs?state=asleep").requireProblem(400, "bad-parameter");
    }

    @Test
    void anUploadThatIsTooLargeIsRefusedAndTheServiceStaysUp() {
        user.upload(new byte[36 << 20]).requireProblem(413, "bundle-too-large");
        user.get("/api/v1/bundles").requireStatus(200);
    }

    @Test
    void aPathWithTricksIsRefused() {
        var answer = service.nobody().get("/api/v1/..%2f..%2fetc/passwd");

        assertThat(answer.status()).isBetween(400, 404);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
    }

    /// The container refuses these before any code of the service sees them.
    @Test
    void whatTheContainerRefusesHasANameInTheHeaderAndTheBody() {
        var refusals = List.of(
                raw("GET", "/api/v1/runs").header("Content-Length", "abc").send(),
                raw("POST", "/api/v1/runs").header("Bad Header", "x").send(),
                raw("DELETE", "/api/v1/runs").header("Transfer-Encoding", "odd").send(),
                raw("PUT", "/api/v1/runs").header("Expect", "odd").send(),
                raw("GET", "/api/v1/runs/%00").send(),
                raw("TRACE", "/api/v1/runs").send(),
                raw("CONNECT", "/").send(),
                raw("GET", "/" + "a".repeat(9000)).send());
        for (var refusal : refusals) {
            assertThat(refusal.status()).as(refusal.toString()).isGreaterThanOrEqualTo(400);
            assertThat(refusal.isProblem()).as(refusal.toString()).isTrue();
            var id = refusal.json().path("requestId").asString();
            assertThat(id).startsWith("req_");
            assertThat(refusal.headers()).contains("X-Request-Id: " + id);
        }
    }

    @Test
    void aRefusalNamesThePathThatWasAskedFor() {
        var refusal = raw("POST", "/api/v1//runs").send();

        assertThat(refusal.code()).isEqualTo("bad-request");
        assertThat(refusal.json().path("instance").asString()).isEqualTo("/api/v1//runs");
    }

    private RawRequest raw(String method, String path) {
        return new RawRequest(service.address(), method, path);
    }

    @Test
    void everyAnswerForbidsForeignScripts() {
        var answer = service.nobody().get("/api/v1/session");

        assertThat(answer.header("content-security-policy")).contains("default-src 'self'");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
    }

    @Test
    void healthIsForAnyoneAndTheMetersForAdministrators() {
        assertThat(service.nobody()
                        .get("/actuator/health")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("UP");
        assertThat(service.nobody()
                        .get("/actuator/health/readiness")
                        .requireStatus(200)
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("UP");
        service.nobody().get("/actuator/prometheus").requireProblem(401, "not-signed-in");
        service.newUser().get("/actuator/prometheus").requireProblem(403, "forbidden");
        service.newUser()
                .get("/actuator/prometheus", "X-Forwarded-For", "127.0.0.1")
                .requireProblem(403, "forbidden");
        assertThat(service.admin()
                        .withKey()
                        .get("/actuator/prometheus")
                        .requireStatus(200)
                        .text())
                .contains("fugu_runs_queued");
    }
}
