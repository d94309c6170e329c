package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.identifier.SecretToken;
import org.junit.jupiter.api.Test;

class SignInIT {
    private final RunningService service = RunningService.shared();

    @Test
    void aWrongPasswordIsRefusedLikeAnUnknownName() {
        var wrong = service.nobody().tryToSignIn("admin", "not the password");
        var unknown = service.nobody().tryToSignIn("nobody-at-all", "not the password");

        wrong.requireProblem(401, "wrong-credentials");
        unknown.requireProblem(401, "wrong-credentials");
        assertThat(wrong.json().path("detail")).isEqualTo(unknown.json().path("detail"));
        service.admin();
    }

    @Test
    void fiveFailuresLockTheNameAtThatAddressEvenForTheRightPassword() {
        for (int i = 0; i < 5; i++) {
            service.nobody().tryToSignIn("locked-one", "wrong " + i).requireProblem(401, "wrong-credentials");
        }

        var locked = service.nobody().tryToSignIn("locked-one", "whatever it is");

        locked.requireProblem(429, "too-many-attempts");
        assertThat(Integer.parseInt(locked.header("retry-after"))).isBetween(1, 61);
    }

    @Test
    void whoGuessesFromAnotherAddressLocksNobodyOut() {
        var user = service.someone();
        var attacker = Caller.from("127.0.0.2", service.address());
        for (int i = 0; i < 5; i++) {
            attacker.tryToSignIn(user.name(), "wrong " + i).requireProblem(401, "wrong-credentials");
        }
        attacker.tryToSignIn(user.name(), user.password()).requireProblem(429, "too-many-attempts");

        service.nobody().tryToSignIn(user.name(), user.password()).requireStatus(200);
        attacker.tryToSignIn(user.name(), user.password()).requireProblem(429, "too-many-attempts");
    }

    @Test
    void ofManyGuessesAtOnceToTwoProcessesFiveAreLookedAt() throws Exception {
        var database = TestDatabase.fresh();
        try (var one = RunningService.startOn(database, "--fugu.role=web");
                var two = RunningService.startOn(database, "--fugu.role=web");
                var guessing = Executors.newVirtualThreadPerTaskExecutor()) {
            var guesses = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 60; i++) {
                var guess = "guess " + i;
                var service = i % 2 == 0 ? one : two;
                guesses.add(guessing.submit(() -> Caller.from("127.0.0.3", service.address())
                        .tryToSignIn("admin", guess)
                        .status()));
            }
            var lookedAt = 0;
            var answered = true;
            for (var guess : guesses) {
                // A host that is busy may leave a guess without a connection, and so unanswered.
                assertThat(guess.get()).isIn(401, 429, 503);
                if (guess.get() == 401) lookedAt++;
                if (guess.get() == 503) answered = false;
            }
            assertThat(lookedAt).isLessThanOrEqualTo(SignInAttempts.FREE_FAILURES);
            if (answered) assertThat(lookedAt).isEqualTo(SignInAttempts.FREE_FAILURES);
            one.admin();
        }
    }

    @Test
    void aSessionIsHttpOnlyAndSameSiteAndEndsWithSignOut() {
        var caller = service.nobody();
        var answer = caller.tryToSignIn(RunningService.ADMIN, RunningService.ADMIN_PASSWORD);

        assertThat(answer.headers().allValues("set-cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("FUGU_SESSION=")
                        .contains("HttpOnly")
                        .contains("SameSite=Lax"));
        assertThat(caller.get("/api/v1/session")
                        .json()
                        .path("user")
                        .path("role")
                        .asString())
                .isEqualTo("admin");
        caller.delete("/api/v1/session").requireStatus(204);
        caller.get("/api/v1/session").requireProblem(401, "not-signed-in");
        caller.get("/api/v1/runs").requireProblem(401, "not-signed-in");
    }

    @Test
    void signingInBringsANewCsrfToken() {
        var caller = service.nobody();
        var before = csrfToken(caller.get("/api/v1/session"));
        var after = csrfToken(caller.tryToSignIn(RunningService.ADMIN, RunningService.ADMIN_PASSWORD));

        assertThat(before).isNotBlank();
        assertThat(after).isNotBlank().isNotEqualTo(before);
        caller.delete("/api/v1/session").requireStatus(204);
    }

    /// The last cookie of that name is the one that a browser keeps.
    private static String csrfToken(Caller.Answer answer) {
        return answer.headers().allValues("set-cookie").stream()
                .filter(cookie -> cookie.startsWith("XSRF-TOKEN="))
                .reduce("", (_, last) -> last.substring("XSRF-TOKEN=".length()).split(";", 2)[0]);
    }

    @Test
    void aChangeWithoutTheCsrfTokenIsRefused() {
        service.nobody()
                .post("/api/v1/session", "{\"name\":\"admin\",\"password\":\"whatever it is\"}")
                .requireProblem(403, "csrf-token-missing");
    }

    @Test
    void aMissingAndAMadeUpTokenAreRefused() {
        service.nobody().get("/api/v1/runs").requireProblem(401, "not-signed-in");
        service.nobody().withToken("fugu_user_nonsense").get("/api/v1/runs").requireProblem(401, "invalid-token");
        service.nobody()
                .withToken(SecretToken.fresh("user").text())
                .get("/api/v1/runs")
                .requireProblem(401, "invalid-token");
    }

    @Test
    void aKeyWorksUntilItIsRevokedAndItsTokenIsShownOnce() {
        var owner = service.newUser();
        var made = owner.post("/api/v1/keys", "{\"name\":\"ci\",\"expiresInDays\":1}")
                .requireStatus(201)
                .json();
        var holder = service.nobody().withToken(made.path("token").asString());

        holder.get("/api/v1/keys").requireStatus(200);
        var listed = owner.get("/api/v1/keys").json();
        assertThat(listed.toString()).doesNotContain(made.path("token").asString());
        assertThat(listed.path("items").get(0).path("lastUsedAt").isNull()).isFalse();
        owner.delete("/api/v1/keys/" + made.path("id").asString()).requireStatus(204);

        holder.get("/api/v1/keys").requireProblem(401, "invalid-token");
        owner.delete("/api/v1/keys/" + made.path("id").asString()).requireProblem(404, "not-found");
    }

    @Test
    void onlyAnAdministratorMakesUsers() {
        var user = service.newUser();
        var body = "{\"name\":\"another\",\"password\":\"long enough for this\",\"role\":\"admin\"}";

        user.post("/api/v1/users", body).requireProblem(403, "forbidden");
        user.get("/api/v1/users").requireProblem(403, "forbidden");
    }

    @Test
    void aUserNeedsAPlainNameAndALongPassword() {
        var refused = service.admin()
                .post("/api/v1/users", "{\"name\":\"No Spaces\",\"password\":\"short\",\"role\":\"user\"}");

        refused.requireProblem(422, "invalid-body");
        assertThat(refused.json().path("errors"))
                .extracting(error -> error.path("pointer").asString())
                .containsExactlyInAnyOrder("/name", "/password");
        service.admin()
                .post("/api/v1/users", "{\"name\":\"admin\",\"password\":\"long enough for this\",\"role\":\"user\"}")
                .requireProblem(409, "name-taken");
    }
}
