package org.fugu.service.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One user publishes a library OS, another runs a program on it.
class BoundRunIT {
    private static final String LIBRARIES = "/api/v1/libraries";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final RunningService service = RunningService.shared();
    private final Caller ann = service.newUser();
    private final Caller ben = service.newUser();
    private final Caller stranger = service.newUser();
    private final String benName =
            ben.get("/api/v1/users/me").json().path("name").asString();
    private final String os =
            "bound" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid();

    private String published(String version) throws IOException {
        var bundle = ann.uploaded(Libos.bundle(os, version, version));
        ann.post(LIBRARIES, "{\"bundle\":\"" + bundle + "\",\"visibility\":\"named\",\"users\":[\"" + benName + "\"]}")
                .requireStatus(201);
        return bundle;
    }

    private static String order(String bundle, String rest) {
        return "{\"bundle\":\"" + bundle + "\"" + rest + "}";
    }

    private String on(String version) {
        return ",\"libos\":\"" + os + "@" + version + "\"";
    }

    private static JsonNode ended(Caller who, String order) {
        return who.awaitEnd(who.submitted(order));
    }

    private static String digest(JsonNode run) {
        assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
        return run.path("digest").asString();
    }

    @Test
    void whatARunNamedStaysWhatItWasWhateverIsPublishedAndRetiredLater() throws IOException {
        var first = published("1.0");
        var program = ben.uploaded(Libos.program());
        var run = ended(ben, order(program, on("1.0")));
        var bound = run.path("libos");
        assertThat(bound.path("name").asString()).isEqualTo(os);
        assertThat(bound.path("version").asString()).isEqualTo("1.0");
        assertThat(bound.path("digest").asString()).isEqualTo(first);
        var request = ben.get("/api/v1/runs/" + run.path("id").asString() + "/request")
                .requireStatus(200)
                .json();
        assertThat(request.path("version").asInt()).isEqualTo(4);
        assertThat(request.path("jobs").get(0).path("libos").path("bundle").asString())
                .isEqualTo(first);

        var second = published("1.1");
        assertThat(second).isNotEqualTo(first);
        assertThat(digest(ended(ben, order(program, on("1.0"))))).isEqualTo(digest(run));
        var newer = ended(ben, order(program, on("1.1")));
        assertThat(newer.path("libos").path("digest").asString()).isEqualTo(second);
        // Which library OS it was is part of what a run is.
        assertThat(digest(newer)).isNotEqualTo(digest(run));

        ann.post(LIBRARIES + "/" + os + "@1.0/retire", "{}").requireStatus(200);
        // The same run once more is no new run.
        assertThat(digest(ended(ben, order(program, on("1.0"))))).isEqualTo(digest(run));
        var refused = ben.post("/api/v1/runs", order(program, on("1.0") + ",\"seed\":7"))
                .requireProblem(409, "library-retired");
        assertThat(refused.json().path("detail").asString()).contains(os + "@1.1");
        // Its owner has run nothing on it.
        var anns = ann.uploaded(Libos.program());
        ann.post("/api/v1/runs", order(anns, on("1.0"))).requireProblem(409, "library-retired");
        ann.post(LIBRARIES + "/" + os + "@1.0/restore", "{}").requireStatus(200);
        ben.post("/api/v1/runs", order(program, on("1.0") + ",\"seed\":7")).requireStatus(202);
    }

    @Test
    void whoMayNotSeeAVersionIsToldWhatWhoNamesNothingIsTold() throws IOException {
        published("1.0");
        var program = stranger.uploaded(Libos.program());
        var hidden = stranger.post("/api/v1/runs", order(program, on("1.0"))).requireProblem(422, "unknown-libos");
        var absent = stranger.post("/api/v1/runs", order(program, on("9.9"))).requireProblem(422, "unknown-libos");
        assertThat(hidden.json().path("detail").asString().replace("1.0", "9.9"))
                .isEqualTo(absent.json().path("detail").asString());
        assertThat(hidden.json().path("errors").get(0).path("pointer").asString())
                .isEqualTo("/libos");
        for (var odd : new String[] {"", "exos", "@", "exos@", "@1.0", "a@b@c"}) {
            stranger.post("/api/v1/runs", order(program, ",\"libos\":\"" + odd + "\""))
                    .requireProblem(422, "unknown-libos");
        }
    }

    @Test
    void aRunThatWaitsIsCarriedOutThoughItsOwnerMaySeeTheLibraryOsNoMore() throws IOException {
        published("1.0");
        var program = ben.uploaded(Libos.program());
        var id = ben.submitted(order(program, on("1.0")));
        ann.put(LIBRARIES + "/" + os + "@1.0", "{\"visibility\":\"private\"}", "If-Match", "*")
                .requireStatus(200);
        digest(ben.awaitEnd(id));
        ben.post("/api/v1/runs", order(program, on("1.0"))).requireProblem(422, "unknown-libos");
    }

