package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fugu.service.run.ScriptedSimulator.exited;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Labels, commits, and how a run is found among many.
class RunFilterIT {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final int RUNS = 50_000;
    private static final int TIMES = 5;
    private static final int WARM = 20;
    /// 50 ms are wanted; a host that is busy with other tests takes longer.
    private static final Duration AT_ONCE = Duration.ofMillis(250);

    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();
    private final String bundle = user.uploaded(RunningService.prebuilt("hello.zip"));

    private String order(String more) {
        var script =
                ScriptedSimulator.script(UUID.randomUUID().toString(), (request, _) -> exited(request, 10, Map.of()));
        return "{\"bundle\":\"" + bundle + "\",\"args\":[\"" + script + "\"]" + more + "}";
    }

    private List<String> found(String query) {
        var items = user.get("/api/v1/runs?" + query).requireStatus(200).json().path("items");
        return items.valueStream().map(run -> run.path("id").asString()).toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aRunIsFoundByEachThingThatTheListShows() {
        var lease = user.leased();
        var before = Instant.now();
        var one = user.submitted(order(",\"labels\":{\"team/ci\":\"blue, = 1\",\"night\":\"yes\"},\"commit\":\""
                + COMMIT + "\",\"branch\":\"main\",\"repository\":\"git@example.org:me/it\",\"partition\":\"" + lease
                + "\""));
        var other =
                user.submitted(order(",\"labels\":{\"night\":\"no\"},\"branch\":\"next\",\"fidelity\":\"functional\""));
        var shown = user.awaitEnd(one);
        user.awaitEnd(other);

        assertThat(shown.path("labels").toString()).isEqualTo("{\"night\":\"yes\",\"team/ci\":\"blue, = 1\"}");
        assertThat(shown.path("commit").asString()).isEqualTo(COMMIT);
        assertThat(shown.path("branch").asString()).isEqualTo("main");
        assertThat(shown.path("repository").asString()).isEqualTo("git@example.org:me/it");
        for (var query : List.of(
                "label=" + encoded("team/ci"),
                "label=" + encoded("team/ci=blue, = 1"),
                "label=night%3Dyes&label=team/ci",
                "commit=" + COMMIT,
                "branch=main",
                "partition=" + lease,
                "fidelity=timing",
                "search=HELL&branch=main")) {
            assertThat(found(query)).as(query).containsExactly(one);
        }
        for (var query : List.of(
                "",
                "state=finished",
                "outcome=exited",
                "exitCode=0",
                "bundle=" + bundle,
                "program=hello",
                "machine=fugu",
                "nodes=1",
                "mesh=1x1",
                "label=night",
                "search=ell",
                "from=" + before,
                "until=2100-01-01T00:00:00Z")) {
            assertThat(found(query)).as(query).containsExactly(other, one);
        }
        for (var query : List.of(
                "state=queued",
                "outcome=trapped",
                "exitCode=1",
                "bundle=" + "0".repeat(64),
                "program=hell",
                "machine=cray",
                "nodes=2",
                "mesh=1x2",
                "argument=",
                "argument=none",
                "fidelity=relaxed:100",
                "partition=prt_1",
                "runSet=rst_1",
                "coRun=cor_1",
                "commit=" + COMMIT.replace('0', '1'),
                "branch=Main",
                "label=night%3D",
                "label=night%3Dyes&label=night%3Dno",
                "search=_",
                "search=%25",
                "from=2100-01-01T00:00:00Z",
                "until=" + before)) {
            assertThat(found(query)).as(query).isEmpty();
        }
        var script = shown.path("args").get(0).asString();
        assertThat(found("argument=" + encoded(script))).containsExactly(one);
        assertThat(found("argument=" + encoded(script) + "&argument=more")).isEmpty();
        var odd = user.submitted("{\"bundle\":\"" + bundle + "\",\"args\":[\"a, b\",\"\\\"\"]}");
        assertThat(found("argument=" + encoded("a, b") + "&argument=%22")).containsExactly(odd);
        var none = user.submitted("{\"bundle\":\"" + bundle + "\"}");
        assertThat(found("argument=")).containsExactly(none);
        assertThat(service.newUser().get("/api/v1/runs?label=night").json().path("items"))
                .isEmpty();
    }

    @Test
    void runsOfASetAreFoundByItAndHaveItsLabels() {
        var set = user.post(
                        "/api/v1/run-sets",
                        "{\"run\":" + order(",\"labels\":{\"of\":\"a set\"},\"branch\":\"main\"")
                                + ",\"axes\":{\"seeds\":[1,2]}}")
                .requireStatus(202)
                .json()
                .path("id")
                .asString();

        assertThat(found("runSet=" + set + "&label=of%3Da+set&branch=main")).hasSize(2);
    }

    @Test
    void whatCannotBeAskedForIsSaid() {
        for (var query : List.of(
                "state=ended",
                "outcome=well",
                "exitCode=x",
                "nodes=x",
                "mesh=2",
                "mesh=0x1",
                "label=%20",
                "from=today",
                "until=1999-01-01T00:00:00Z")) {
            user.get("/api/v1/runs?" + query).requireProblem(400, "bad-parameter");
        }
        var many = IntStream.range(0, 17).mapToObj(i -> "label=k" + i).collect(Collectors.joining("&"));
        user.get("/api/v1/runs?" + many).requireProblem(400, "bad-parameter");
    }

    @Test
    void labelsAreBoundedAndACommitIsAHash() {
        for (var more : List.of(
                ",\"labels\":{\"a b\":\"c\"}",
                ",\"labels\":{\"a\":\"\"}",
                ",\"labels\":{\"a\":\"b\\nc\"}",
                ",\"labels\":{\"a\":\"" + "b".repeat(101) + "\"}",
                ",\"labels\":{\"" + "a".repeat(64) + "\":\"b\"}",
                ",\"labels\":" + labels(17),
                ",\"commit\":\"main\"",
                ",\"branch\":\"\"",
                ",\"repository\":\"" + "r".repeat(201) + "\"")) {
            user.post("/api/v1/runs", order(more)).requireProblem(422, "invalid-body");
        }
        assertThat(user.run(user.submitted(order(",\"labels\":" + labels(16))))
                        .path("labels")
                        .size())
                .isEqualTo(16);
    }

    private static String labels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void theOwnerChangesLabelsWithoutUndoingAChangeThatTheyHaveNotSeen() {
        var id = user.submitted(order(",\"labels\":{\"a\":\"1\"}"));
        var path = "/api/v1/runs/" + id + "/labels";
        user.awaitEnd(id);
        var runTag = user.get("/api/v1/runs/" + id).header("etag");
        var tag = user.get(path).requireStatus(200).header("etag");
        assertThat(user.get(path, "If-None-Match", tag).status()).isEqualTo(304);

        user.put(path, "{\"labels\":{\"b\":\"2\"}}").requireProblem(428, "if-match-missing");
        var changed =
                user.put(path, "{\"labels\":{\"b\":\"2\"}}", "If-Match", tag).requireStatus(200);
        assertThat(changed.json().toString()).isEqualTo("{\"labels\":{\"b\":\"2\"}}");
        user.put(path, "{\"labels\":{\"c\":\"3\"}}", "If-Match", tag).requireProblem(412, "labels-changed");
        user.put(path, "{\"labels\":{\"a b\":\"3\"}}", "If-Match", "*").requireProblem(422, "invalid-body");
        user.put(path, "{}", "If-Match", "*").requireProblem(422, "invalid-body");

        assertThat(user.run(id).path("labels").toString()).isEqualTo("{\"b\":\"2\"}");
        assertThat(user.get("/api/v1/runs/" + id).header("etag")).isNotEqualTo(runTag);
        assertThat(found("label=a")).isEmpty();
        assertThat(found("label=b")).containsExactly(id);
        user.put(path, "{\"labels\":{}}", "If-Match", changed.header("etag")).requireStatus(200);
        assertThat(user.run(id).path("labels").isEmpty()).isTrue();
        service.newUser().put(path, "{\"labels\":{}}", "If-Match", "*").requireProblem(404, "not-found");
    }

    /// Runs of one user, of which each thing that can be asked for is had by most, by a few that are long ago, or by
    /// none.
    @Test
    void aPageOfTensOfThousandsIsThereAtOnceWhateverIsAskedFor() {
        var database = service.bean(JdbcClient.class);
        var one = user.submitted(order(""));
        user.awaitEnd(one);
        copy(database, one);
        try {
            var early = database.sql("select created_at from runs where id = 'run_f0000000000000000100'")
                    .query((row, _) -> row.getTimestamp(1).toInstant())
                    .single();
            var slow = new ArrayList<String>();
            for (int i = 0; i < WARM; i++) user.get("/api/v1/runs?limit=100").requireStatus(200);
            for (var query : List.of(
                    "limit=100",
                    "state=queued",
                    "outcome=trapped",
                    "outcome=exited",
                    "exitCode=3",
                    "program=rare",
                    "program=hello",
                    "machine=cray",
                    "nodes=7",
                    "mesh=7x1",
                    "mesh=1x1",
                    "argument=rare",
                    "argument=none&argument=such",
                    "argument=rare&outcome=trapped",
                    "fidelity=functional",
                    "commit=" + COMMIT,
                    "branch=rare",
                    "branch=main",
                    "label=rare",
                    "label=often",
                    "label=often%3D1",
                    "label=often%3D2&outcome=trapped",
                    "label=none",
                    "bundle=" + bundle,
                    "until=" + early,
                    "from=" + early + "&program=rare",
                    "search=rar",
                    "search=hello",
                    "search=nothing",
                    "runSet=rst_1",
                    "partition=prt_1",
                    "state=finished&outcome=exited&program=hello&machine=fugu&branch=rare")) {
                var taken = taken("/api/v1/runs?" + query);
                System.out.println("of " + RUNS + " runs, " + taken.toMillis() + " ms: " + query);
                if (taken.compareTo(AT_ONCE) > 0) slow.add(query + " " + taken);
            }
            assertThat(slow).isEmpty();
            assertThat(found("branch=rare")).hasSize(20);
            assertThat(found("search=rar&limit=100")).hasSize(50);
        } finally {
            database.sql("delete from runs where id like 'run_f00000000%'").update();
        }
    }

    private Duration taken(String path) {
        var taken = new ArrayList<Duration>();
        for (int i = 0; i < TIMES; i++) {
            var begun = Instant.now();
            user.get(path).requireStatus(200);
            taken.add(Duration.between(begun, Instant.now()));
        }
        // The least of them: what others on this host take is nothing of the service's.
        return Collections.min(taken);
    }

    private static void copy(JdbcClient database, String one) {
        database.sql("""
                        insert into runs (id, user_id, bundle_digest, program, arguments, machine, preset, mesh_columns,
                            mesh_rows, nodes, fidelity, seed, limit_cycles, limit_instructions, limit_console,
                            limit_memory, overrides, state, created_at, finished_at, outcome, exit_code, branch,
                            commit_id)
                        select 'run_f' || lpad(n::text, 19, '0'), user_id, bundle_digest,
                            case when n <= 50 then 'rare' else program end,
                            case when n = 40 then '["rare"]' else arguments end, machine, preset,
                            case when n = 60 then 7 else mesh_columns end, mesh_rows, case when n = 60 then 7 else nodes end,
                            case when n = 70 then 'functional' else fidelity end, seed, limit_cycles,
                            limit_instructions, limit_console, limit_memory, overrides, 'finished',
                            now() - make_interval(secs => 100000 - n), now(),
                            case when n = 80 then 'trapped' else 'exited' end,
                            case when n = 90 then 3 when n = 80 then null else 0 end,
                            case when n <= 20 then 'rare' else 'main' end, case when n = 30 then :commit end
                        from runs cross join generate_series(1, :count) as n where id = :one
                        """)
                .param("count", RUNS)
                .param("one", one)
                .param("commit", COMMIT)
                .update();
        database.sql("""
                        insert into run_labels (run_id, user_id, number, key, value)
                        select id, user_id, number, 'often', (number % 3)::text from runs where id like 'run_f00000000%'
                        union all
                        select id, user_id, number, 'rare', 'x' from runs where id in ('run_f0000000000000000001', 'run_f0000000000000000002')
                        """).update();
        database.sql("analyze").update();
    }
}
