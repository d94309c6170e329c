package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.database.EmbeddedPostgres;
import org.fugu.service.measurement.MeasuredProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The promise that an accepted run is never lost and never recorded twice, with a real process, a
/// real kill and a real program.
class KilledServiceIT {
    /// Several seconds of host time, so that the kill comes in the middle.
    private static final String ORDER = ",\"args\":[\"200000\"],\"limits\":{\"cycles\":100000000}}";

    private static final int KILLS = 3;

    @TempDir
    Path folder;

    @Test
    void aRunInTheMiddleOfThreeKillsFinishesOnceWithTheDigestOfAnUndisturbedOne() throws Exception {
        var data = folder.resolve("data");
        var id = "";
        for (int attempt = 1; attempt <= KILLS; attempt++) {
            var service = PackagedService.start(data);
            JsonNode atTheKill;
            try {
                var admin = service.admin();
                if (id.isEmpty()) id = admin.submitted(order(admin));
                var number = attempt;
                atTheKill = admin.awaitRun(
                        id,
                        run -> run.path("attempts").asInt() == number
                                        && run.path("progressCycle").asLong() > 0
                                || !run.path("finishedAt").isNull());
            } finally {
                var children = service.children();
                service.kill();
                assertThat(children).isNotEmpty();
                awaitEnd(children);
            }
            assertThat(atTheKill.path("state").asString()).isEqualTo("running");
            assertThat(atTheKill.path("progress").asDouble()).isGreaterThan(0).isLessThan(1);
        }

        var second = PackagedService.start(data);
        try {
            var admin = second.admin();
            var run = admin.awaitEnd(id);
            var undisturbed = admin.awaitEnd(admin.submitted(order(admin)));

            assertThat(run.path("state").asString()).isEqualTo("finished");
            assertThat(run.path("attempts").asInt()).isEqualTo(KILLS + 1);
            assertThat(undisturbed.path("attempts").asInt()).isEqualTo(1);
            for (var same :
                    List.of("digest", "resultDigest", "cycles", "instructions", "outcome", "metrics", "metricUnits")) {
                assertThat(run.path(same)).as(same).isEqualTo(undisturbed.path(same));
            }
            assertThat(console(admin, run)).isEqualTo(console(admin, undisturbed));
            assertThat(events(admin, id)).endsWith("end").containsOnlyOnce("end");
        } finally {
            assertThat(second.stop()).isIn(0, 143);
        }
        assertThat(resultRows(data, id)).isEqualTo(1);
    }

    /// Nobody carries out something for a service that is no more.
    private static void awaitEnd(List<ProcessHandle> children) {
        var until = Instant.now().plusSeconds(30);
        while (children.stream().anyMatch(ProcessHandle::isAlive)) {
            assertThat(Instant.now()).isBefore(until);
            Caller.pause(20);
        }
    }

    /// The same of two users' jobs in one machine.
    @Test
    void aCoRunInTheMiddleOfAKillFinishesOnceForEachMember() throws Exception {
        var data = folder.resolve("data");
        var first = PackagedService.start(data);
        var runs = List.<String>of();
        try {
            var admin = first.admin();
            admin.post(
                            "/api/v1/users",
                            "{\"name\":\"ben\",\"password\":\"" + RunningService.ADMIN_PASSWORD
                                    + "\",\"role\":\"user\"}")
                    .requireStatus(201);
            runs = coRun(admin, ben(first));
            admin.awaitRun(runs.getFirst(), run -> run.path("progressCycle").asLong() > 0);
        } finally {
            first.kill();
        }

        var second = PackagedService.start(data);
        try {
            var admin = second.admin();
            var ben = ben(second);
            var users = List.of(admin, ben);
            var undisturbed = coRun(admin, ben);
            for (int i = 0; i < users.size(); i++) {
                var run = users.get(i).awaitEnd(runs.get(i));
                var other = users.get(i).awaitEnd(undisturbed.get(i));
                assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
                assertThat(run.path("attempts").asInt()).isEqualTo(2);
                for (var same : List.of("digest", "resultDigest", "cycles", "metrics")) {
                    assertThat(run.path(same)).as(same).isEqualTo(other.path(same));
                }
                assertThat(console(users.get(i), run)).isEqualTo(console(users.get(i), other));
                assertThat(events(users.get(i), runs.get(i))).endsWith("end").containsOnlyOnce("end");
            }
        } finally {
            second.stop();
        }
        for (var run : runs) assertThat(resultRows(data, run)).isEqualTo(1);
    }