    @Test
    void theManifestNamesItAndASubmissionAnother() throws IOException {
        published("1.0");
        published("1.1");
        var asks = ben.uploaded(Libos.programThatAsksFor(os + "@1.0"));
        assertThat(ben.get("/api/v1/bundles/" + asks).json().path("libos").asString())
                .isEqualTo(os + "@1.0");
        var run = ended(ben, order(asks, ""));
        assertThat(run.path("libos").path("version").asString()).isEqualTo("1.0");
        var other = ended(ben, order(asks, on("1.1")));
        assertThat(other.path("libos").path("version").asString()).isEqualTo("1.1");
        // What comes with the submission is read in the same way.
        var uploaded = stranger.uploadAndSubmit(Libos.programThatAsksFor(os + "@1.0"), order(asks, ""));
        uploaded.requireProblem(422, "unknown-libos");
        stranger.get("/api/v1/bundles/" + asks).requireProblem(404, "not-found");
    }

    /// Two users, two versions, one machine: neither makes any difference to the other.
    @Test
    void twoVersionsStandSideBySideInOnePartition() throws IOException {
        var first = published("1.0");
        var second = published("1.1");
        var lease = ann.post(
                        "/api/v1/partitions",
                        "{\"machine\":\"fugu\",\"columns\":2,\"rows\":1,\"kind\":\"shared\",\"users\":[\"" + benName
                                + "\"]}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var coRun = ann.post("/api/v1/co-runs", "{\"partition\":\"" + lease + "\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var anns = ann.uploaded(Libos.program());
        var bens = ben.uploaded(Libos.programThatAsksFor(os + "@1.1"));
        var path = "/api/v1/co-runs/" + coRun;
        ann.put(
                        path + "/job",
                        order(anns, on("1.0") + ",\"placement\":\"server\",\"rectangle\":\"1x1+0+0\""),
                        "If-Match",
                        "*")
                .requireStatus(200);
        ben.put(path + "/job", order(bens, ",\"rectangle\":\"1x1+1+0\""), "If-Match", "*")
                .requireStatus(200);
        stranger.put(path + "/job", order(bens, on("1.0")), "If-Match", "*").requireStatus(404);
        ann.post(path + "/confirm", "", "If-Match", "*").requireStatus(200);
        ben.post(path + "/confirm", "", "If-Match", "*").requireStatus(200);

        var annsRun = ann.awaitEnd(partOf(ann, path));
        var bensRun = ben.awaitEnd(partOf(ben, path));
        assertThat(annsRun.path("libos").path("digest").asString()).isEqualTo(first);
        assertThat(annsRun.path("placement").asString()).isEqualTo("server");
        assertThat(bensRun.path("libos").path("digest").asString()).isEqualTo(second);
        assertThat(bensRun.path("libos").path("version").asString()).isEqualTo("1.1");

        // Each is what it is alone, to the cycle.
        var alone = ended(ann, order(anns, on("1.0") + ",\"placement\":\"server\""));
        assertAlike(annsRun, alone);
        assertAlike(bensRun, ended(ben, order(bens, "")));
        assertThat(annsRun.path("cycles").asLong())
                .isGreaterThan(bensRun.path("cycles").asLong());
    }

    private static String partOf(Caller who, String coRun) {
        for (var member : who.get(coRun).json().path("members")) {
            if (member.path("me").asBoolean()) return member.path("run").asString();
        }
        throw new AssertionError(coRun);
    }

    private static void assertAlike(JsonNode part, JsonNode alone) {
        assertThat(part.path("outcome").asString()).as(part.toString()).isEqualTo("exited");
        for (var same : new String[] {"exitCode", "cycles", "instructions", "resultDigest"}) {
            assertThat(part.path(same).asString())
                    .as(same)
                    .isEqualTo(alone.path(same).asString());
        }
    }

    @Test
    void aLibraryOsIsNoProgram() throws IOException {
        var bundle = published("1.0");
        ann.post("/api/v1/runs", order(bundle, "")).requireProblem(422, "invalid-run");
    }

    @Test
    void placementAndPageTableAreRecorded() {
        var program = ben.uploaded(RunningService.prebuilt("hello.zip"));
        var usual = ended(ben, order(program, ""));
        assertThat(usual.path("libos").isNull()).isTrue();
        assertThat(usual.path("placement").asString()).isEqualTo("library");
        assertThat(usual.path("pageTable").asString()).isEqualTo("linked");
        var run = ended(ben, order(program, ",\"placement\":\"monolithic\",\"pageTable\":\"flat\""));
        assertThat(run.path("placement").asString()).isEqualTo("monolithic");
        assertThat(run.path("pageTable").asString()).isEqualTo("flat");
        for (var odd : new String[] {"\"placement\":\"moon\"", "\"pageTable\":\"three-level\""}) {
            ben.post("/api/v1/runs", order(program, "," + odd)).requireProblem(422, "bad-field");
        }
    }
}
