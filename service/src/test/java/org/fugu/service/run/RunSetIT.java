package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class RunSetIT {
    private static final String SETS = "/api/v1/run-sets";

    private final RunningService service = RunningService.shared();
    private final Caller ann = service.newUser();
    private final Caller ben = service.newUser();

    private static String order(String bundle, String rest, String axes) {
        return "{\"run\":{\"bundle\":\"" + bundle + "\"" + rest + "},\"axes\":{" + axes + "}}";
    }

    private static String submitted(Caller who, String order) {
        var answer = who.post(SETS, order).requireStatus(202);
        var id = answer.json().path("id").asString();
        assertThat(answer.header("location")).isEqualTo(SETS + "/" + id);
        return id;
    }

    private static JsonNode set(Caller who, String id) {
        return who.get(SETS + "/" + id).requireStatus(200).json();
    }

    private static JsonNode ended(Caller who, String id) {
        for (int tries = 0; tries < 1200; tries++) {
            var set = set(who, id);
            if (set.path("state").asString().equals("ended")) return set;
            Caller.pause(100);
        }
        throw new AssertionError("waited too long for " + set(who, id));
    }

    private static List<String> runs(JsonNode set) {
        var runs = new ArrayList<String>();
        for (var member : set.path("members")) runs.add(member.path("run").asString());
        return runs;
    }

    private String libos() {
        var digest = ann.uploaded(RunningService.prebuilt("libos/exos-1.0.zip"));
        var name = "exos@1.0";
        // Whoever of the tests comes first publishes it, for everybody.
        var answer = ann.post("/api/v1/libraries", "{\"bundle\":\"" + digest + "\",\"visibility\":\"everybody\"}");
        assertThat(answer.status()).as(answer.text()).isIn(200, 201, 409);
        return name;
    }

    @Test
    void oneSubmissionRunsAllPlacementsAndComparesThem() {
        var libos = libos();
        var bundle = ann.uploaded(RunningService.prebuilt("test/apart.zip"));
        var axes = "\"pageTables\":[\"two-level\",\"flat\"],\"placements\":[\"library\",\"monolithic\"]";
        var id = submitted(ann, order(bundle, ",\"libos\":\"" + libos + "\"", axes));
        var set = ended(ann, id);

        assertThat(set.path("sameOutput").asBoolean()).as(set.toString()).isTrue();
        assertThat(set.path("alike").size()).isEqualTo(1);
        assertThat(set.path("alike").path(0).path("runs").size()).isEqualTo(4);
        assertThat(set.path("size").asInt()).isEqualTo(4);
        var members = set.path("members");
        for (int i = 0; i < 4; i += 2) {
            var library = members.path(i);
            var monolithic = members.path(i + 1);
            assertThat(library.path("at").path("placement").asString()).isEqualTo("library");
            assertThat(monolithic.path("at").path("placement").asString()).isEqualTo("monolithic");
            assertThat(library.path("differencePercent").isNull()).isTrue();
            assertThat(monolithic.path("differencePercent").asDouble()).isPositive();
            assertThat(library.path("crossings").asLong()).isZero();
            assertThat(monolithic.path("crossings").asLong()).isPositive();
            assertThat(monolithic.path("kernel").path("null").path("count").asLong())
                    .isEqualTo(monolithic.path("crossings").asLong());
            assertThat(monolithic.path("causes").path("kernel").asLong())
                    .isGreaterThan(library.path("causes").path("kernel").asLong());
        }
        var cost = set.path("costs").path(2);
        assertThat(cost.path("meanCycles").asDouble()).isBetween(430.0, 600.0);
        assertThat(cost.path("published").path(0).path("key").asString()).isEqualTo("ultrix.getpid.5000-125");

        // A member is the run that it would be alone, though what the kernel did was counted.
        var alone = ann.awaitEnd(ann.submitted("{\"bundle\":\"" + bundle + "\",\"libos\":\"" + libos
                + "\",\"placement\":\"monolithic\",\"pageTable\":\"flat\"}"));
        assertThat(alone.path("digest")).isEqualTo(members.path(3).path("digest"));
        assertThat(alone.path("runSet").isNull()).isTrue();
        var member = ann.run(members.path(3).path("run").asString());
        assertThat(member.path("runSet").asString()).isEqualTo(id);
        assertThat(member.path("placement").asString()).isEqualTo("monolithic");
        assertThat(member.path("counters").path(0).path("instructions").asLong())
                .isPositive();

        var table = ann.get(SETS + "/" + id + "/csv").requireStatus(200);
        assertThat(table.header("content-type")).startsWith("text/csv");
        assertThat(table.header("content-disposition")).contains(id + ".csv");
        var lines = table.text().split("\r\n");
        assertThat(lines).hasSize(5);
        assertThat(lines[4])
                .startsWith(members.path(3).path("run").asString() + ",,,,,,flat,monolithic,finished,exited,0,")
                .contains(members.path(3).path("consoleDigest").asString());
    }

    @Test
    void otherAxesMakeARunForEachCombination() {
        var bundle = ann.uploaded(RunningService.prebuilt("sum.zip"));
        var id = submitted(
                ann,
                order(
                        bundle,
                        ",\"overrides\":{\"network.hop\":3}",
                        "\"nodes\":[1,2],\"figures\":[{},{\"network.hop\":9}],\"seeds\":[7]"));
        var set = ended(ann, id);

        assertThat(set.path("axes").path("nodes").toString()).isEqualTo("[1,2]");
        assertThat(set.path("sameOutput").isNull()).isTrue();
        assertThat(set.path("costs").size()).isZero();
        var hops = new ArrayList<Integer>();
        var nodes = new ArrayList<Integer>();
        for (var run : runs(set)) {
            var member = ann.run(run);
            hops.add(member.path("overrides").path("network.hop").asInt());
            nodes.add(member.path("nodes").asInt());
            assertThat(member.path("seed").asInt()).isEqualTo(7);
            assertThat(member.path("outcome").asString()).isEqualTo("exited");
        }
        assertThat(hops).containsExactly(3, 9, 3, 9);
        assertThat(nodes).containsExactly(1, 1, 2, 2);
        // What the kernel does is counted where structures are compared, and not here.
        assertThat(set.path("members").path(0).path("kernel").isNull()).isTrue();
        assertThat(set.path("members").path(0).path("metrics")).isNotNull();
        assertThat(set.path("members").path(0).path("cycles").asLong()).isPositive();
    }

    @Test
    void aSetThatCannotBeIsRefusedAndNothingIsAccepted() {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        var seeds = new ArrayList<Integer>();
        for (int i = 0; i < 129; i++) seeds.add(i);
        record Wrong(String rest, String axes, String code, String pointer) {}
        for (var wrong : List.of(
                new Wrong("", "", "run-set-impossible", "/axes"),
                new Wrong("", "\"seeds\":" + seeds + ",\"nodes\":[1,2]", "run-set-impossible", "/axes"),
                new Wrong("", "\"nodes\":[1,1]", "run-set-impossible", "/axes"),
                new Wrong("", "\"nodes\":[1,2000]", "invalid-run", "/axes/nodes"),
                new Wrong("", "\"figures\":[{},{\"no.figure\":1}]", "invalid-run", "/axes/figures"),
                new Wrong("", "\"machines\":[\"fugu\",\"moon\"]", "unknown-machine", "/axes/machines"),
                new Wrong("", "\"placements\":[\"library\",\"moon\"]", "bad-field", "/axes/placements"),
                new Wrong("", "\"pageTables\":[\"three-level\"]", "bad-field", "/axes/pageTables"),
                new Wrong(",\"fidelity\":\"exact\"", "\"nodes\":[1]", "invalid-run", "/run/fidelity"),
                new Wrong(",\"libos\":\"none@1.0\"", "\"nodes\":[1]", "unknown-libos", "/libos"),
                new Wrong(",\"trace\":{}", "\"nodes\":[1]", "run-set-traced", "/run/trace"))) {
            var answer =
                    ann.post(SETS, order(bundle, wrong.rest(), wrong.axes())).requireProblem(422, wrong.code());
            assertThat(answer.json().path("errors").path(0).path("pointer").asString())
                    .as(answer.text())
                    .isEqualTo(wrong.pointer());
        }
        var tooMany = ann.post(SETS, order(bundle, "", "\"seeds\":" + seeds + ",\"nodes\":[1,2]"));
        assertThat(tooMany.json().path("detail").asString()).contains("258").contains("256");
        ann.post(SETS, order("0".repeat(64), "", "\"nodes\":[1]")).requireProblem(404, "not-found");
        assertThat(ann.get(SETS).requireStatus(200).json().path("items").size()).isZero();
        assertThat(ann.get("/api/v1/runs").json().path("items").size()).isZero();
    }

    @Test
    void aQuotaHoldsForAllRunsTogether() {
        try (var small = RunningService.start("--fugu.runs.max-queued=3", "--fugu.runs.workers=1")) {
            var user = small.newUser();
            var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
            user.post(SETS, order(bundle, "", "\"seeds\":[1,2,3,4]")).requireProblem(429, "queue-full");
            assertThat(user.get("/api/v1/runs").json().path("items").size()).isZero();
            ended(user, submitted(user, order(bundle, "", "\"seeds\":[1,2,3]")));
        }
        try (var small = RunningService.start("--fugu.storage.kept-runs=3")) {
            var user = small.newUser();
            var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
            user.post(SETS, order(bundle, "", "\"seeds\":[1,2,3,4]")).requireProblem(409, "run-quota");
            var id = submitted(user, order(bundle, "", "\"seeds\":[1,2,3]"));
            ended(user, id);
            user.post(SETS, order(bundle, "", "\"seeds\":[4]")).requireProblem(409, "run-quota");
            user.delete(SETS + "/" + id).requireStatus(204);
            ended(user, submitted(user, order(bundle, "", "\"seeds\":[4]")));
        }
    }

    @Test
    void theSameKeyNamesTheSameSet() {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        var key = new String[] {"Idempotency-Key", "k1"};
        var first = ann.post(SETS, order(bundle, "", "\"seeds\":[1,2]"), key).requireStatus(202);
        var again = ann.post(SETS, order(bundle, "", "\"seeds\":[1,2]"), key).requireStatus(202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        ann.post(SETS, order(bundle, "", "\"seeds\":[1,3]"), key).requireProblem(422, "idempotency-mismatch");
        ann.post("/api/v1/runs", "{\"bundle\":\"" + bundle + "\"}", key).requireProblem(422, "idempotency-mismatch");
        // The key of another user is another key.
        var bens = ben.uploaded(RunningService.prebuilt("hello.zip"));
        var other = ben.post(SETS, order(bens, "", "\"seeds\":[1,2]"), key).requireStatus(202);
        assertThat(other.json().path("id")).isNotEqualTo(first.json().path("id"));
        assertThat(ann.get(SETS).json().path("items").size()).isEqualTo(1);
        ended(ann, first.json().path("id").asString());
    }

    @Test
    void anotherUsersSetIsNotThere() {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        var id = submitted(ann, order(bundle, "", "\"seeds\":[1]"));
        ended(ann, id);
        ben.get(SETS + "/" + id).requireProblem(404, "not-found");
        ben.get(SETS + "/" + id + "/csv").requireStatus(404);
        ben.post(SETS + "/" + id + "/cancel", "{}").requireProblem(404, "not-found");
        ben.delete(SETS + "/" + id).requireProblem(404, "not-found");
        assertThat(ben.get(SETS).json().path("items").size()).isZero();
        service.nobody().get(SETS).requireProblem(401, "not-signed-in");
        service.nobody().post(SETS, "{}").requireStatus(403);
        assertThat(set(ann, id).path("ended").asInt()).isEqualTo(1);
    }

    @Test
    void aSetIsCanceledWhole() {
        var endless = ScriptedSimulator.script("sets-endless", (request, observer) -> {
            while (!observer.cancelled()) Caller.pause(10);
            throw new RunCancelledException();
        });
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        var seeds = "\"seeds\":[1,2,3,4,5,6,7,8]";
        var id = submitted(ann, order(bundle, ",\"args\":[\"" + endless + "\"]", seeds));
        ann.delete(SETS + "/" + id).requireProblem(409, "run-set-under-way");
        ann.awaitState(runs(set(ann, id)).getFirst(), "running");
        var tag = ann.get(SETS + "/" + id).header("etag");

        ann.post(SETS + "/" + id + "/cancel", "{}").requireStatus(202);

        var set = ended(ann, id);
        for (var member : set.path("members")) {
            assertThat(member.path("state").asString()).isEqualTo("canceled");
            assertThat(member.path("cycles").isNull()).isTrue();
        }
        ann.post(SETS + "/" + id + "/cancel", "{}").requireProblem(409, "run-set-ended");
        var last = ann.get(SETS + "/" + id).header("etag");
        assertThat(last).isNotEqualTo(tag);
        ann.get(SETS + "/" + id, "If-None-Match", last).requireStatus(304);
        // A deleted run is no member any more.
        ann.delete("/api/v1/runs/" + runs(set).getFirst()).requireStatus(204);
        var smaller = ann.get(SETS + "/" + id, "If-None-Match", last).requireStatus(200);
        assertThat(smaller.json().path("size").asInt()).isEqualTo(7);
        ann.delete(SETS + "/" + id).requireStatus(204);
        ann.get(SETS + "/" + id).requireProblem(404, "not-found");
        ann.get("/api/v1/runs/" + runs(set).getLast()).requireProblem(404, "not-found");
    }

    @Test
    void aSetWithoutRunsIsForgotten() {
        var bundle = ann.uploaded(RunningService.prebuilt("hello.zip"));
        var id = submitted(ann, order(bundle, "", "\"seeds\":[1]"));
        ann.delete("/api/v1/runs/" + runs(ended(ann, id)).getFirst()).requireStatus(204);
        ann.get(SETS + "/" + id).requireProblem(404, "not-found");
        assertThat(ann.get(SETS).json().path("items").size()).isZero();

        service.bean(RunRemoval.class).removeEmptySets(100);

        var left = service.bean(JdbcClient.class)
                .sql("select count(*) from run_sets where id = :id")
                .params(Map.of("id", id))
                .query(Long.class)
                .single();
        assertThat(left).isZero();
    }
}
