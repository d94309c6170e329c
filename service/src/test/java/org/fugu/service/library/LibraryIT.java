package org.fugu.service.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// The shelf: who publishes what, for whom, and until when.
class LibraryIT {
    private static final String LIBRARIES = "/api/v1/libraries";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final RunningService service = RunningService.shared();
    private final Caller ann = service.newUser();
    private final Caller ben = service.newUser();
    private final Caller stranger = service.newUser();
    private final String benName = name(ben);
    private final String os =
            "os" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid();

    private static String name(Caller who) {
        return who.get("/api/v1/users/me")
                .requireStatus(200)
                .json()
                .path("name")
                .asString();
    }

    private static byte[] library(String name, String version, String content) throws IOException {
        return Libos.bundle(name, version, content);
    }

    private static String wanted(String bundle, String rest) {
        return "{\"bundle\":\"" + bundle + "\"" + rest + "}";
    }

    private JsonNode published(String version, String rest) throws IOException {
        var bundle = ann.uploaded(library(os, version, version));
        return ann.post(LIBRARIES, wanted(bundle, rest)).requireStatus(201).json();
    }

    private static String named(String... users) {
        return ",\"visibility\":\"named\",\"users\":[\"" + String.join("\",\"", users) + "\"]";
    }

    private static String everybody() {
        return ",\"visibility\":\"everybody\"";
    }

    private String path(String version) {
        return LIBRARIES + "/" + os + "@" + version;
    }

    private Caller.Answer share(Caller who, String version, String audience) {
        return who.put(path(version), "{" + audience.substring(1) + "}", "If-Match", "*");
    }

    private int seenBy(Caller who) {
        return who.get(LIBRARIES + "?name=" + os)
                .requireStatus(200)
                .json()
                .path("items")
                .size();
    }

    @Test
    void whatIsPublishedIsPrivateUntilItsOwnerSaysOtherwise() throws IOException {
        var bundle = ann.uploaded(library(os, "1.0", "one"));
        var answer = ann.post(LIBRARIES, wanted(bundle, "")).requireStatus(201);
        assertThat(answer.header("location")).isEqualTo(path("1.0"));
        var shown = answer.json();
        assertThat(shown.path("libos").asString()).isEqualTo(os + "@1.0");
        assertThat(shown.path("owner").asString()).isEqualTo(name(ann));
        assertThat(shown.path("bundle").asString()).isEqualTo(bundle);
        assertThat(shown.path("visibility").asString()).isEqualTo("private");
        assertThat(shown.path("retiredAt").isNull()).isTrue();
        assertThat(ann.get(path("1.0")).requireStatus(200).json()).isEqualTo(shown);
        ann.get(path("1.0"), "If-None-Match", answer.header("etag")).requireStatus(304);

        var hidden = ben.get(path("1.0")).requireProblem(404, "not-found").json();
        var absent = ben.get(path("9.9")).requireProblem(404, "not-found").json();
        assertThat(hidden.path("detail")).isEqualTo(absent.path("detail"));
        for (var act : new String[] {"/retire", "/restore"}) {
            ben.post(path("1.0") + act, "{}").requireProblem(404, "not-found");
        }
        share(ben, "1.0", everybody()).requireProblem(404, "not-found");
        assertThat(seenBy(ben)).isZero();
        // Not even the administrator.
        service.admin().get(path("1.0")).requireProblem(404, "not-found");
    }

    @Test
    void aVersionIsForThoseWhoAreNamedOrForEverybody() throws IOException {
        published("1.0", named(benName));
        var seen = ben.get(path("1.0")).requireStatus(200).json();
        assertThat(seen.path("mine").asBoolean()).isFalse();
        assertThat(seen.path("visibility").asString()).isEqualTo("named");
        // Who else may is nobody's business.
        assertThat(seen.path("users").isNull()).isTrue();
        assertThat(ann.get(path("1.0")).json().path("users").toString()).isEqualTo("[\"" + benName + "\"]");
        assertThat(seenBy(stranger)).isZero();
        for (var act : new String[] {"/retire", "/restore"}) {
            ben.post(path("1.0") + act, "{}").requireProblem(403, "library-not-yours");
        }
        share(ben, "1.0", everybody()).requireProblem(403, "library-not-yours");

        share(ann, "1.0", everybody()).requireStatus(200);
        assertThat(seenBy(stranger)).isEqualTo(1);
        share(ann, "1.0", ",\"visibility\":\"private\"").requireStatus(200);
        assertThat(seenBy(ben) + seenBy(stranger)).isZero();
        assertThat(seenBy(ann)).isEqualTo(1);
    }

