package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk of the database fills up under submissions, and is made room on.
///
/// It takes a file system of its own, which only root can mount.
class FullDiskIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    /// Longer than a run whose worker is not heard of is left alone, more than three times over.
    private static final Duration FULL_FOR = Duration.ofSeconds(10);

    private static final String[] SETTINGS = {"--fugu.runs.lost-after=2s", "--fugu.runs.workers=2"};

    @TempDir
    Path folder;

    @Test
    void whatCannotBeStoredIsRefusedAndAcceptedRunsWaitUntilThereIsRoom() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=300m,mode=777", "tmpfs", disk.toString()) == 0,
                "this user may not mount a file system, so no disk can be filled");
        try (var postgres = EmbeddedPostgres.start(disk.resolve("postgres"))) {
            var connection = new TestDatabase.Connection(postgres.url(), EmbeddedPostgres.USER, postgres.password());
            try (var service = RunningService.startOn(connection, SETTINGS)) {
                new Scenario(service, disk, connection).play();
            }
        } finally {
            run("umount", "--lazy", disk.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static final class Scenario {
        private final Path filling;
        private final TestDatabase.Connection database;
        private final Caller user;
        private final String order;
        private final List<String> accepted = new ArrayList<>();

        Scenario(RunningService service, Path disk, TestDatabase.Connection database) {
            this.filling = disk.resolve("filling");
            this.database = database;
            this.user = service.newUser();
            this.order = "{\"bundle\":\"" + user.uploaded(RunningService.prebuilt("hello.zip")) + "\"}";
        }

        void play() throws Exception {
            var undisturbed = user.awaitEnd(user.submitted(order));
            for (int i = 0; i < 4; i++) accepted.add(user.submitted(order));
            startAnotherLog();
            fill();

            submitUntilRefused();
            var until = Instant.now().plus(FULL_FOR);
            while (Instant.now().isBefore(until)) {
                var asked = Instant.now();
                var refused = user.post("/api/v1/runs", order).requireProblem(503, "database-cannot-store");
                assertThat(Duration.between(asked, Instant.now())).isLessThan(AT_ONCE);
                assertThat(refused.header("retry-after")).isNotBlank();
                assertThat(refused.json().path("requestId").asString()).isNotBlank();
                assertThat(refused.json().path("detail").asString()).contains("make room");
                var ready = user.get("/actuator/health/readiness").requireStatus(503);
                assertThat(ready.text()).contains("the database cannot store anything");
                user.get("/actuator/health/liveness").requireStatus(200);
                user.get("/api/v1/runs").requireStatus(200);
                Caller.pause(200);
            }

            Files.delete(filling);
            awaitReady();
            accepted.add(user.submitted(order));
            for (var id : accepted) {
                var run = user.awaitEnd(id);
                assertThat(run.path("state").asString()).as(run.toString()).isEqualTo("finished");
                assertThat(run.path("digest")).isEqualTo(undisturbed.path("digest"));
            }
        }

        /// So that the log of transactions has room for what is tried and taken back meanwhile:
        /// its files are allocated as a whole.
        private void startAnotherLog() throws Exception {
            try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                    var statement = connection.createStatement()) {
                statement.execute("select pg_switch_wal(); checkpoint");
            }
        }

        private void fill() throws IOException {
            var block = new byte[64 << 10];
            try (var out = Files.newOutputStream(filling)) {
                while (true) out.write(block);
            } catch (IOException full) {
                assertThat(Files.getFileStore(filling).getUsableSpace()).isLessThan(block.length);
            }
        }

        /// Some may still be accepted: pages that are half empty take their rows.
        private void submitUntilRefused() {
            var until = Instant.now().plus(PATIENCE);
            while (true) {
                var answer = user.post("/api/v1/runs", order);
                if (answer.status() != 202) {
                    answer.requireProblem(503, "database-cannot-store");
                    return;
                }
                accepted.add(answer.json().path("id").asString());
                assertThat(Instant.now()).isBefore(until);
            }
        }

        private void awaitReady() {
            var until = Instant.now().plus(PATIENCE);
            while (user.get("/actuator/health/readiness").status() != 200) {
                assertThat(Instant.now()).isBefore(until);
                Caller.pause(50);
            }
        }
    }
}
