package org.fugu.service.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.packing.Packing;
import org.fugu.service.run.ScriptedSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// What the disk of a run holds is kept if somebody wants that, and another run begins with it.
class DiskIT {
    private static final byte[] FILES = RunningService.prebuilt("test/files.zip");
    private static final byte[] HELLO = RunningService.prebuilt("hello.zip");

    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    /// The end of a run of a few operations on files.
    private static JsonNode ended(Caller user, String more) {
        return user.awaitEnd(user.submitted(order(user, more)));
    }

    private static String order(Caller user, String more) {
        return "{\"bundle\":\"" + user.uploaded(FILES) + "\",\"args\":[\"4\"]" + more + "}";
    }

    private static String begunWith(String disk) {
        return ",\"disk\":\"" + disk + "\"";
    }

    private static String id(JsonNode run) {
        return run.path("id").asString();
    }

    private static String digest(JsonNode run) {
        return run.path("digest").asString();
    }

    private static String path(JsonNode run) {
        return "/api/v1/runs/" + id(run) + "/disk";
    }

    private static byte[] disk(Caller user, JsonNode run) {
        return user.get(path(run)).requireStatus(200).bytes();
    }

    private static String pointer(Caller.Answer problem) {
        return problem.json().path("errors").get(0).path("pointer").asString();
    }

    private static long contents(RunningService service, String digest) {
        return service.bean(JdbcClient.class)
                .sql("select count(*) from disk_contents where digest = :digest")
                .param("digest", digest)
                .query(Long.class)
                .single();
    }

    private static long used(Caller user) {
        return user.get("/api/v1/users/me")
                .json()
                .path("storage")
                .path("consoleBytes")
                .path("used")
                .asLong();
    }

