package org.fugu.service.database;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A web, two workers and a database are killed and started again at random, and the database's disk
/// fills up, while a client submits. At the end every accepted run is finished once, with the digest
/// that it has undisturbed; and the longest went on each time from their last checkpoint.
///
/// `-Dfugu.faults=N` has more faults, `-Dfugu.seed=N` another order and other pauses. The disk needs a
/// file system of its own, which only root can mount; else it does not fill.
class FaultIT {
    private static final int FAULTS = Integer.getInteger("fugu.faults", Fault.values().length);
    private static final long SEED = Long.getLong("fugu.seed", 20261130L);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final long BETWEEN_MILLIS = 100;
    /// How often the longest are seen to it that they are taken up again.
    private static final int MORE_KILLS = 5;

    /// What is run.
    private enum Kind {
        SHORT("hello.zip", null),
        /// Takes a second or two, so that faults come in the middle of it.
        LONG("pingpong.zip", "60000"),
        /// Takes half a minute or more, so that it is worth going on from a checkpoint.
        LONGEST("pingpong.zip", "1500000");

        private static final long CYCLES = 2_000_000_000;

        private final String program;
        private final @Nullable String rounds;

        Kind(String program, @Nullable String rounds) {
            this.program = program;
            this.rounds = rounds;
        }

        static Kind of(long seed) {
            return seed % 250 == 1 ? LONGEST : seed % 25 == 0 ? LONG : SHORT;
        }

        String args() {
            if (rounds == null) return "";
            return ",\"args\":[\"" + rounds + "\"],\"limits\":{\"cycles\":" + CYCLES + "}";
        }
    }

    /// What a client is told whose request cannot be kept at the moment.
    private static final Set<Integer> TRY_AGAIN = Set.of(409, 429, 502, 503, 507);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    /// What is done to an installation. All that is killed is started again.
    private enum Fault {
        WEB_KILLED,
        WORKER_KILLED,
        /// The web and all workers.
        ALL_KILLED,
        DATABASE_KILLED,
        DISK_FILLED
    }

    /// A run that was accepted.
    private record Accepted(String id, Kind kind, long seed) {
        /// What it comes to on the machine, without a service.
        String undisturbed() {
            var args = kind.rounds == null ? null : List.of(kind.rounds);
            var limits = kind.rounds == null ? LimitsGiven.NONE : new LimitsGiven(Kind.CYCLES, null, null, null);
            var options =
                    new RunOptions(null, args, "fugu", null, null, null, seed, limits, Collections.emptySortedMap(), 1);
            var plan = RunPlan.of(Bundle.read(RunningService.prebuilt(kind.program)), options);
            return Exokernel.run(plan.request(), new RunObserver() {}).digest();
        }
    }

    /// Submits one run after the other, each until it is accepted, as a careful client does.
    private static final class Client {
        private final Caller user;
        private final Map<Kind, String> bundles = new EnumMap<>(Kind.class);
        private final List<Accepted> accepted = new ArrayList<>();
        private volatile boolean stopping;

        Client(Caller user) {
            this.user = user;
            for (var kind : Kind.values()) bundles.put(kind, user.uploaded(RunningService.prebuilt(kind.program)));
        }

        List<Accepted> submitUntilStopped() {
            for (long seed = 1; !stopping; seed++) {
                var kind = Kind.of(seed);
                accepted.add(new Accepted(submitted(kind, seed), kind, seed));
                Caller.pause(BETWEEN_MILLIS);
            }
            return accepted;
        }

        private String submitted(Kind kind, long seed) {
            var order = "{\"bundle\":\"" + bundles.get(kind) + "\",\"seed\":" + seed + kind.args() + "}";
            while (true) {
                try {
                    var answer = user.post("/api/v1/runs", order, "Idempotency-Key", "run-" + seed);
                    if (answer.status() == 202) return answer.json().path("id").asString();
                    assertThat(answer.status()).as(answer.text()).isIn(TRY_AGAIN);
                } catch (UncheckedIOException unanswered) {
                    // Whether it was accepted nobody knows; the key makes sure that it is once.
                }
                Caller.pause(200);
            }
        }
    }

