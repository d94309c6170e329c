package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The backups that docs/deploy.md describes hold all there is: accounts, keys, bundles, runs with
/// their results, and what waits.
class BackupIT {
    private static final List<String> SAME = List.of("digest", "resultDigest", "cycles", "outcome", "finishedAt");

    @TempDir
    Path folder;

    /// What a user has before the backup.
    private record Kept(String token, String finished, JsonNode run, String console, String waiting) {
        /// Nobody carries out the second run, so that it waits still.
        static Kept of(TestDatabase.Connection database) {
            String finished;
            Caller user;
            String bundle;
            try (var service = RunningService.startOn(database)) {
                user = service.newUser();
                bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
                finished = user.submitted("{\"bundle\":\"" + bundle + "\"}");
                user.awaitEnd(finished);
            }
            try (var web = RunningService.startOn(database, "--fugu.role=web")) {
                var again = web.nobody().withToken(user.token());
                var waiting = again.submitted("{\"bundle\":\"" + bundle + "\",\"seed\":7}");
                return new Kept(user.token(), finished, again.run(finished), console(again, finished), waiting);
            }
        }

        void requireIn(RunningService service) {
            var user = service.nobody().withToken(token);
            var found = user.run(finished);
            for (var field : SAME) assertThat(found.path(field)).as(field).isEqualTo(run.path(field));
            assertThat(console(user, finished)).isEqualTo(console).isNotEmpty();
            assertThat(user.awaitEnd(waiting).path("state").asString()).isEqualTo("finished");
        }

        private static String console(Caller user, String id) {
            return user.get("/api/v1/runs/" + id + "/console")
                    .requireStatus(200)
                    .text();
        }
    }

    /// On the oldest PostgreSQL that there is here.
    @Test
    void aDumpBecomesAnotherInstallation() throws Exception {
        var programs = HostPostgres.programs();
        assumeTrue(programs.isPresent(), "no PostgreSQL is installed on this host");
        try (var postgres = HostPostgres.start(programs.get(), folder)) {
            var kept = Kept.of(postgres.fresh("fugu"));
            var dump = postgres.dump("fugu");

            var restored = postgres.fresh("restored");
            postgres.restore(dump, "restored");

            try (var service = RunningService.startOn(restored)) {
                kept.requireIn(service);
            }
        }
    }

    @Test
    void aCopyOfTheStoppedEmbeddedDatabaseBecomesAnotherInstallation() throws Exception {
        var original = folder.resolve("original");
        var copy = folder.resolve("copy");
        Kept kept;
        try (var postgres = EmbeddedPostgres.start(original)) {
            kept = Kept.of(connection(postgres));
        }
        // With modes: PostgreSQL refuses data that others could read.
        var copied = new ProcessBuilder("cp", "--archive", original.toString(), copy.toString())
                .inheritIO()
                .start();
        assertThat(copied.waitFor()).isZero();
        try (var postgres = EmbeddedPostgres.start(copy);
                var service = RunningService.startOn(connection(postgres))) {
            kept.requireIn(service);
        }
    }

    private static TestDatabase.Connection connection(EmbeddedPostgres postgres) {
        return new TestDatabase.Connection(postgres.url(), EmbeddedPostgres.USER, postgres.password());
    }
}
