package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.fugu.service.Caller;
import org.fugu.service.DocumentedOperations;
import org.fugu.service.DocumentedOperations.Operation;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// A key may what its scope says, and neither more nor longer than what it was made with.
class KeyScopeIT {
    private static final RunningService SERVICE = RunningService.shared();
    private static final Caller ANN = SERVICE.newUser();
    private static final Caller READ = with(made(ANN, "\"scope\":\"read\""));
    private static final Caller RUN = with(made(ANN, "\"scope\":\"run\""));

    private static JsonNode made(Caller who, String more) {
        return who.post("/api/v1/keys", "{\"name\":\"one\"," + more + "}")
                .requireStatus(201)
                .json();
    }

    private static Caller with(JsonNode key) {
        return SERVICE.nobody().withToken(key.path("token").asString());
    }

    private static Instant expiry(JsonNode key) {
        return Instant.parse(key.path("expiresAt").asString());
    }

    static java.util.List<Operation> operations() {
        return DocumentedOperations.all();
    }

    private static Caller.Answer answer(Caller who, Operation operation) {
        var path = operation.path().replaceAll("\\{[^}]+}", "none");
        var type = operation.bodies().stream().findFirst().orElse("application/json");
        if (operation.method().equals("HEAD")) return who.send("HEAD", path, new byte[0]);
        return who.send(operation.method(), path, "{}".getBytes(), "Content-Type", type);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aKeyForReadingReadsAndOneForRunningNeitherDeletesNorAdministersNorMakesKeys(Operation operation) {
        boolean looks = operation.method().equals("GET") || operation.method().equals("HEAD");
        if (!looks) answer(READ, operation).requireProblem(403, "key-too-narrow");
        boolean ends = operation.method().equals("DELETE")
                && !operation.path().startsWith("/api/v1/partitions/")
                && !operation.path().equals("/api/v1/co-runs/{id}/job")
                && !operation.path().equals("/api/v1/session");
        boolean powerful = !looks
                && (operation.path().startsWith("/api/v1/keys")
                        || operation.path().startsWith("/api/v1/users")
                        || operation.path().startsWith("/api/v1/machines")
                        || operation.path().startsWith("/api/v1/libraries")
                        || operation.path().startsWith("/api/v1/admin"));
        if (ends || powerful) answer(RUN, operation).requireProblem(403, "key-too-narrow");
        if (looks) {
            assertThat(answer(READ, operation).text()).doesNotContain("key-too-narrow");
            assertThat(answer(RUN, operation).text()).doesNotContain("key-too-narrow");
        }
    }

    @Test
    void aKeyIsForRunningUnlessMoreIsAskedForAndRuns() {
        var key = made(ANN, "\"expiresInDays\":3");
        assertThat(key.path("scope").asString()).isEqualTo("run");
        var holder = with(key);
        var digest = holder.uploaded(RunningService.prebuilt("hello.zip"));
        var run = holder.submitted("{\"bundle\":\"" + digest + "\"}");
        assertThat(holder.awaitEnd(run).path("outcome").asString()).isEqualTo("exited");
        holder.delete("/api/v1/runs/" + run).requireProblem(403, "key-too-narrow");
        assertThat(holder.get("/api/v1/key").json().path("scope").asString()).isEqualTo("run");
        assertThat(ANN.get("/api/v1/keys").text()).contains("\"scope\":\"run\"");
    }

    @Test
    void whatAnAdministratorMadeForLessAdministersNothing() {
        var key = with(made(SERVICE.admin(), "\"scope\":\"read\""));
        key.get("/api/v1/runs").requireStatus(200);
        key.get("/api/v1/users").requireProblem(403, "forbidden");
        key.get("/api/v1/admin/runs").requireProblem(403, "forbidden");
        key.get("/actuator/prometheus").requireProblem(403, "forbidden");
    }

    @Test
    void aKeyDoesNotOutliveTheOneThatItWasMadeWith() {
        var first = made(ANN, "\"expiresInDays\":1,\"scope\":\"full\"");
        var holder = with(first);
        var endless = made(holder, "\"scope\":\"full\"");
        var long_ = made(holder, "\"expiresInDays\":30");
        var third = made(with(endless), "\"expiresInDays\":365");

        assertThat(expiry(first)).isBefore(Instant.now().plus(Duration.ofDays(1)));
        assertThat(expiry(endless)).isEqualTo(expiry(first));
        assertThat(expiry(long_)).isEqualTo(expiry(first));
        assertThat(expiry(third)).isEqualTo(expiry(first));
        ANN.delete("/api/v1/keys/" + first.path("id").asString()).requireStatus(204);
        for (var made : new JsonNode[] {first, endless, long_, third}) {
            with(made).get("/api/v1/runs").requireProblem(401, "invalid-token");
        }
        ANN.get("/api/v1/runs").requireStatus(200);
    }
}
