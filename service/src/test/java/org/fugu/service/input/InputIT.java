package org.fugu.service.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.run.ScriptedSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Runs read what their submission gives them, whoever carries them out and however often.
class InputIT {
    private static final byte[] INPUT = RunningService.prebuilt("test/input.zip");
    private static final byte[] ECHO = RunningService.prebuilt("test/echo.zip");

    /// Makes contents that no other test has.
    private static final AtomicInteger MINE = new AtomicInteger();

    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Caller.Answer put(Caller who, String digest, byte[] contents) {
        return who.send("PUT", "/api/v1/inputs/" + digest, contents, "Content-Type", "application/octet-stream");
    }

    private static String uploaded(Caller who, byte[] contents) {
        var digest = InputUploads.sha256(contents);
        assertThat(put(who, digest, contents).status()).isIn(200, 201);
        return digest;
    }

    private static String order(Caller who, byte[] bundle, String more) {
        return "{\"bundle\":\"" + who.uploaded(bundle) + "\"" + more + "}";
    }

    private JsonNode ended(byte[] bundle, String more) {
        return user.awaitEnd(user.submitted(order(user, bundle, more)));
    }

    private static String id(JsonNode run) {
        return run.path("id").asString();
    }

    private String console(JsonNode run) {
        return user.get("/api/v1/runs/" + id(run) + "/console", "Accept", "text/plain")
                .requireStatus(200)
                .text();
    }

    private long stored(String digest) {
        return service.bean(JdbcClient.class)
                .sql("select count(*) from user_inputs where digest = :digest")
                .param("digest", digest)
                .query(Long.class)
                .single();
    }

    private static long used(Caller who) {
        return who.get("/api/v1/users/me")
                .json()
                .path("storage")
                .path("consoleBytes")
                .path("used")
                .asLong();
    }

    private static String pointer(Caller.Answer problem) {
        return problem.json().path("errors").get(0).path("pointer").asString();
    }

    @Test
    void aTextIsReadAsStandardInput() {
        var run = ended(ECHO, ",\"stdin\":\"h\u00e9llo,\\nworld\\n\"");
        assertThat(run.path("exitCode").asInt(-1)).as(run.toString()).isZero();
        assertThat(console(run)).contains("H\u00e9LLO,\nWORLD\n");
        var input = run.path("inputs").get(0);
        assertThat(input.path("name").isNull()).isTrue();
        assertThat(input.path("source").asString()).isEqualTo("upload");
        assertThat(input.path("bytes").asInt()).isEqualTo(14);
        var digest = input.path("digest").asString();
        assertThat(user.get("/api/v1/inputs/" + digest).requireStatus(200).text())
                .isEqualTo("h\u00e9llo,\nworld\n");

        var same = ended(ECHO, ",\"cache\":false,\"stdinDigest\":\"" + digest + "\"");
        assertThat(same.path("digest")).isEqualTo(run.path("digest"));
        var other = ended(ECHO, ",\"stdin\":\"h\u00e9llo,\\nworld!\\n\"");
        assertThat(other.path("digest")).isNotEqualTo(run.path("digest"));
    }

