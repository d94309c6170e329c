package org.fugu.service.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Leases that wait, on a service of their own whose machine they fill: 8 × 8 nodes.
class WaitingLeasesIT {
    private static final String PARTITIONS = "/api/v1/partitions";
    private static final int SIDE = 8;
    private static final int CLIENTS = 240;

    private static TestDatabase.Connection database;
    private static RunningService service;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        service = RunningService.startOn(database);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void clear() {
        sql("delete from reservations");
        sql("""
                update partitions set state = 'released', ended_at = now()
                where state in ('active', 'reserved', 'waiting')
                """);
    }

    private static void sql(String statement) {
        service.bean(JdbcClient.class).sql(statement).update();
    }

    private static String lease(int columns, int rows, int minutes, String more) {
        return "{\"machine\":\"fugu\",\"columns\":" + columns + ",\"rows\":" + rows + ",\"minutes\":" + minutes + more
                + "}";
    }

    private static JsonNode leased(Caller user, int columns, int rows, int minutes) {
        return user.post(PARTITIONS, lease(columns, rows, minutes, ""))
                .requireStatus(201)
                .json();
    }

    private static JsonNode awaited(Caller user, int columns, int rows, int minutes) {
        return user.post(PARTITIONS, lease(columns, rows, minutes, ",\"wait\":true"))
                .requireStatus(202)
                .json();
    }

    private static String id(JsonNode lease) {
        return lease.path("id").asString();
    }

    private static JsonNode now(Caller user, JsonNode lease) {
        return user.get(PARTITIONS + "/" + id(lease)).requireStatus(200).json();
    }

    private static JsonNode begun(Caller user, JsonNode lease) {
        var seen = user.get(PARTITIONS + "/" + id(lease), "Prefer", "wait=20")
                .requireStatus(200)
                .json();
        assertThat(seen.path("state").asString()).as(seen.toString()).isEqualTo("active");
        return seen;
    }

