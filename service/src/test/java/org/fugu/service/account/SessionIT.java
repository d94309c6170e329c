package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.identifier.Sha256;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sessions are in the database, and what is there opens none.
class SessionIT {
    private final RunningService service = RunningService.shared();
    private final JdbcClient database = service.bean(JdbcClient.class);

    private Map<String, Object> row(Caller caller) {
        return database.sql("select * from web_sessions where session_id = :id")
                .param("id", Sha256.of(caller.sessionCookie()))
                .query()
                .singleRow();
    }

    private long sessions() {
        return database.sql("select count(*) from web_sessions")
                .query(Long.class)
                .single();
    }

    @Test
    void aSessionSurvivesARestartAndIsSharedByProcesses() throws Exception {
        var shared = TestDatabase.fresh();
        Caller browser;
        try (var first = RunningService.startOn(shared, "--fugu.role=web")) {
            browser = first.admin();
        }
        try (var one = RunningService.startOn(shared, "--fugu.role=web");
                var two = RunningService.startOn(shared, "--fugu.role=web")) {
            var here = browser.at(one.address());
            var there = browser.at(two.address());
            here.get("/api/v1/users").requireStatus(200);
            there.get("/api/v1/users").requireStatus(200);
            here.delete("/api/v1/session").requireStatus(204);
            there.get("/api/v1/users").requireProblem(401, "not-signed-in");
        }
    }

    @Test
    void disablingEndsASessionFromTheNextRequestOnAtEachProcess() throws Exception {
        var shared = TestDatabase.fresh();
        try (var one = RunningService.startOn(shared, "--fugu.role=web");
                var two = RunningService.startOn(shared, "--fugu.role=web")) {
            var user = one.someone();
            var there = two.nobody().signIn(user.name(), user.password());
            var admin = one.admin();
            var id = admin.get("/api/v1/users?search=" + user.name())
                    .json()
                    .path("items")
                    .get(0)
                    .path("id")
                    .asString();
            var etag = admin.get("/api/v1/users/" + id).header("etag");
            admin.put("/api/v1/users/" + id, "{\"role\":\"user\",\"disabled\":true}", "If-Match", etag)
                    .requireStatus(200);

            there.get("/api/v1/runs").requireProblem(401, "not-signed-in");
        }
    }

    @Test
    void theStoreHasNeitherTheCookieNorAnObject() {
        var user = service.someone();
        var browser = service.nobody().signIn(user.name(), user.password());
        var row = row(browser);
        var stored = database.sql("""
            select attribute_bytes from web_sessions_attributes where session_primary_id = :id
            """)
                .param("id", row.get("primary_id"))
                .query(byte[].class)
                .list();

        assertThat(row.values()).doesNotContain(browser.sessionCookie());
        assertThat(browser.sessionCookie()).hasSizeGreaterThanOrEqualTo(43);
        assertThat(stored).hasSize(1);
        assertThat(new String(stored.getFirst(), StandardCharsets.US_ASCII)).matches("usr_\\w{20} \\d+");
    }

    @Test
    void aSessionWhoseContentIsNotOursIsNobodys() {
        var user = service.someone();
        for (var content : List.of("", "usr_0", "\u00ac\u00ed\u0000\u0005sr", "usr_00000000000000000000 0")) {
            var browser = service.nobody().signIn(user.name(), user.password());
            database.sql("update web_sessions_attributes set attribute_bytes = :bytes where session_primary_id = :id")
                    .param("bytes", content.getBytes(StandardCharsets.ISO_8859_1))
                    .param("id", row(browser).get("primary_id"))
                    .update();

            browser.get("/api/v1/runs").requireProblem(401, "not-signed-in");
        }
    }

    @Test
    void signingInAndChoosingAPasswordBringAnotherSession() {
        var user = service.someone();
        var browser = service.nobody().signIn(user.name(), user.password());
        var planted = browser.sessionCookie();
        var stale = new String[] {"Cookie", "FUGU_SESSION=" + planted};

        browser.signIn(user.name(), user.password());
        var second = browser.sessionCookie();
        assertThat(second).isNotEqualTo(planted);
        service.nobody().get("/api/v1/runs", stale).requireProblem(401, "not-signed-in");

        browser.put(
                        "/api/v1/users/me/password",
                        "{\"oldPassword\":\"" + user.password() + "\",\"newPassword\":\"another long password\"}")
                .requireStatus(204);
        assertThat(browser.sessionCookie()).isNotEqualTo(second);
        browser.get("/api/v1/runs").requireStatus(200);
    }

    @Test
    void anIdentifierThatSomebodyMadeUpIsNeverTaken() {
        var user = service.someone();
        var planted = "A".repeat(43);
        var browser = service.nobody();
        browser.get("/api/v1/session", "Cookie", "FUGU_SESSION=" + planted).requireStatus(401);
        browser.signIn(user.name(), user.password());

        assertThat(browser.sessionCookie()).isNotEqualTo(planted);
    }

    @Test
    void nobodyGetsASessionByLookingAndAKeyAsksForNone() {
        var user = service.newUser();
        var before = sessions();
        var planned = scans();
        service.nobody().get("/").requireStatus(200);
        service.nobody().get("/api/v1/session").requireProblem(401, "not-signed-in");
        for (int i = 0; i < 20; i++) user.get("/api/v1/runs").requireStatus(200);

        assertThat(sessions()).isEqualTo(before);
        assertThat(scans() - planned).as("reads of the table of sessions").isLessThan(20);
    }

    /// How often the table was read, as PostgreSQL itself counts.
    private long scans() {
        Caller.pause(1200);
        database.sql("select pg_stat_force_next_flush()").query().listOfRows();
        return database.sql("""
            select seq_scan + coalesce(idx_scan, 0) from pg_stat_user_tables where relname = 'web_sessions'
            """).query(Long.class).single();
    }

    @Test
    void aUseIsWrittenDownOnceAMinute() {
        var user = service.someone();
        var browser = service.nobody().signIn(user.name(), user.password());
        var before = row(browser);
        browser.get("/api/v1/runs").requireStatus(200);
        assertThat(row(browser)).isEqualTo(before);
        database.sql("update web_sessions set last_access_time = last_access_time - 61000 where primary_id = :id")
                .param("id", before.get("primary_id"))
                .update();
        browser.get("/api/v1/runs").requireStatus(200);
        assertThat((Long) row(browser).get("last_access_time"))
                .isGreaterThanOrEqualTo((Long) before.get("last_access_time"));

        database.sql("update web_sessions set last_access_time = 0, expiry_time = 1 where primary_id = :id")
                .param("id", before.get("primary_id"))
                .update();
        browser.get("/api/v1/runs").requireProblem(401, "not-signed-in");
    }
}