    @Test
    void itsOwnerChangesItAsItWasSeen() throws IOException {
        published("1.0", "");
        var body = "{\"visibility\":\"everybody\"}";
        ann.put(path("1.0"), body).requireProblem(428, "if-match-missing");
        var old = ann.get(path("1.0")).header("etag");
        var changed = ann.put(path("1.0"), body, "If-Match", old).requireStatus(200);
        ann.put(path("1.0"), body, "If-Match", old).requireProblem(412, "library-changed");
        ann.put(path("1.0"), body, "If-Match", changed.header("etag")).requireStatus(200);
    }

    @Test
    void usersAreNamedWhereTheyAreNeededAndNowhereElse() throws IOException {
        published("1.0", "");
        for (var odd : new String[] {
            ",\"visibility\":\"named\"",
            ",\"visibility\":\"named\",\"users\":[]",
            ",\"visibility\":\"everybody\",\"users\":[\"ben\"]",
            ",\"visibility\":\"private\",\"users\":[\"ben\"]"
        }) {
            share(ann, "1.0", odd).requireProblem(422, "library-users");
        }
        share(ann, "1.0", named("No!")).requireProblem(422, "invalid-body");
        share(ann, "1.0", ",\"visibility\":\"all\"").requireProblem(422, "bad-field");
        share(ann, "1.0", ",\"users\":[\"ben\"]").requireProblem(422, "invalid-body");
        var many = new String[LibraryAudience.MOST_USERS + 1];
        for (int i = 0; i < many.length; i++) many[i] = "user-" + i;
        share(ann, "1.0", named(many)).requireProblem(422, "invalid-body");
    }

    @Test
    void aNameThatNobodyHasIsTakenLikeAnyOtherAndWhoGetsItLaterWasNotNamed() throws IOException {
        var later = "later" + os;
        published("1.0", named(later));
        service.admin()
                .post(
                        "/api/v1/users",
                        "{\"name\":\"" + later + "\",\"password\":\"a password of some length\",\"role\":\"user\"}")
                .requireStatus(201);
        var who = service.nobody().signIn(later, "a password of some length");
        who.get(path("1.0")).requireProblem(404, "not-found");
        share(ann, "1.0", named(later)).requireStatus(200);
        who.get(path("1.0")).requireStatus(200);
    }

    @Test
    void aVersionKeepsItsContentForEver() throws IOException {
        var first = published("1.0", named(benName));
        var bundle = first.path("bundle").asString();
        // The same again is no error, and changes nothing.
        var again = ann.post(LIBRARIES, wanted(bundle, everybody())).requireStatus(200);
        assertThat(again.json()).isEqualTo(first);

        var other = ann.uploaded(library(os, "1.0", "other content"));
        ann.post(LIBRARIES, wanted(other, "")).requireProblem(409, "library-version-taken");
        ann.post(path("1.0") + "/retire", "{}").requireStatus(200);
        ann.post(LIBRARIES, wanted(other, "")).requireProblem(409, "library-version-taken");

        var next = published("1.1", "");
        assertThat(next.path("bundle").asString()).isNotEqualTo(bundle);
        assertThat(ann.get(path("1.0")).json().path("bundle").asString()).isEqualTo(bundle);
    }

    @Test
    void whatHasProgramsIsNotPublished() {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        assertThat(ann.get("/api/v1/bundles/" + bundle).json().path("kind").asString())
                .isEqualTo("application");
        ann.post(LIBRARIES, wanted(bundle, "")).requireProblem(422, "bundle-not-a-libos");
    }

    @Test
    void aNameBelongsToWhoFirstPublishedUnderIt() throws IOException {
        published("1.0", "");
        var bens = ben.uploaded(library(os, "2.0", "ben's"));
        ben.post(LIBRARIES, wanted(bens, "")).requireProblem(409, "library-name-taken");
        // Nor the very same content: whose it is would depend on who asks.
        var same = ben.uploaded(library(os, "1.0", "1.0"));
        ben.post(LIBRARIES, wanted(same, "")).requireProblem(409, "library-name-taken");
        ben.post(LIBRARIES, wanted("0".repeat(64), "")).requireProblem(404, "not-found");
        stranger.post(LIBRARIES, wanted(bens, "")).requireProblem(404, "not-found");
    }