    @Test
    void anAnswerFromCacheIsOfARunThatReadTheSame() {
        try (var caching = RunningService.start("--fugu.runs.answers-from-cache=true")) {
            var owner = caching.newUser();
            var order = order(owner, ECHO, ",\"stdin\":\"one\"");
            var first = owner.awaitEnd(owner.submitted(order));
            var other = owner.awaitEnd(owner.submitted(order.replace("one", "two")));
            assertThat(other.path("from").isNull()).isTrue();
            var again = owner.post("/api/v1/runs", order).requireStatus(200).json();
            assertThat(again.path("from").asString()).isEqualTo(id(first));
            assertThat(again.path("inputs")).isEqualTo(first.path("inputs"));
            owner.delete("/api/v1/runs/" + id(first)).requireStatus(204);
            var digest = again.path("inputs").get(0).path("digest").asString();
            owner.get("/api/v1/inputs/" + digest).requireStatus(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void filesLieOverThoseOfTheManifestAndTheRunIsTheSameHere(String fidelity) {
        var words = bytes("to be or not to be\n");
        var digest = uploaded(user, words);
        var how = ",\"fidelity\":\"" + fidelity + "\",\"args\":[\"words.txt\",\"d/new\",\"data/same\"]";
        var run = ended(INPUT, how + ",\"inputs\":{\"d/new\":\"" + digest + "\",\"words.txt\":\"" + digest + "\"}");
        assertThat(run.path("exitCode").asInt(-1)).as(run.toString()).isZero();
        assertThat(console(run))
                .contains("standard input: 4 lines, 20 words", "words.txt: 1 lines, 6 words, 19 bytes")
                .contains("d/new: 1 lines, 6 words", "data/same: 1 lines, 5 words, 23 bytes");
        assertThat(run.path("inputs").findValuesAsString("source"))
                .containsExactly("bundle", "upload", "bundle", "upload");

        var inputs = WireForms.REQUEST.read(
                user.get("/api/v1/runs/" + id(run) + "/request").bytes());
        var given = InputContents.of(null, new TreeMap<>(Map.of("d/new", words, "words.txt", words)));
        var plan = RunPlan.of(List.of(new JobBundles(Bundle.read(INPUT), null, null, given)), inputs, 1);
        assertThat(Exokernel.run(plan.request(), RunObserver.NONE).digest())
                .isEqualTo(run.path("digest").asString());

        var asked = user.post("/api/v1/runs/" + id(run) + "/verify", "{}").json();
        var path = "/api/v1/runs/" + id(run) + "/verifications/" + id(asked);
        var seen = user.get(path, "Prefer", "wait=30").json();
        while (List.of("queued", "running").contains(seen.path("state").asString())) {
            seen = user.get(path, "Prefer", "wait=30").json();
        }
        assertThat(seen.path("same").asBoolean()).as(seen.toString()).isTrue();
    }

    @Test
    void anUploadIsItsOwnersAndIsThereOnce() {
        var contents = bytes("only once " + MINE.incrementAndGet());
        var digest = InputUploads.sha256(contents);
        put(user, digest, contents).requireStatus(201);
        var used = used(user);
        assertThat(used).isPositive();
        put(user, digest, contents).requireStatus(200);
        assertThat(used(user)).isEqualTo(used);
        var posted = user.send("POST", "/api/v1/inputs", contents, "Content-Type", "application/octet-stream");
        assertThat(posted.requireStatus(200).json().path("digest").asString()).isEqualTo(digest);
        var another = bytes("another " + MINE.incrementAndGet());
        user.send("POST", "/api/v1/inputs", another, "Content-Type", "application/octet-stream")
                .requireStatus(201);
        user.send("HEAD", "/api/v1/inputs/" + digest, new byte[0]).requireStatus(200);

        var stranger = service.newUser();
        stranger.get("/api/v1/inputs/" + digest).requireProblem(404, "not-found");
        stranger.send("HEAD", "/api/v1/inputs/" + digest, new byte[0]).requireStatus(404);
        service.nobody().get("/api/v1/inputs/" + digest).requireProblem(401, "not-signed-in");
        var refused = stranger.post("/api/v1/runs", order(stranger, ECHO, ",\"stdinDigest\":\"" + digest + "\""))
                .requireProblem(422, "unknown-input");
        assertThat(pointer(refused)).isEqualTo("/stdinDigest");
        assertThat(refused.text()).contains("PUT /api/v1/inputs/");
    }

    @Test
    void whatCannotBeReadIsRefusedWithWhatToDo() {
        var digest = uploaded(user, bytes("x"));
        put(user, "f".repeat(64), bytes("x")).requireProblem(422, "digest-mismatch");
        put(user, InputUploads.sha256(new byte[0]), new byte[InputContents.MOST_BYTES + 1])
                .requireProblem(413, "input-too-large");
        var both = user.post("/api/v1/runs", order(user, ECHO, ",\"stdin\":\"a\",\"stdinDigest\":\"" + digest + "\""))
                .requireProblem(422, "two-standard-inputs");
        assertThat(pointer(both)).isEqualTo("/stdinDigest");
        for (var name : List.of("../a", "/a", "a//b", " ", "a\\u0001")) {
            var more = ",\"inputs\":{\"" + name + "\":\"" + digest + "\"}";
            var answer = user.post("/api/v1/runs", order(user, ECHO, more));
            assertThat(answer.status()).as(answer.text()).isIn(400, 422);
        }
        var unknown = user.post("/api/v1/runs", order(user, ECHO, ",\"inputs\":{\"d/a\":\"" + "0".repeat(64) + "\"}"))
                .requireProblem(422, "unknown-input");
        assertThat(pointer(unknown)).isEqualTo("/inputs/d~1a");
        var absent = user.post("/api/v1/runs", order(user, ECHO, ",\"inputs\":{\"a\":null}"));
        assertThat(absent.status()).as(absent.text()).isIn(400, 422);
        var large = uploaded(user, new byte[InputContents.MOST_BYTES]);
        var together = ",\"stdinDigest\":\"" + large + "\",\"inputs\":{\"a\":\"" + digest + "\"}";
        var refused = user.post("/api/v1/runs", order(user, ECHO, together)).requireProblem(422, "inputs-too-large");
        assertThat(refused.text()).contains("8388609 bytes together");
        assertThat(user.get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void theLargestInputGoesThroughToTheProgram() {
        var script = ScriptedSimulator.script("input-large", (request, _) -> {
            var inputs = Objects.requireNonNull(request.first().inputs());
            assertThat(inputs.files()).containsKeys("a", "b");
            assertThat(inputs.bytes()).isEqualTo(InputContents.MOST_BYTES);
            return ScriptedSimulator.exited(request, 10, Map.of());
        });
        var half = new byte[InputContents.MOST_BYTES / 2];
        for (int i = 0; i < half.length; i++) half[i] = (byte) (i * 31 ^ i >> 8);
        var digest = uploaded(user, half);
        var more = ",\"args\":[\"" + script + "\"],\"inputs\":{\"a\":\"" + digest + "\",\"b\":\"" + digest + "\"}";
        var run = ended(RunningService.prebuilt("hello.zip"), more);
        assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
    }

    @Test
    void runsOfASetReadTheSame() {
        var order = order(user, ECHO, ",\"stdin\":\"for all\\n\"");
        var set = user.post("/api/v1/run-sets", "{\"run\":" + order + ",\"axes\":{\"seeds\":[1,2]}}")
                .requireStatus(202)
                .json();
        for (var member : set.path("members")) {
            var run = user.awaitEnd(member.path("run").asString());
            assertThat(console(run)).contains("FOR ALL");
        }
        assertThat(set.path("members")).hasSize(2);
        assertThat(stored(InputUploads.sha256(bytes("for all\n")))).isOne();
    }

    @Test
    void contentsGoWithTheLastRunThatReadsThem() {
        var text = "kept as long as needed " + MINE.incrementAndGet();
        var digest = InputUploads.sha256(bytes(text));
        var first = ended(ECHO, ",\"stdin\":\"" + text + "\"");
        var second = ended(ECHO, ",\"seed\":7,\"stdin\":\"" + text + "\"");
        assertThat(stored(digest)).isOne();
        user.delete("/api/v1/runs/" + id(first)).requireStatus(204);
        assertThat(stored(digest)).isOne();
        user.delete("/api/v1/runs/" + id(second)).requireStatus(204);
        assertThat(stored(digest)).isZero();
        assertThat(used(user)).as("nothing is left to count").isZero();
    }

    @Test
    void whatNoRunEverReadGoesAfterAWhile() {
        var unused = uploaded(user, bytes("nobody reads this " + MINE.incrementAndGet()));
        var text = "somebody reads this " + MINE.incrementAndGet();
        ended(ECHO, ",\"stdin\":\"" + text + "\"");
        var inputs = service.bean(Inputs.class);
        inputs.removeUnused(Duration.ofHours(1), 1000);
        assertThat(stored(unused)).isOne();
        inputs.removeUnused(Duration.ofMinutes(-1), 1000);
        assertThat(stored(unused)).isZero();
        assertThat(stored(InputUploads.sha256(bytes(text)))).isOne();
    }

    @Test
    void aRunIsAcceptedWithItsInputOrRefusedWhileTheLastReaderIsDeleted() throws Exception {
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < 10; round++) {
                var contents = bytes("race " + MINE.incrementAndGet() + " " + round);
                var digest = uploaded(user, contents);
                var reads = order(user, ECHO, ",\"cache\":false,\"stdinDigest\":\"" + digest + "\"");
                var source = user.awaitEnd(user.submitted(reads));
                var submitted = threads.submit(() -> user.post("/api/v1/runs", reads));
                threads.submit(() -> user.delete("/api/v1/runs/" + id(source)))
                        .get()
                        .requireStatus(204);
                var answer = submitted.get();
                if (answer.status() != 202) {
                    answer.requireProblem(422, "unknown-input");
                    assertThat(stored(digest)).isZero();
                    continue;
                }
                var run = user.awaitEnd(id(answer.json()));
                assertThat(run.path("state").asString()).isEqualTo("finished");
                user.delete("/api/v1/runs/" + id(run)).requireStatus(204);
                assertThat(stored(digest)).isZero();
            }
        }
    }

    @Test
    void inputsCountForWhatTheirUserKeeps() {
        try (var small = RunningService.start("--fugu.storage.console-bytes=1MB")) {
            var owner = small.newUser();
            var random = new java.util.Random(59);
            var contents = new byte[800_000];
            random.nextBytes(contents);
            uploaded(owner, contents);
            random.nextBytes(contents);
            put(owner, InputUploads.sha256(contents), contents).requireProblem(409, "console-quota");
        }
    }
}
