package org.fugu.service.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.fugu.service.library.Libos;
import org.fugu.service.worker.ChildCommand;
import org.fugu.service.worker.Children;
import org.fugu.service.worker.RealChildren;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A teacher, thirty students of whom one is hostile, a hundred runs in real processes. Nobody notices the hostile one.
class OneClassIT {
    private static final int STUDENTS = 30;
    private static final int RUNS = 100;

    /// More than the processes of this test have.
    private static final int MEGABYTES = 128;

    /// What the service takes it that a run may need.
    private static final int BELIEVED_MEGABYTES = 8192;

    /// Each member's of the project.
    private static final String QUOTA = "{\"nodes\":4,\"nodeCyclesADay\":4000000000,\"queuedRuns\":8,\"keptRuns\":40}";

    private static final RunningService SERVICE = RunningService.startWith(
            List.of(SmallProcesses.class),
            TestDatabase.fresh(),
            "--fugu.runs.workers=3",
            "--fugu.runs.memory-megabytes=" + BELIEVED_MEGABYTES);

    /// Real processes with less memory than the service believes: a run that is accepted can take all of it.
    @Primary
    static final class SmallProcesses extends RealChildren {
        SmallProcesses() {
            super(new Children(ChildCommand.ofThisProgram(MEGABYTES)));
        }
    }

    private final Caller admin = SERVICE.admin().withKey();
    private final Caller teacher = someone("teacher");
    private final String project = id(teacher.post("/api/v1/projects", "{\"name\":\"os-class\"}"));
    private final String path = "/api/v1/projects/" + project;

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    private Caller someone(String name) {
        var password = "the password of " + name;
        admin.post("/api/v1/users", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\",\"role\":\"user\"}")
                .requireStatus(201);
        return SERVICE.nobody().signIn(name, password).withKey();
    }

    private static String id(Caller.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isLessThan(300);
        return answer.json().path("id").asString();
    }

    /// An exercise: a program and what it is given.
    private record Exercise(byte[] bundle, String rest) {
        String order(Caller who, String project) {
            return "{\"bundle\":\"" + who.uploaded(bundle) + "\",\"project\":\"" + project + "\"" + rest + "}";
        }
    }

    private static List<Exercise> exercises() throws Exception {
        var hello = RunningService.prebuilt("hello.zip");
        var limits = ",\"limits\":{\"cycles\":400000000}";
        var all = new ArrayList<Exercise>();
        for (int seed = 1; seed <= 3; seed++) all.add(new Exercise(hello, ",\"seed\":" + seed + limits));
        all.add(new Exercise(RunningService.prebuilt("pingpong.zip"), ",\"args\":[\"50\"]" + limits));
        all.add(new Exercise(Libos.program(), ",\"libos\":\"class-os@1.0\"" + limits));
        return all;
    }

    /// What a student handed in.
    private record Handed(Caller who, String run, int exercise) {}

    @Test
    void nobodyNoticesTheHostileOne() throws Exception {
        teacher.put(path + "/member-quota", QUOTA).requireStatus(200);
        teacher.post(
                        "/api/v1/libraries",
                        "{\"bundle\":\"" + teacher.uploaded(Libos.bundle("class-os", "1.0", "the class's"))
                                + "\",\"visibility\":\"project\",\"project\":\"" + project + "\"}")
                .requireStatus(201);
        var students = join();
        var hostile = students.removeLast();
        var exercises = exercises();
        var expected = undisturbed(exercises);

        try (var threads = Executors.newFixedThreadPool(8)) {
            var attack = threads.submit(() -> attack(hostile));
            var submissions = new ArrayList<Callable<Handed>>();
            for (int i = 0; i < RUNS; i++) {
                var who = students.get(i % students.size());
                int which = i % exercises.size();
                submissions.add(() -> new Handed(
                        who, id(who.post("/api/v1/runs", exercises.get(which).order(who, project))), which));
            }
            var handed = new ArrayList<Handed>();
            for (var each : threads.invokeAll(submissions)) handed.add(each.get());
            var hostiles = attack.get();

            for (var each : handed) requireAsUndisturbed(each, expected);
            requireSeesNothing(hostile, handed);
            requireEndedAsItDeserves(hostile, hostiles);
            requireTeacherSees(handed, hostiles);
        }
    }

    private List<Caller> join() {
        var invitation = teacher.post(path + "/invitations", "{\"uses\":" + STUDENTS + "}")
                .requireStatus(201)
                .json();
        var token = "{\"token\":\"" + invitation.path("token").asString() + "\"}";
        var students = new ArrayList<Caller>();
        for (int i = 1; i <= STUDENTS; i++) {
            var student = someone("student" + i);
            student.get(path).requireProblem(404, "not-found");
            student.post("/api/v1/invitations/accept", token).requireStatus(200);
            students.add(student);
        }
        someone("passer-by").post("/api/v1/invitations/accept", token).requireProblem(409, "invitation-over");
        return students;
    }

    /// The digest of each exercise, run by the teacher while nobody else does anything.
    private List<String> undisturbed(List<Exercise> exercises) {
        var digests = new ArrayList<String>();
        for (var exercise : exercises) {
            var run = teacher.awaitEnd(teacher.submitted(exercise.order(teacher, project)));
            assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
            digests.add(run.path("digest").asString());
        }
        return digests;
    }

