package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fugu.bundle.Bundle;
import org.fugu.service.Caller;
import org.fugu.service.DocumentedOperations;
import org.fugu.service.DocumentedOperations.Operation;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class RunKeyIT {
    private static final String PROJECTS = "/api/v1/projects";
    /// Beside looking at the project.
    private static final Set<String> OPEN = Set.of(
            "GET /api/v1/key",
            "HEAD /api/v1/bundles/{digest}",
            "PUT /api/v1/bundles/{digest}",
            "POST /api/v1/projects/{id}/measurements",
            "POST /api/v1/projects/{id}/comparisons");

    private static final RunningService SERVICE = RunningService.shared();
    private static final Caller ANN = SERVICE.newUser();
    private static final String PROJECT = project(ANN, "keyed");
    private static final String OTHER = project(ANN, "another");
    private static final Caller KEY =
            SERVICE.nobody().withToken(made(ANN, "ci").path("token").asString());

    private static String project(Caller owner, String name) {
        return owner.post(PROJECTS, "{\"name\":\"" + name + "\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    private static JsonNode made(Caller who, String name) {
        return who.post(PROJECTS + "/" + PROJECT + "/keys", "{\"name\":\"" + name + "\"}")
                .requireStatus(201)
                .json();
    }

    private static String name(Caller who) {
        return who.get("/api/v1/users/me")
                .requireStatus(200)
                .json()
                .path("name")
                .asString();
    }

    private static void add(String name, String role) {
        ANN.put(PROJECTS + "/" + PROJECT + "/members/" + name, "{\"role\":\"" + role + "\"}")
                .requireStatus(200);
    }

    private static List<String> keys(Caller who) {
        var ids = new ArrayList<String>();
        who.get(PROJECTS + "/" + PROJECT + "/keys?limit=100")
                .requireStatus(200)
                .json()
                .path("items")
                .forEach(key -> ids.add(key.path("id").asString()));
        return ids;
    }

    static List<Operation> operations() {
        return DocumentedOperations.all();
    }

    private static Caller.Answer answer(Operation operation, String project) {
        var path = operation
                .path()
                .replace("{id}", operation.path().startsWith(PROJECTS) ? project : "none")
                .replaceAll("\\{[^}]+}", "none");
        var type = operation.bodies().stream().findFirst().orElse("application/json");
        if (operation.method().equals("HEAD")) return KEY.send("HEAD", path, new byte[0]);
        return KEY.send(operation.method(), path, "{}".getBytes(), "Content-Type", type);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aRunKeyReachesWhatIsListedAndNothingElse(Operation operation) {
        boolean inProject = operation.path().startsWith(PROJECTS + "/{id}");
        boolean looks = inProject && operation.method().equals("GET");
        var answer = answer(operation, PROJECT);
        if (looks || OPEN.contains(operation.toString())) {
            assertThat(answer.text()).doesNotContain("key-too-narrow");
            assertThat(answer.status()).as(answer.text()).isNotEqualTo(401);
        } else if (operation.method().equals("HEAD")) {
            // Its answer has no body that could say why.
            assertThat(answer.status()).isEqualTo(403);
        } else {
            answer.requireProblem(403, "key-too-narrow");
        }
        if (inProject) answer(operation, OTHER).requireProblem(404, "not-found");
    }

    @Test
    void aRunKeySaysWhichProjectItIsForAndAUsersKeyThatItIsForNone() {
        var run = KEY.get("/api/v1/key").requireStatus(200).json();
        assertThat(run.path("kind").asString()).isEqualTo("run");
        assertThat(run.path("name").asString()).isEqualTo("ci");
        assertThat(run.path("project").path("id").asString()).isEqualTo(PROJECT);
        assertThat(run.path("project").path("defaultBranch").asString()).isEqualTo("main");
        assertThat(run.path("expiresAt").isNull()).isTrue();

        var user = ANN.get("/api/v1/key").requireStatus(200).json();
        assertThat(user.path("kind").asString()).isEqualTo("user");
        assertThat(user.path("project").isNull()).isTrue();
        SERVICE.admin().get("/api/v1/key").requireProblem(404, "not-found");
        SERVICE.nobody().get("/api/v1/key").requireProblem(401, "not-signed-in");
    }

    @Test
    void aRunKeyUploadsForItsMaker() throws Exception {
        var zip = RunningService.prebuilt("hello.zip");
        var digest = Bundle.ofFile(zip).identity();
        KEY.send("HEAD", "/api/v1/bundles/" + digest, new byte[0]).requireStatus(404);
        KEY.send("PUT", "/api/v1/bundles/" + digest, zip, "Content-Type", "application/octet-stream")
                .requireStatus(201);
        KEY.send("HEAD", "/api/v1/bundles/" + digest, new byte[0]).requireStatus(200);
        ANN.get("/api/v1/bundles/" + digest).requireStatus(200);
    }

    @Test
    void whatAnAdministratorMadeForAPipelineAdministersNothing() {
        var admin = SERVICE.admin().withKey();
        var project = project(admin, "run-key-" + ProcessHandle.current().pid());
        var token = admin.post(PROJECTS + "/" + project + "/keys", "{\"name\":\"ci\"}")
                .requireStatus(201)
                .json()
                .path("token")
                .asString();
        var key = SERVICE.nobody().withToken(token);
        key.get(PROJECTS + "/" + project).requireStatus(200);
        key.get("/api/v1/users").requireProblem(403, "key-too-narrow");
        key.get("/actuator/prometheus").requireProblem(403, "key-too-narrow");
        key.get("/actuator/health").requireStatus(200);
        admin.delete(PROJECTS + "/" + project).requireStatus(204);
        key.get(PROJECTS + "/" + project).requireProblem(401, "invalid-token");
    }

    @Test
    void aRunKeyMayNoMoreThanItsMakerMayNow() {
        var ben = SERVICE.newUser();
        var name = name(ben);
        add(name, "member");
        var key = SERVICE.nobody().withToken(made(ben, "ben's").path("token").asString());
        key.get("/api/v1/key").requireStatus(200);
        add(name, "viewer");
        key.get("/api/v1/key").requireProblem(401, "invalid-token");
        add(name, "member");
        key.get("/api/v1/key").requireStatus(200);
        ANN.delete(PROJECTS + "/" + PROJECT + "/members/" + name).requireStatus(204);
        key.get("/api/v1/key").requireProblem(401, "invalid-token");
    }

    @Test
    void membersMakeSeeAndRevokeTheirOwnAndTheOwnerAll() {
        var ben = SERVICE.newUser();
        var name = name(ben);
        var path = PROJECTS + "/" + PROJECT + "/keys";
        ben.post(path, "{\"name\":\"x\"}").requireProblem(404, "not-found");
        add(name, "viewer");
        ben.post(path, "{\"name\":\"x\"}").requireProblem(403, "role-too-low");
        ben.get(path).requireProblem(403, "role-too-low");
        add(name, "member");
        var anns = made(ANN, "ann's").path("id").asString();
        var bens = made(ben, "one").path("id").asString();
        var second = made(ben, "two");
        assertThat(keys(ben)).containsExactly(second.path("id").asString(), bens);
        assertThat(keys(ANN)).contains(anns, bens);
        assertThat(ANN.get(path).text())
                .contains("\"createdBy\":\"" + name + "\"")
                .doesNotContain("fugu_run_\"");
        // They are not keys of a user.
        assertThat(ben.get("/api/v1/keys").text()).doesNotContain(bens);
        ben.delete("/api/v1/keys/" + bens).requireProblem(404, "not-found");

        ben.delete(path + "/" + anns).requireProblem(404, "not-found");
        ben.delete(path + "/" + bens).requireStatus(204);
        ANN.delete(path + "/" + second.path("id").asString()).requireStatus(204);
        ANN.delete(path + "/" + anns).requireStatus(204);
        assertThat(keys(ben)).isEmpty();
        SERVICE.nobody()
                .withToken(second.path("token").asString())
                .get("/api/v1/key")
                .requireProblem(401, "invalid-token");
    }

    @Test
    void aProjectsKeysAreBounded() {
        var project = project(ANN, "full");
        SERVICE.bean(JdbcClient.class)
                .sql("""
                        insert into api_keys (id, user_id, project_id, name, prefix, token_hash)
                        select 'key_' || n || :project, user_id, id, 'extra', 'fugu_run_', n || :project
                        from projects, generate_series(1, :most) n where id = :project
                        """)
                .param("project", project)
                .param("most", RunKeys.MOST)
                .update();
        ANN.post(PROJECTS + "/" + project + "/keys", "{\"name\":\"one more\"}").requireProblem(409, "too-many-keys");
    }
}
