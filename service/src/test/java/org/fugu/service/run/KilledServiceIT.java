package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Collectors;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.database.EmbeddedPostgres;
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
                service.kill();
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
        try (var postgres = EmbeddedPostgres.start(data.resolve("postgres"));
                var connection =
                        DriverManager.getConnection(postgres.url(), EmbeddedPostgres.USER, postgres.password());
                var query = connection.prepareStatement("select count(*) from run_results where run_id = ?")) {
            query.setString(1, id);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