    @Test
    void aVersionIsRetiredAndRestored() throws IOException {
        published("1.0", everybody());
        var retired = ann.post(path("1.0") + "/retire", "{}").requireStatus(200);
        assertThat(retired.json().path("retiredAt").isNull()).isFalse();
        var twice = ann.post(path("1.0") + "/retire", "{}").requireStatus(200);
        assertThat(twice.json()).isEqualTo(retired.json());
        // Everybody sees that it is.
        assertThat(ben.get(path("1.0")).json().path("retiredAt").isNull()).isFalse();
        var restored = ann.post(path("1.0") + "/restore", "{}").requireStatus(200);
        assertThat(restored.json().path("retiredAt").isNull()).isTrue();
        assertThat(restored.header("etag")).isNotEqualTo(retired.header("etag"));
    }

    @Test
    void aPublishedBundleIsNotDeleted() throws IOException {
        var bundle = published("1.0", "").path("bundle").asString();
        for (var how : new String[] {"", "?cascade=true"}) {
            var refused = ann.delete("/api/v1/bundles/" + bundle + how).requireProblem(409, "bundle-published");
            assertThat(refused.text()).contains(os + "@1.0");
        }
        // Whoever else uploaded the same deletes their own.
        assertThat(ben.uploaded(library(os, "1.0", "1.0"))).isEqualTo(bundle);
        ben.delete("/api/v1/bundles/" + bundle).requireStatus(204);
        ann.get("/api/v1/bundles/" + bundle).requireStatus(200);
    }

    @Test
    void theShelfIsListedInPagesAndSearched() throws IOException {
        published("1.0", everybody());
        published("1.1", everybody());
        published("2.0", "");
        assertThat(seenBy(ann)).isEqualTo(3);
        assertThat(seenBy(ben)).isEqualTo(2);
        var first = ann.get(LIBRARIES + "?mine=true&limit=2").requireStatus(200).json();
        assertThat(first.path("items").get(0).path("version").asString()).isEqualTo("2.0");
        var rest = ann.get(LIBRARIES + "?mine=true&limit=2&cursor="
                        + first.path("nextCursor").asString())
                .requireStatus(200)
                .json();
        assertThat(rest.path("items").size()).isEqualTo(1);
        assertThat(rest.path("nextCursor").isNull()).isTrue();
        var part = os.substring(1, os.length() - 1);
        assertThat(ben.get(LIBRARIES + "?search=" + part).json().path("items").size())
                .isEqualTo(2);
        assertThat(ben.get(LIBRARIES + "?mine=true").json().path("items").size())
                .isZero();
        ben.get(LIBRARIES + "?mine=perhaps").requireStatus(400);
    }

    @Test
    void versionsOfAnOwnerAreBounded() throws IOException {
        published("1.0", "");
        service.bean(JdbcClient.class)
                .sql("""
                        insert into library_versions (name, version, user_id, bundle_digest, visibility)
                        select name, '9.' || n, user_id, bundle_digest, 'private'
                        from library_versions v, generate_series(2, :most) n where v.name = :name
                        """)
                .param("name", os)
                .param("most", Libraries.MOST)
                .update();
        var one = ann.uploaded(library(os, "2.0", "two"));
        ann.post(LIBRARIES, wanted(one, "")).requireProblem(409, "too-many-libraries");
    }

    @Test
    void whatWasDoneIsOnRecord() throws IOException {
        published("1.0", named(benName));
        share(ann, "1.0", everybody()).requireStatus(200);
        ann.post(path("1.0") + "/retire", "{}").requireStatus(200);
        ann.post(path("1.0") + "/restore", "{}").requireStatus(200);
        assertThat(service.bean(JdbcClient.class)
                        .sql(
                                "select act || ' ' || coalesce(detail, '') from audit_log where subject = :os order by number")
                        .param("os", os + "@1.0")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "library_published for " + benName,
                        "library_shared for everybody",
                        "library_retired ",
                        "library_restored ");
    }
}