    @Test
    void everyAcceptedRunIsFinishedOnceWithTheDigestOfAnUndisturbedOne() throws Exception {
        try (var installation = Installation.in(folder);
                var checkpoints = new CheckpointWatch(installation.database())) {
            var web = new Caller(installation.address());
            var user = web.signIn(RunningService.ADMIN, RunningService.ADMIN_PASSWORD)
                    .withKey();
            var client = new Client(user);
            var submitting = CompletableFuture.supplyAsync(client::submitUntilStopped);
            var faults = disturb(installation);
            for (int more = 0; more < MORE_KILLS && checkpoints.resumed() == 0; more++) {
                checkpoints.awaitCheckpoint(PATIENCE);
                faults.add(Fault.ALL_KILLED);
                happen(Fault.ALL_KILLED, installation);
                Caller.pause(5000);
            }
            client.stopping = true;
            var accepted = submitting.join();

            awaitEnds(user, accepted, faults);
            requireOnce(installation, accepted);
            for (var run : accepted) {
                var found = user.run(run.id());
                assertThat(found.path("state").asString())
                        .as(found + " after " + faults)
                        .isEqualTo("finished");
                assertThat(found.path("outcome").asString()).isEqualTo("exited");
                assertThat(found.path("digest").asString()).as(run.toString()).isEqualTo(run.undisturbed());
            }
            assertThat(checkpoints.resumed())
                    .as("runs that went on from a checkpoint")
                    .isPositive();
            assertThat(checkpoints.losses())
                    .as("attempts that began before the last checkpoint")
                    .isEmpty();
            System.out.println(accepted.size() + " runs through " + faults + ", seed " + SEED + "; "
                    + checkpoints.resumed() + " times one went on from its last checkpoint");
        }
    }

    /// @return what was done, in order
    private List<Fault> disturb(Installation installation) throws Exception {
        var faults = new ArrayList<Fault>();
        while (faults.size() < FAULTS) {
            var round = new ArrayList<>(List.of(Fault.values()));
            Collections.shuffle(round, random);
            for (var fault : round.subList(0, Math.min(round.size(), FAULTS - faults.size()))) {
                Caller.pause(500 + random.nextInt(3000));
                faults.add(fault);
                happen(fault, installation);
            }
        }
        return faults;
    }

    private void happen(Fault fault, Installation installation) throws Exception {
        switch (fault) {
            case DATABASE_KILLED -> {
                installation.killDatabase();
                Caller.pause(random.nextInt(2000));
                installation.startDatabase();
            }
            case DISK_FILLED -> installation.fillDisk(1000 + random.nextInt(3000));
            case WEB_KILLED -> killed(installation, 0);
            case WORKER_KILLED -> killed(installation, 1 + random.nextInt(installation.size() - 1));
            case ALL_KILLED -> {
                for (int i = 0; i < installation.size(); i++) installation.kill(i);
                installation.startAllAgain();
            }
        }
    }

    private void killed(Installation installation, int number) throws Exception {
        installation.kill(number);
        Caller.pause(random.nextInt(2000));
        installation.startAgain(number);
    }

    private static void awaitEnds(Caller user, List<Accepted> accepted, List<Fault> faults) {
        var until = Instant.now().plus(PATIENCE);
        for (var state : List.of("queued", "allocated", "running")) {
            var path = "/api/v1/runs?limit=1&state=" + state;
            while (!user.get(path).requireStatus(200).json().path("items").isEmpty()) {
                assertThat(Instant.now())
                        .as("some of " + accepted.size() + " runs are " + state + " after " + faults)
                        .isBefore(until);
                Caller.pause(500);
            }
        }
    }

    /// No run was made twice by a request that was sent again, and none has ended twice.
    private static void requireOnce(Installation installation, List<Accepted> accepted) throws SQLException {
        var ends = new TreeMap<String, Integer>();
        var database = installation.database();
        try (var connection = DriverManager.getConnection(database.url(), EmbeddedPostgres.USER, database.password());
                var rows = connection.createStatement().executeQuery("""
                                select r.id, count(e.run_id) from runs r
                                left join run_events e on e.run_id = r.id and e.kind = 'end' group by r.id
                                """)) {
            while (rows.next()) ends.put(rows.getString(1), rows.getInt(2));
        }
        assertThat(ends).isEqualTo(accepted.stream().collect(toMap(Accepted::id, _ -> 1)));
    }
}
