package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;

/// Users change their own passwords, and administrators reset them.
class PasswordIT {
    private static final String PATH = "/api/v1/users/me/password";
    private static final String NEXT = "another long password";

    private final RunningService service = RunningService.shared();
    private final RunningService.NewUser user = service.someone();
    private final Caller here = service.nobody().signIn(user.name(), user.password());

    private static String body(String old, String next, String more) {
        return "{\"oldPassword\":\"" + old + "\",\"newPassword\":\"" + next + "\"" + more + "}";
    }

    private String reset() {
        return service.admin()
                .post("/api/v1/users/" + id() + "/password-reset", "")
                .requireStatus(200)
                .json()
                .path("password")
                .asString();
    }

    private String id() {
        for (var found : service.admin()
                .get("/api/v1/users?search=" + user.name())
                .requireStatus(200)
                .json()
                .path("items")) {
            if (found.path("name").asString().equals(user.name()))
                return found.path("id").asString();
        }
        throw new AssertionError("there is no " + user.name());
    }

    @Test
    void aNewPasswordEndsTheOtherSessionsAndNotThisOneNorTheKeys() {
        var elsewhere = service.nobody().signIn(user.name(), user.password());
        var key = here.withKey();

        here.put(PATH, body(user.password(), NEXT, "")).requireStatus(204);

        elsewhere.get("/api/v1/runs").requireProblem(401, "not-signed-in");
        here.get("/api/v1/runs").requireStatus(200);
        key.get("/api/v1/runs").requireStatus(200);
        service.nobody().tryToSignIn(user.name(), user.password()).requireProblem(401, "wrong-credentials");
        service.nobody().tryToSignIn(user.name(), NEXT).requireStatus(200);
    }

    @Test
    void withRevokeKeysTheKeysAreRevokedToo() {
        var key = here.withKey();

        here.put(PATH, body(user.password(), NEXT, ",\"revokeKeys\":true")).requireStatus(204);

        key.get("/api/v1/runs").requireProblem(401, "invalid-token");
    }

    @Test
    void theOldPasswordIsNeededAndGuessesAtItAreCounted() {
        here.put(PATH, body(user.password(), "short", "")).requireProblem(422, "invalid-body");
        here.put(PATH, body(user.password(), user.password(), "")).requireProblem(422, "same-password");
        for (int i = 0; i < 5; i++) {
            here.put(PATH, body("wrong " + i, NEXT, "")).requireProblem(422, "wrong-password");
        }
        here.put(PATH, body(user.password(), NEXT, "")).requireProblem(429, "too-many-attempts");
        here.get("/api/v1/runs").requireStatus(200);
    }

    @Test
    void aKeyChangesNoPassword() {
        here.withKey().put(PATH, body(user.password(), NEXT, "")).requireProblem(403, "session-needed");
    }

    @Test
    void aPasswordOfAnAdministratorsMakingIsGoodForChoosingAnother() {
        var given = reset();

        here.get("/api/v1/runs").requireProblem(401, "not-signed-in");
        service.nobody().tryToSignIn(user.name(), user.password()).requireProblem(401, "wrong-credentials");
        var back = service.nobody();
        assertThat(back.tryToSignIn(user.name(), given)
                        .requireStatus(200)
                        .json()
                        .path("mustChangePassword")
                        .asBoolean())
                .isTrue();
        back.get("/api/v1/runs").requireProblem(403, "password-not-yours");
        back.post("/api/v1/keys", "{\"name\":\"x\"}").requireProblem(403, "password-not-yours");
        back.put(PATH, body(given, NEXT, "")).requireStatus(204);

        back.get("/api/v1/runs").requireStatus(200);
        assertThat(back.get("/api/v1/session").json().path("mustChangePassword").asBoolean())
                .isFalse();
        service.nobody().tryToSignIn(user.name(), given).requireProblem(401, "wrong-credentials");
    }

    @Test
    void itLastsADay() {
        var given = reset();
        service.bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("update users set password_until = now() - interval '1 second' where name = :name")
                .param("name", user.name())
                .update();

        service.nobody().tryToSignIn(user.name(), given).requireProblem(401, "wrong-credentials");
    }
}