    /// @return its runs by what they do
    private Map<String, String> attack(Caller hostile) {
        var runs = new TreeMap<String, String>();
        var eats = "\"overrides\":{\"cache.bytes\":16777216,\"cache.l1.bytes\":16777216},\"mesh\":\"8x8\"";
        runs.put("eats", hostile.submitted(order(hostile, "hello.zip", eats)));
        var ours = "\"project\":\"" + project + "\",";
        runs.put(
                "floods",
                hostile.submitted(order(hostile, "test/flood.zip", ours + "\"limits\":{\"cycles\":400000000}")));
        runs.put(
                "stays",
                hostile.submitted(order(hostile, "test/loop.zip", ours + "\"limits\":{\"cycles\":3000000000}")));

        var refused = hostile.post(
                        "/api/v1/runs", order(hostile, "test/loop.zip", ours + "\"limits\":{\"cycles\":9000000000}"))
                .requireProblem(409, "node-cycles-quota");
        assertThat(refused.json().path("detail").asString()).contains("lower limits.cycles", "the project's owner");
        hostile.post(
                        "/api/v1/runs",
                        order(hostile, "hello.zip", ours + "\"limits\":{\"cycles\":1000},\"mesh\":\"4x4\""))
                .requireProblem(409, "node-quota");
        hostile.put(path + "/member-quota", "{}").requireProblem(403, "role-too-low");
        hostile.post(path + "/invitations", "{}").requireProblem(403, "role-too-low");
        hostile.put("/api/v1/libraries/class-os@1.0", "{\"visibility\":\"private\"}", "If-Match", "*")
                .requireProblem(403, "library-not-yours");

        // Into a queue that is full, again and again.
        var more = order(hostile, "test/loop.zip", ours + "\"limits\":{\"cycles\":1000000}");
        int refusals = 0;
        for (int i = 0; i < 40; i++) {
            var answer = hostile.post("/api/v1/runs", more);
            if (answer.status() == 202)
                runs.put("more" + i, answer.json().path("id").asString());
            else {
                assertThat(answer.status() + " " + answer.json().path("code").asString())
                        .isIn("429 queue-full", "409 run-quota");
                refusals++;
            }
        }
        assertThat(refusals).isPositive();
        return runs;
    }

    private static String order(Caller who, String bundle, String rest) {
        return "{\"bundle\":\"" + who.uploaded(RunningService.prebuilt(bundle)) + "\"," + rest + "}";
    }

    private static void requireAsUndisturbed(Handed handed, List<String> expected) {
        var run = handed.who().awaitEnd(handed.run());
        assertThat(run.path("state").asString()).as(run.toString()).isEqualTo("finished");
        assertThat(run.path("outcome").asString()).isEqualTo("exited");
        assertThat(run.path("digest").asString()).isEqualTo(expected.get(handed.exercise()));
        assertThat(run.path("attempts").asInt()).isEqualTo(1);
        assertThat(SERVICE.bean(JdbcClient.class)
                        .sql("select count(*) from run_events where run_id = :id and kind = 'end'")
                        .param("id", handed.run())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    private void requireSeesNothing(Caller hostile, List<Handed> handed) {
        for (var each : handed) {
            for (var part : List.of("", "/console", "/request")) {
                hostile.get("/api/v1/runs/" + each.run() + part).requireProblem(404, "not-found");
            }
            hostile.post("/api/v1/runs/" + each.run() + "/cancel", "").requireProblem(404, "not-found");
            hostile.delete("/api/v1/runs/" + each.run()).requireProblem(404, "not-found");
        }
        for (var run : hostile.get(path + "/runs?limit=100").json().path("items")) {
            assertThat(run.path("user").asString()).isEqualTo("student" + STUDENTS);
        }
    }

    private void requireEndedAsItDeserves(Caller hostile, Map<String, String> runs) {
        // Not one that runs as long as it may: its teacher ends it.
        if (!state(hostile, Objects.requireNonNull(runs.get("stays"))).equals("finished")) {
            assertThat(teacher.post("/api/v1/runs/" + Objects.requireNonNull(runs.get("stays")) + "/cancel", "")
                            .status())
                    .isIn(202, 409);
        }
        hostile.awaitEnd(Objects.requireNonNull(runs.get("stays")));
        assertThat(state(hostile, Objects.requireNonNull(runs.get("stays")))).isIn("canceled", "finished");

        var ate = hostile.awaitEnd(Objects.requireNonNull(runs.get("eats")));
        assertThat(ate.path("state").asString()).as(ate.toString()).isEqualTo("infrastructure_error");
        assertThat(ate.path("message").asString()).contains("ran out of memory");
        assertThat(hostile.awaitEnd(Objects.requireNonNull(runs.get("floods")))
                        .path("outcome")
                        .asString())
                .isEqualTo("console_limit");
        runs.forEach((what, id) -> {
            if (what.startsWith("more")) {
                assertThat(hostile.awaitEnd(id).path("outcome").asString()).isEqualTo("cycle_limit");
            }
        });
    }

    private static String state(Caller who, String run) {
        return who.run(run).path("state").asString();
    }

    private void requireTeacherSees(List<Handed> handed, Map<String, String> hostiles) {
        var seen = new TreeMap<String, JsonNode>();
        var page = teacher.get(path + "/runs?limit=100").requireStatus(200).json();
        while (true) {
            page.path("items").forEach(run -> seen.put(run.path("id").asString(), run));
            if (page.path("nextCursor").isNull()) break;
            page = teacher.get(path + "/runs?limit=100&cursor="
                            + page.path("nextCursor").asString())
                    .requireStatus(200)
                    .json();
        }
        assertThat(seen.keySet()).containsAll(handed.stream().map(Handed::run).toList());
        assertThat(seen.keySet()).contains(hostiles.get("floods")).doesNotContain(hostiles.get("eats"));
        var use = teacher.get("/api/v1/users/me").json().path("use");
        assertThat(use.path("nodeCyclesToday").path("used").asLong()).isPositive();
        assertThat(use.path("nodes").path("used").asInt()).isZero();
    }
}