    /// The same of a project's measurement.
    @Test
    void aMeasurementInTheMiddleOfAKillHasItsFiguresOnce() throws Exception {
        var data = folder.resolve("data");
        var zip = MeasuredProject.pingpong(200_000);
        var path = "";
        var first = PackagedService.start(data);
        try {
            var project = new MeasuredProject(first.admin());
            var asked = project.measure(project.owner.uploaded(zip))
                    .requireStatus(202)
                    .json();
            path = project.measurements() + "/" + asked.path("id").asString();
            while (!project.owner.get(path).json().path("state").asString().equals("running")) Caller.pause(20);
        } finally {
            first.kill();
        }

        var second = PackagedService.start(data);
        try {
            var admin = second.admin();
            JsonNode seen;
            do seen = admin.get(path, "Prefer", "wait=30").requireStatus(200).json();
            while (seen.path("finishedAt").isNull());
            assertThat(seen.path("state").asString()).as(seen.toString()).isEqualTo("finished");
            var undisturbed = new MeasuredProject(admin);
            var other = undisturbed.measured(zip);
            assertThat(admin.get(path + "/results").requireStatus(200).bytes())
                    .isEqualTo(admin.get(undisturbed.measurements() + "/"
                                    + other.path("id").asString() + "/results")
                            .bytes());
        } finally {
            second.stop();
        }
        assertThat(count(
                        data,
                        "select attempts from measurements where id = ?",
                        path.substring(path.lastIndexOf('/') + 1)))
                .isEqualTo(2);
    }

    private static Caller ben(PackagedService service) {
        return new Caller(service.address()).signIn("ben", RunningService.ADMIN_PASSWORD);
    }

    /// Two ping-pongs beside each other.
    ///
    /// @return the members' runs
    private static List<String> coRun(Caller admin, Caller ben) {
        var partition = admin.post(
                        "/api/v1/partitions",
                        "{\"machine\":\"fugu\",\"columns\":2,\"rows\":2,\"kind\":\"shared\",\"users\":[\"ben\"]}")
                .requireStatus(201)
                .json();
        var id = admin.post(
                        "/api/v1/co-runs",
                        "{\"partition\":\"" + partition.path("id").asString() + "\"}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        return List.of(confirmed(admin, id, "2x1+0+0"), confirmed(ben, id, "2x1+0+1"));
    }

    private static String confirmed(Caller user, String id, String rectangle) {
        var job = order(user).replace("{\"bundle\"", "{\"rectangle\":\"" + rectangle + "\",\"bundle\"");
        user.put("/api/v1/co-runs/" + id + "/job", job, "If-Match", "*").requireStatus(200);
        var coRun = user.post("/api/v1/co-runs/" + id + "/confirm", "", "If-Match", "*")
                .requireStatus(200)
                .json();
        for (var member : coRun.path("members")) {
            if (member.path("me").asBoolean()) return member.path("run").asString();
        }
        throw new AssertionError(coRun.toString());
    }

    private static String order(Caller admin) {
        return "{\"bundle\":\"" + admin.uploaded(RunningService.prebuilt("pingpong.zip")) + "\"" + ORDER;
    }

    private static JsonNode console(Caller admin, JsonNode run) {
        return admin.get("/api/v1/runs/" + run.path("id").asString() + "/console")
                .json();
    }

    private static List<String> events(Caller admin, String id) throws IOException {
        try (var stream =
                new ServerEvents(admin.stream("/api/v1/runs/" + id + "/events").body())) {
            return stream.all().stream().map(ServerEvents.Event::name).collect(Collectors.toList());
        }
    }

    private static int resultRows(Path data, String id) throws Exception {
        return count(data, "select count(*) from run_results where run_id = ?", id);
    }

    private static int count(Path data, String sql, String id) throws Exception {
        try (var postgres = EmbeddedPostgres.start(data.resolve("postgres"));
                var connection =
                        DriverManager.getConnection(postgres.url(), EmbeddedPostgres.USER, postgres.password());
                var query = connection.prepareStatement(sql)) {
            query.setString(1, id);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