    /// Waits for a condition, with a bound.
    private static void until(BooleanSupplier condition) {
        var deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited too long").isBefore(deadline);
            Caller.pause(50);
        }
    }

    private static void release(Caller user, JsonNode lease) {
        user.delete(PARTITIONS + "/" + id(lease)).requireStatus(204);
    }

    private static Instant time(JsonNode at, String field) {
        return Instant.parse(at.path(field).asString());
    }

    @Test
    void itShowsItsPlaceAndAnEstimateAndBeginsWhenItsNodesAreGivenBack() {
        var holder = service.newUser();
        var user = service.newUser();
        var whole = leased(holder, 8, 8, 30);

        var first = awaited(user, 4, 4, 60);
        var second = awaited(service.newUser(), 8, 8, 60);

        assertThat(first.path("state").asString()).isEqualTo("waiting");
        assertThat(first.path("column").isNull()).isTrue();
        assertThat(first.path("waiting").path("place").asInt()).isEqualTo(1);
        assertThat(first.path("waiting").path("minutes").asInt()).isEqualTo(60);
        assertThat(time(first.path("waiting"), "estimatedStart")).isEqualTo(time(whole, "expiresAt"));
        assertThat(second.path("waiting").path("place").asInt()).isEqualTo(2);
        assertThat(time(second.path("waiting"), "estimatedStart"))
                .isEqualTo(time(whole, "expiresAt").plus(Duration.ofHours(1)));

        release(holder, whole);
        var had = begun(user, first);
        assertThat(had.path("waiting").isNull()).isTrue();
        assertThat(had.path("column").isNumber()).isTrue();
        assertThat(Duration.between(time(had, "startsAt"), time(had, "expiresAt")))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void whoStandsTooFarBehindIsToldThatNothingIsReckonedForThem() {
        leased(service.newUser(), 8, 8, 30);
        var users = new ArrayList<Caller>();
        for (int i = 0; i < 33; i++) {
            users.add(service.newUser());
            awaited(users.get(i), 1, 1, 10);
        }
        var last = wait(users.get(31));
        assertThat(last.path("estimatedStart").isString()).isTrue();
        assertThat(last.path("unestimated").isNull()).isTrue();

        var behind = wait(users.get(32));

        assertThat(behind.path("place").asInt()).isEqualTo(33);
        assertThat(behind.path("estimatedStart").isNull()).isTrue();
        assertThat(behind.path("unestimated").asString())
                .isEqualTo(
                        "too many wait before it: estimates are made for the first 32 in the line that wait for room");
    }

    /// What the list of a user says who has one lease, which waits.
    private static JsonNode wait(Caller user) {
        return user.get(PARTITIONS).json().path("items").path(0).path("waiting");
    }

    @Test
    void withRoomItDoesNotWait() {
        var made = service.newUser()
                .post(PARTITIONS, lease(2, 2, 5, ",\"wait\":true"))
                .requireStatus(201)
                .json();
        assertThat(made.path("state").asString()).isEqualTo("active");
    }

    @Test
    void whoComesLaterPassesOnlyWithoutDelayingTheFirst() {
        var holder = service.newUser();
        var others = service.newUser();
        var half = leased(holder, 8, 4, 60);
        var first = awaited(service.newUser(), 8, 8, 60);

        // Over before the first can begin: it may pass, whether it waits or not.
        others.post(PARTITIONS, lease(1, 1, 30, ",\"wait\":true")).requireStatus(201);
        others.post(PARTITIONS, lease(1, 1, 30, "")).requireStatus(201);
        // Not over by then.
        others.post(PARTITIONS, lease(1, 1, 90, "")).requireProblem(409, "no-free-rectangle");
        var behind = awaited(others, 1, 1, 90);
        holder.post(PARTITIONS + "/" + id(half) + "/renew", "{\"minutes\":90}")
                .requireProblem(409, "partition-needed-next");

        assertThat(time(first.path("waiting"), "estimatedStart")).isEqualTo(time(half, "expiresAt"));
        assertThat(time(behind.path("waiting"), "estimatedStart"))
                .isEqualTo(time(half, "expiresAt").plus(Duration.ofHours(1)));
    }

    @Test
    void itCanBeGivenUpAndLetsTheNextPass() {
        var holder = service.newUser();
        var user = service.newUser();
        var other = service.newUser();
        leased(holder, 8, 4, 60);
        var first = awaited(user, 8, 8, 60);
        var second = awaited(other, 8, 4, 90);

        other.delete(PARTITIONS + "/" + id(first)).requireProblem(404, "not-found");
        release(user, first);

        begun(other, second);
        assertThat(now(user, first).path("state").asString()).isEqualTo("released");
    }

    @Test
    void itIsGivenUpWhenItsTimeHasPassed() {
        var holder = service.newUser();
        var user = service.newUser();
        leased(holder, 8, 8, 60);
        var until = Instant.now().plus(Duration.ofMinutes(30)).toString();
        var asked = user.post(PARTITIONS, lease(1, 1, 5, ",\"wait\":true,\"waitUntil\":\"" + until + "\""))
                .requireStatus(202)
                .json();
        // As far as one knows nothing is free until then.
        assertThat(asked.path("waiting").path("estimatedStart").isNull()).isTrue();
        assertThat(asked.path("waiting").path("unestimated").asString()).startsWith("when the nodes that it needs");
        sql("update partitions set expires_at = now(), waits_until = now() where state = 'waiting'");

        assertThat(now(user, asked).path("state").asString()).isEqualTo("expired");
        user.post(PARTITIONS, lease(1, 1, 5, ",\"waitUntil\":\"" + until + "\""))
                .requireProblem(422, "invalid-body");
        user.post(PARTITIONS, lease(1, 1, 5, ",\"wait\":true,\"waitUntil\":\"2026-01-01T00:00:00Z\""))
                .requireProblem(422, "invalid-body");
        user.post(PARTITIONS, lease(1, 1, 5, ",\"wait\":true,\"waitUntil\":\"2999-01-01T00:00:00Z\""))
                .requireProblem(422, "lease-too-far-ahead");
    }

    @Test
    void aLeaseThatRunsOutMakesRoomWithoutAnybodysDoing() {
        var holder = service.newUser();
        var user = service.newUser();
        var whole = leased(holder, 8, 8, 60);
        var asked = awaited(user, 1, 1, 5);
        service.bean(JdbcClient.class)
                .sql("update partitions set expires_at = now() + interval '2 seconds' where id = :id")
                .param("id", id(whole))
                .update();

        begun(user, asked);
    }

    @Test
    void anEarlierTimeIsNotTakenForALaterOne() {
        var holder = service.newUser();
        var user = service.newUser();
        var from = Instant.now().plus(Duration.ofHours(3));
        var tomorrow = holder.post(PARTITIONS, lease(8, 8, 60, ",\"from\":\"" + from + "\""))
                .requireStatus(201)
                .json();
        var asked = user.post(PARTITIONS, lease(8, 8, 60, ",\"wait\":true,\"from\":\"" + from + "\""))
                .requireStatus(202)
                .json();
        assertThat(time(asked.path("waiting"), "estimatedStart")).isEqualTo(time(tomorrow, "expiresAt"));

        release(holder, tomorrow);

        until(() -> now(user, asked).path("state").asString().equals("reserved"));
        assertThat(time(now(user, asked), "startsAt")).isEqualTo(time(asked, "startsAt"));
    }

    @Test
    void nodesCountOnceItHasThemAndHowManyMayWaitIsBounded() {
        var holder = service.newUser();
        var user = service.newUser();
        var whole = leased(holder, 8, 8, 60);
        var me = user.get("/api/v1/users/me").json().path("id").asString();
        service.bean(JdbcClient.class)
                .sql("insert into user_quotas (user_id, nodes) values (:user, 3)")
                .param("user", me)
                .update();
        user.post(PARTITIONS, lease(2, 2, 5, ",\"wait\":true")).requireProblem(409, "node-quota");
        var asked = new ArrayList<JsonNode>();
        for (int i = 0; i < 10; i++) asked.add(awaited(user, 2, 1, 5));
        user.post(PARTITIONS, lease(1, 1, 5, ",\"wait\":true")).requireProblem(409, "too-many-waiting");
        var other = awaited(service.newUser(), 8, 1, 5);

        release(holder, whole);

        begun(user, asked.getFirst());
        until(() -> now(user, asked.get(1))
                .path("waiting")
                .path("waitingFor")
                .asString("")
                .equals("quota"));
        assertThat(now(user, asked.get(1))
                        .path("waiting")
                        .path("estimatedStart")
                        .isNull())
                .isTrue();
        assertThat(now(user, asked.get(1)).path("waiting").path("unestimated").asString())
                .startsWith("it begins when other leases and runs");
        // Nobody waits for another's quota.
        assertThat(service.bean(JdbcClient.class)
                        .sql("select state from partitions where id = :id")
                        .param("id", id(other))
                        .query(String.class)
                        .single())
                .isEqualTo("active");
        release(user, asked.getFirst());
        begun(user, asked.get(1));
    }

    @Test
    void theCalendarShowsOnesOwnAndWhatIsKeptForOthers() {
        var holder = service.newUser();
        var user = service.newUser();
        var whole = leased(holder, 8, 8, 60);
        var first = awaited(user, 4, 4, 60);
        var other = service.newUser();
        var second = awaited(other, 2, 2, 60);
        var calendar = "/api/v1/machines/fugu/calendar";

        var mine = waiting(user, calendar);
        assertThat(mine).hasSize(1);
        assertThat(mine.getFirst().path("id")).isEqualTo(first.path("id"));
        assertThat(mine.getFirst().path("mine").asBoolean()).isTrue();
        assertThat(mine.getFirst().path("from")).isEqualTo(whole.path("expiresAt"));
        var theirs = waiting(other, calendar);
        assertThat(theirs).hasSize(2);
        assertThat(theirs.toString()).contains(id(second)).doesNotContain(id(first));
        assertThat(waiting(holder, calendar)).hasSize(1);
    }

    private static List<JsonNode> waiting(Caller user, String calendar) {
        var found = new ArrayList<JsonNode>();
        for (var entry : user.get(calendar).json().path("entries")) {
            if (entry.path("kind").asString().equals("waiting")) found.add(entry);
        }
        return found;
    }

    @Test
    void whoHasNodesKeptIsNotHeldUpByThoseForWhomSomeAreKeptLater() {
        var holder = service.newUser();
        var user = service.newUser();
        var whole = leased(holder, 8, 8, 60);
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var asked = awaited(user, 8, 8, 60);
        var run = user.submitted("{\"bundle\":\"" + bundle + "\",\"limits\":{\"memoryBytes\":655360}}");
        until(() -> service.bean(JdbcClient.class)
                        .sql("select count(*) from reservations")
                        .query(Integer.class)
                        .single()
                == 2);
        // Both expected their nodes earlier than they are free.
        sql("update reservations set begins_at = now() - interval '1 hour', ends_at = now() + interval '1 second'");

        release(holder, whole);

        release(user, begun(user, asked));
        assertThat(user.awaitEnd(run).path("state").asString()).isEqualTo("finished");
    }

    @Test
    void aRestartLosesNobody() {
        var holder = service.newUser();
        var user = service.newUser();
        var whole = leased(holder, 8, 8, 60);
        var asked = awaited(user, 1, 1, 5);
        service.close();
        service = RunningService.startOn(database);
        sql("update partitions set expires_at = now() where id = '" + id(whole) + "'");

        until(() -> service.bean(JdbcClient.class)
                .sql("select state from partitions where id = '" + id(asked) + "'")
                .query(String.class)
                .single()
                .equals("active"));
    }

    /// Each asks, waits, has its nodes for a moment and gives them back; some give up.
    @Test
    void hundredsAtOnceNeverShareANodeAndNobodyIsForgotten() throws Exception {
        service.close();
        service = RunningService.startOn(database, "--fugu.leases.max-waiting=1000");
        try {
            askAtOnce();
        } finally {
            service.close();
            service = RunningService.startOn(database);
        }
    }

    private static void askAtOnce() throws InterruptedException, ExecutionException {
        long seed = Long.getLong("fugu.seed", System.nanoTime());
        var users = new ArrayList<Caller>();
        for (int i = 0; i < 12; i++) users.add(service.newUser());
        var held = new AtomicIntegerArray(SIDE * SIDE);
        var waited = new AtomicInteger();
        var clients = new ArrayList<Callable<String>>();
        for (int i = 0; i < CLIENTS; i++) {
            var user = users.get(i % users.size());
            var random = new SplittableRandom(seed + i);
            clients.add(() -> client(user, random, held, waited));
        }

        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var client : threads.invokeAll(clients)) {
                assertThat(client.get()).as("seed " + seed).isIn("had", "given up");
            }
        }

        assertThat(waited.get()).as("some had to wait").isGreaterThan(CLIENTS / 4);
        assertThat(service.bean(JdbcClient.class)
                        .sql("select count(*) from partitions where state in ('waiting', 'active')")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static String client(Caller user, SplittableRandom random, AtomicIntegerArray held, AtomicInteger waited) {
        var body = lease(2 + random.nextInt(5), 2 + random.nextInt(5), 1 + random.nextInt(90), ",\"wait\":true");
        var answer = user.post(PARTITIONS, body);
        if (answer.status() != 201 && answer.status() != 202) return answer.text();
        var lease = answer.json();
        if (answer.status() == 202) {
            waited.incrementAndGet();
            if (random.nextInt(8) == 0) return givenUp(user, lease);
        }
        for (int look = 0; look < 12 && lease.path("state").asString().equals("waiting"); look++) {
            lease = user.get(PARTITIONS + "/" + id(lease), "Prefer", "wait=10")
                    .requireStatus(200)
                    .json();
        }
        if (!lease.path("state").asString().equals("active")) return lease.toString();
        var shared = mark(lease, held, 1) ? "" : "shared: " + lease;
        Caller.pause(100 + random.nextInt(200));
        mark(lease, held, -1);
        release(user, lease);
        return shared.isEmpty() ? "had" : shared;
    }

    /// It may have had its turn in the same moment.
    private static String givenUp(Caller user, JsonNode lease) {
        release(user, lease);
        return "given up";
    }

    /// @return whether nobody else had any of the nodes
    private static boolean mark(JsonNode lease, AtomicIntegerArray held, int change) {
        boolean alone = true;
        for (int row = 0; row < lease.path("rows").asInt(); row++) {
            for (int column = 0; column < lease.path("columns").asInt(); column++) {
                int node = (lease.path("row").asInt() + row) * SIDE
                        + lease.path("column").asInt()
                        + column;
                alone &= held.addAndGet(node, change) <= 1;
            }
        }
        return alone;
    }
}