    /// As the command line does it: the stored request, with what is on the disk.
    private static String digestHere(Caller user, JsonNode run, byte[] disk) {
        var inputs = WireForms.REQUEST.read(user.get("/api/v1/runs/" + id(run) + "/request")
                .requireStatus(200)
                .bytes());
        var plan = RunPlan.of(List.of(new JobBundles(Bundle.read(FILES), null, disk)), inputs, 1);
        return Exokernel.run(plan.request(), RunObserver.NONE).digest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void aRunFindsWhatAnEarlierOneLeftAndIsTheSameEveryTime(String fidelity) {
        var how = ",\"fidelity\":\"" + fidelity + "\"";
        var first = ended(user, begunWith("blank") + ",\"keepDisk\":true" + how);
        assertThat(first.path("outcome").asString()).isEqualTo("exited");
        assertThat(first.path("disk").path("source").asString()).isEqualTo("blank");
        assertThat(first.path("disk").path("kept").asBoolean()).isTrue();
        var left = disk(user, first);
        assertThat(first.path("disk").path("afterBytes").asInt())
                .isEqualTo(left.length)
                .isPositive();
        assertThat(digestHere(user, first, new byte[0])).isEqualTo(digest(first));

        var second = ended(user, begunWith(id(first)) + ",\"keepDisk\":true" + how);
        assertThat(second.path("disk").path("source").asString()).isEqualTo(id(first));
        assertThat(second.path("disk").path("before"))
                .isEqualTo(first.path("disk").path("after"));
        assertThat(digest(second)).isNotEqualTo(digest(first)).isEqualTo(digestHere(user, second, left));

        var again = ended(user, begunWith(id(first)) + how);
        assertThat(digest(again)).as("whether it is kept changes nothing").isEqualTo(digest(second));
        user.get(path(again)).requireProblem(404, "disk-not-kept");
    }

    @Test
    void theDiskThatComesWithTheBundleIsKeptToo() {
        var usual = ended(user, "");
        assertThat(usual.path("disk").path("source").asString()).isEqualTo("manifest");
        var kept = ended(user, ",\"keepDisk\":true");
        assertThat(digest(kept)).isEqualTo(digest(usual));
        assertThat(disk(user, kept)).isNotEmpty();
    }

    @Test
    void aDiskIsReadWithItsDigestAsETagAndByItsOwnerAlone() throws Exception {
        var run = ended(user, ",\"keepDisk\":true");
        var answer = user.get(path(run)).requireStatus(200);
        var after = run.path("disk").path("after").asString();
        assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("etag")).isEqualTo("\"" + after + "\"");
        assertThat(answer.header("content-length")).isEqualTo("" + answer.bytes().length);
        assertThat(answer.header("content-disposition")).isEqualTo("attachment; filename=\"" + id(run) + ".disk\"");
        assertThat(EndedDisk.of(answer.bytes()).digest()).isEqualTo(after);
        user.get(path(run), "If-None-Match", answer.header("etag")).requireStatus(304);

        var stranger = service.newUser();
        stranger.get(path(run)).requireProblem(404, "not-found");
        service.nobody().get(path(run)).requireProblem(401, "not-signed-in");
        var refused = stranger.post("/api/v1/runs", order(stranger, begunWith(id(run))))
                .requireProblem(422, "unknown-run");
        assertThat(pointer(refused)).isEqualTo("/disk");
        var unknown = stranger.post("/api/v1/runs", order(stranger, begunWith("run_00000000000000000000")))
                .requireProblem(422, "unknown-run");
        assertThat(unknown.text().replaceAll("run_[0-9a-z]{20}", "RUN").replaceAll("\"requestId\":\"[^\"]*\"", ""))
                .as("somebody else's answers as one that there is not")
                .isEqualTo(refused.text()
                        .replaceAll("run_[0-9a-z]{20}", "RUN")
                        .replaceAll("\"requestId\":\"[^\"]*\"", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "manifest", "BLANK", "../etc/passwd", "run_'; drop table runs; --", "ru\\u0000n", "\\ud800"})
    void aDiskOfNoRunIsRefused(String disk) {
        var answer = user.post("/api/v1/runs", order(user, begunWith(disk)));
        assertThat(answer.status()).as(answer.text()).isIn(400, 422);
        assertThat(user.get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void whatCannotBeBegunWithOrKeptIsRefusedWithWhatToDo() {
        var digest = user.uploaded(HELLO);
        var none = user.post("/api/v1/runs", "{\"bundle\":\"" + digest + "\",\"keepDisk\":true}")
                .requireProblem(422, "no-disk");
        assertThat(pointer(none)).isEqualTo("/keepDisk");
        assertThat(none.text()).contains("blank");

        var plain = user.awaitEnd(user.submitted("{\"bundle\":\"" + digest + "\"}"));
        assertThat(plain.path("disk").isNull()).isTrue();
        user.get(path(plain)).requireProblem(404, "disk-not-kept");
        user.post("/api/v1/runs", order(user, begunWith(id(plain)))).requireProblem(422, "disk-not-kept");
        var notKept = ended(user, "");
        assertThat(user.post("/api/v1/runs", order(user, begunWith(id(notKept))))
                        .requireProblem(422, "disk-not-kept")
                        .text())
                .contains("keepDisk");

        // More operations leave more.
        var kept =
                user.awaitEnd(user.submitted(order(user, ",\"keepDisk\":true").replace("[\"4\"]", "[\"40\"]")));
        var small = user.post("/api/v1/runs", order(user, begunWith(id(kept)) + ",\"limits\":{\"memoryBytes\":65536}"))
                .requireProblem(422, "disk-too-large");
        assertThat(pointer(small)).isEqualTo("/disk");
        assertThat(small.text()).contains("limits.memoryBytes");

        var ofNobody = "{\"run\":" + order(user, begunWith("run_00000000000000000000")) + ",\"axes\":{\"seeds\":[1]}}";
        assertThat(pointer(user.post("/api/v1/run-sets", ofNobody).requireProblem(422, "unknown-run")))
                .isEqualTo("/run/disk");
    }

    @Test
    void runsOfASetBeginWithTheSameDisk() {
        var kept = ended(user, ",\"keepDisk\":true");
        var order = order(user, begunWith(id(kept))).replace("\"args\":[\"4\"],", "");
        var set = user.post("/api/v1/run-sets", "{\"run\":" + order + ",\"axes\":{\"arguments\":[[\"4\"],[\"5\"]]}}")
                .requireStatus(202)
                .json();
        for (var member : set.path("members")) {
            var run = user.awaitEnd(member.path("run").asString());
            assertThat(run.path("disk").path("before"))
                    .isEqualTo(kept.path("disk").path("after"));
            assertThat(run.path("outcome").asString()).isEqualTo("exited");
        }
        assertThat(set.path("members")).hasSize(2);
    }

    @Test
    void eachRunOfASetKeepsItsOwnDisk() {
        var order = order(user, begunWith("blank") + ",\"keepDisk\":true").replace("\"args\":[\"4\"],", "");
        var axes = "\"axes\":{\"arguments\":[[\"4\"],[\"9\"]]}";
        var set = user.post("/api/v1/run-sets", "{\"run\":" + order + "," + axes + "}")
                .requireStatus(202)
                .json();
        var after = new TreeSet<String>();
        for (var member : set.path("members")) {
            var run = user.awaitEnd(member.path("run").asString());
            assertThat(run.path("disk").path("kept").asBoolean())
                    .as(run.toString())
                    .isTrue();
            var bytes = disk(user, run);
            assertThat(EndedDisk.of(bytes).digest())
                    .isEqualTo(run.path("disk").path("after").asString());
            after.add(run.path("disk").path("after").asString());
            var next = ended(user, begunWith(id(run)));
            assertThat(next.path("disk").path("before"))
                    .isEqualTo(run.path("disk").path("after"));
        }
        assertThat(after).as("other operations leave something else").hasSize(2);
    }

    @Test
    void theDisksOfASetCountAllTogetherBeforeTheyAreKept() {
        try (var small = RunningService.start("--fugu.storage.console-bytes=20MB")) {
            var owner = small.newUser();
            var run = order(owner, ",\"keepDisk\":true,\"limits\":{\"consoleBytes\":1000}");
            var set = "{\"run\":" + run + ",\"axes\":{\"seeds\":[1,2,3]}}";
            var refused = owner.post("/api/v1/run-sets", set).requireProblem(409, "console-quota");
            assertThat(refused.text()).contains("3 disks of 8388608");
            assertThat(owner.get("/api/v1/runs").json().path("items")).isEmpty();
            owner.post("/api/v1/run-sets", set.replace(",3]", "]")).requireStatus(202);
            owner.get("/api/v1/runs").json().path("items").forEach(each -> owner.awaitEnd(id(each)));
        }
    }

    @Test
    void contentsGoWithTheLastRunThatNeedsThem() {
        var first = ended(user, begunWith("blank") + ",\"keepDisk\":true,\"seed\":4711");
        var after = first.path("disk").path("after").asString();
        var twin = ended(user, begunWith("blank") + ",\"keepDisk\":true,\"seed\":4711");
        var before = used(user);
        assertThat(contents(service, after)).as("equal ones are stored once").isOne();

        var second = ended(user, begunWith(id(first)));
        user.delete("/api/v1/runs/" + id(first)).requireStatus(204);
        user.delete("/api/v1/runs/" + id(twin)).requireStatus(204);
        user.get(path(first)).requireProblem(404, "not-found");
        user.post("/api/v1/runs", order(user, begunWith(id(first)))).requireProblem(422, "unknown-run");
        assertThat(contents(service, after)).as("a run began with them").isOne();
        assertThat(used(user)).isPositive().isLessThan(before + 10_000);
        assertThat(digestHere(user, second, leftAgain())).isEqualTo(digest(second));

        user.delete("/api/v1/runs/" + id(second)).requireStatus(204);
        assertThat(contents(service, after)).isZero();
        assertThat(used(user)).as("nothing is left to count").isZero();
    }

    /// The same run leaves the same behind.
    private byte[] leftAgain() {
        var other = service.newUser();
        var bytes = disk(other, ended(other, begunWith("blank") + ",\"keepDisk\":true,\"seed\":4711"));
        other.get("/api/v1/runs")
                .json()
                .path("items")
                .forEach(run -> other.delete("/api/v1/runs/" + id(run)).requireStatus(204));
        return bytes;
    }

    @Test
    void aRunIsAcceptedWithTheDiskOrRefusedWhileTheOtherIsDeleted() throws Exception {
        var noise = new AtomicInteger();
        var script = ScriptedSimulator.script("disk-race", (request, observer) -> {
            observer.disk(0, noise(1000, 100 + noise.incrementAndGet()));
            return ScriptedSimulator.exited(request, 10, Map.of());
        });
        var next = ScriptedSimulator.script("disk-race-next", (request, _) -> {
            assertThat(Objects.requireNonNull(request.first().disk()).bytes()).hasSize(1000);
            return ScriptedSimulator.exited(request, 10, Map.of());
        });
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < 12; round++) {
                var source = user.awaitEnd(
                        user.submitted(order(user, ",\"keepDisk\":true").replace("\"4\"", "\"" + script + "\"")));
                var begins = order(user, begunWith(id(source))).replace("\"4\"", "\"" + next + "\"");
                var submitted = threads.submit(() -> user.post("/api/v1/runs", begins));
                var also = threads.submit(() -> user.post("/api/v1/runs", begins));
                threads.submit(() -> user.delete("/api/v1/runs/" + id(source)))
                        .get()
                        .requireStatus(204);
                var accepted = Stream.of(submitted.get(), also.get())
                        .filter(answer -> answer.status() == 202)
                        .map(answer -> id(answer.json()))
                        .toList();
                for (var answer : List.of(submitted.get(), also.get())) {
                    if (answer.status() != 202) answer.requireProblem(422, "unknown-run");
                }
                var after = source.path("disk").path("after").asString();
                assertThat(contents(service, after)).isEqualTo(accepted.isEmpty() ? 0 : 1);
                for (var run : accepted) {
                    assertThat(user.awaitEnd(run).path("state").asString()).isEqualTo("finished");
                    user.delete("/api/v1/runs/" + run).requireStatus(204);
                }
                assertThat(contents(service, after)).isZero();
            }
        }
    }

    @Test
    void aDiskCountsForTheQuotaFromTheSubmissionOn() {
        try (var small = RunningService.start("--fugu.storage.console-bytes=20MB")) {
            var owner = small.newUser();
            var limits = ",\"limits\":{\"consoleBytes\":1000}";
            var sleeping = ScriptedSimulator.script("disk-quota", (request, observer) -> {
                Thread.sleep(2000);
                observer.disk(0, noise(3 << 20, 1));
                return ScriptedSimulator.exited(request, 10, Map.of());
            });
            var order = order(owner, ",\"keepDisk\":true" + limits).replace("\"4\"", "\"" + sleeping + "\"");
            var first = owner.submitted(order);
            assertThat(used(owner)).isEqualTo((8 << 20) + 1000);
            var second = owner.submitted(order);
            var refused = owner.post("/api/v1/runs", order).requireProblem(409, "console-quota");
            assertThat(refused.text()).contains("disk");
            owner.post("/api/v1/runs", order.replace("\"keepDisk\":true", "\"keepDisk\":false"))
                    .requireStatus(202);
            owner.awaitEnd(first);
            owner.awaitEnd(second);
            owner.get("/api/v1/runs").json().path("items").forEach(run -> owner.awaitEnd(id(run)));
            assertThat(used(owner)).as("once, packed").isBetween(3L << 20, (3L << 20) + 10_000);
        }
    }

    /// What nothing packs.
    private static byte[] noise(int bytes, long seed) {
        var noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        noise[bytes - 1] = 1;
        return noise;
    }

    @Test
    void whatIsTooLargeIsNotKeptAndTheRunSaysSo() {
        var script = ScriptedSimulator.script("disk-large", (request, observer) -> {
            observer.disk(0, noise(9 << 20, 2));
            return ScriptedSimulator.exited(request, 10, Map.of());
        });
        var run =
                user.awaitEnd(user.submitted(order(user, ",\"keepDisk\":true").replace("\"4\"", "\"" + script + "\"")));
        assertThat(run.path("state").asString()).isEqualTo("finished");
        var disk = run.path("disk");
        assertThat(disk.path("kept").asBoolean()).isFalse();
        assertThat(disk.path("afterBytes").asInt()).isEqualTo(9 << 20);
        assertThat(disk.path("message").asString()).contains("" + (8 << 20));
        assertThat(user.get(path(run)).requireProblem(404, "disk-not-kept").text())
                .contains("" + (9 << 20));
        user.post("/api/v1/runs", order(user, begunWith(id(run)))).requireProblem(422, "disk-not-kept");
    }

    @Test
    void anAttemptThatFailedLeavesNothing() {
        var attempts = new AtomicInteger();
        var script = ScriptedSimulator.script("disk-retry", (request, observer) -> {
            observer.disk(0, noise(1000, attempts.incrementAndGet()));
            if (attempts.get() == 1) throw new IllegalStateException("the first attempt fails");
            return ScriptedSimulator.exited(request, 10, Map.of());
        });
        var run =
                user.awaitEnd(user.submitted(order(user, ",\"keepDisk\":true").replace("\"4\"", "\"" + script + "\"")));
        assertThat(run.path("attempts").asInt()).isEqualTo(2);
        assertThat(disk(user, run)).isEqualTo(noise(1000, 2));
        assertThat(contents(service, EndedDisk.of(noise(1000, 1)).digest())).isZero();
    }

    @Test
    void aRunThatWasCanceledLeftNothing() {
        var script = ScriptedSimulator.script("disk-cancel", (_, observer) -> {
            while (!observer.cancelled()) Thread.sleep(5);
            throw new RunCancelledException();
        });
        var id = user.submitted(order(user, ",\"keepDisk\":true").replace("\"4\"", "\"" + script + "\""));
        user.awaitState(id, "running");
        user.post("/api/v1/runs", order(user, begunWith(id))).requireProblem(422, "disk-not-kept");
        user.post("/api/v1/runs/" + id + "/cancel", "").requireStatus(202);
        var run = user.awaitEnd(id);
        assertThat(run.path("disk").path("message").asString()).contains("did not finish");
        user.get(path(run)).requireProblem(404, "disk-not-kept");
    }

    @Test
    void theDiskOfARunThatWasAskedForIsThereWhenAWorkerComes() {
        var database = TestDatabase.fresh();
        try (var web = RunningService.startOn(database, "--fugu.role=web")) {
            var owner = web.newUser();
            JsonNode first;
            try (var _ = RunningService.startOn(database, "--fugu.role=worker")) {
                first = ended(owner, begunWith("blank") + ",\"keepDisk\":true");
            }
            var left = disk(owner, first);
            var waiting = owner.submitted(order(owner, begunWith(id(first))));
            owner.delete("/api/v1/runs/" + id(first)).requireStatus(204);
            assertThat(contents(web, first.path("disk").path("after").asString()))
                    .isOne();
            try (var _ = RunningService.startOn(database, "--fugu.role=worker")) {
                var run = owner.awaitEnd(waiting);
                assertThat(digest(run)).isEqualTo(digestHere(owner, run, left));
            }
        }
    }

    @Test
    void packingIsBoundedAndGivesTheSameBack() throws Exception {
        assertThat(EndedDisk.of(noise(9 << 20, 3)).packed()).isNull();
        var zeros = new byte[64 << 20];
        zeros[zeros.length - 1] = 1;
        var packed = Objects.requireNonNull(EndedDisk.of(zeros).packed());
        assertThat(packed).hasSizeLessThan(1 << 20);
        var out = new ByteArrayOutputStream();
        Packing.unpack(packed, out);
        assertThat(Arrays.equals(out.toByteArray(), zeros)).isTrue();
    }
}
