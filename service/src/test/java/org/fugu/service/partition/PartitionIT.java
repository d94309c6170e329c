package org.fugu.service.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// On a service of its own: these tests fill the machine.
class PartitionIT {
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String lease(int columns, int rows) {
        return "{\"machine\":\"fugu\",\"columns\":" + columns + ",\"rows\":" + rows + "}";
    }

    private static void clear() {
        service.bean(JdbcClient.class)
                .sql(
                        "update partitions set state = 'released', ended_at = now() where state in ('active', 'reserved', 'waiting')")
                .update();
    }

    @Test
    void aLeaseIsShownOnTheMachineToItsOwnerByNameAndToOthersWithout() {
        clear();
        var owner = service.newUser();
        var made =
                owner.post("/api/v1/partitions", lease(2, 1)).requireStatus(201).json();

        var mine = owner.get("/api/v1/machines/fugu").json().path("partitions").get(0);
        var theirs = service.newUser()
                .get("/api/v1/machines/fugu")
                .json()
                .path("partitions")
                .get(0);

        assertThat(mine.path("id")).isEqualTo(made.path("id"));
        assertThat(mine.path("mine").asBoolean()).isTrue();
        assertThat(theirs.path("id").isNull()).isTrue();
        assertThat(theirs.path("mine").asBoolean()).isFalse();
        assertThat(theirs.path("columns").asInt()).isEqualTo(2);
    }

    @Test
    void whatIsLargerThanTheMachineOrReachesOverItsEdgeIsRefused() {
        var user = service.newUser();

        var tooWide = user.post("/api/v1/partitions", lease(9, 1)).requireProblem(422, "partition-too-large");
        assertThat(tooWide.json().path("errors").get(0).path("pointer").asString())
                .isEqualTo("/columns");
        user.post("/api/v1/partitions", lease(1, 1_000_000)).requireProblem(422, "partition-too-large");
        user.post("/api/v1/partitions", lease(0, 1)).requireProblem(422, "invalid-body");
        user.post("/api/v1/partitions", "{\"machine\":\"fugu\",\"columns\":2,\"rows\":1,\"column\":7,\"row\":0}")
                .requireProblem(422, "partition-outside");
        user.post("/api/v1/partitions", "{\"machine\":\"cray\",\"columns\":2,\"rows\":1}")
                .requireProblem(422, "unknown-machine");
    }

    @Test
    void whoASharedPartitionIsForIsSaidInOrder() {
        clear();
        var user = service.newUser();
        var lease = "{\"machine\":\"fugu\",\"columns\":1,\"rows\":1,\"kind\":\"%s\",\"users\":%s}";
        user.post("/api/v1/partitions", lease.formatted("dedicated", "[\"admin\"]"))
                .requireProblem(422, "users-of-a-dedicated-partition");
        user.post("/api/v1/partitions", lease.formatted("common", "[]")).requireProblem(422, "unknown-kind");
        var noName = user.post("/api/v1/partitions", lease.formatted("shared", "[\"admin\",\"No name\"]"))
                .requireProblem(422, "invalid-body");
        assertThat(noName.json().path("errors").get(0).path("pointer").asString())
                .isEqualTo("/users/1");
        user.post("/api/v1/partitions", lease.formatted("shared", "[null]")).requireProblem(422, "bad-field");
        user.post("/api/v1/partitions", lease.formatted("shared", "[\"admin\",\"admin\"]"))
                .requireProblem(422, "invited-twice");
        var name = user.get("/api/v1/users/me").json().path("name").asString();
        user.post("/api/v1/partitions", lease.formatted("shared", "[\"" + name + "\"]"))
                .requireProblem(422, "invited-twice");
        user.post("/api/v1/partitions", lease.formatted("shared", "[" + "\"a\",".repeat(15) + "\"a\"]"))
                .requireProblem(422, "invalid-body");
        assertThat(user.get("/api/v1/partitions").json().path("items").isEmpty())
                .isTrue();

        var made = user.post("/api/v1/partitions", lease.formatted("shared", "[\"admin\"]"))
                .requireStatus(201)
                .json();
        assertThat(made.path("kind").asString()).isEqualTo("shared");
        assertThat(made.path("owner").asString()).isEqualTo(name);
        assertThat(made.path("users").get(0).path("name").asString()).isEqualTo("admin");
        assertThat(made.path("users").get(0).path("declined").asBoolean()).isFalse();
        user.delete("/api/v1/partitions/" + made.path("id").asString()).requireStatus(204);
    }

    /// Who is there is not found out by inviting, and who comes later was not invited.
    @Test
    void aNameThatNobodyHasIsInvitedLikeOneThatSomebodyHas() {
        clear();
        var user = service.newUser();
        var invited = service.newUser();
        var known = invited.get("/api/v1/users/me").json().path("name").asString();
        var unknown = known + "-x";
        var lease = "{\"machine\":\"fugu\",\"columns\":1,\"rows\":1,\"kind\":\"shared\",\"users\":[\"%s\"]}";
        var told = new ArrayList<String>();
        var ids = new ArrayList<String>();
        for (var name : List.of(known, unknown)) {
            var made = user.post("/api/v1/partitions", lease.formatted(name))
                    .requireStatus(201)
                    .json();
            ids.add(made.path("id").asString());
            var coRun = user.post("/api/v1/co-runs", "{\"partition\":\"" + ids.getLast() + "\"}")
                    .requireStatus(201)
                    .json();
            told.add((made.path("users") + " " + coRun.path("members")).replace(name, "NAME"));
            user.post("/api/v1/co-runs/" + coRun.path("id").asString() + "/cancel", "")
                    .requireStatus(200);
        }
        assertThat(told.get(1)).isEqualTo(told.get(0));

        service.admin()
                .post(
                        "/api/v1/users",
                        "{\"name\":\"" + unknown + "\",\"password\":\"a password of twelve\",\"role\":\"user\"}")
                .requireStatus(201);
        var late = service.nobody().signIn(unknown, "a password of twelve");
        late.get("/api/v1/partitions/" + ids.get(1)).requireProblem(404, "not-found");
        invited.get("/api/v1/partitions/" + ids.get(0)).requireStatus(200);
        for (var id : ids) user.delete("/api/v1/partitions/" + id).requireStatus(204);
    }

    @Test
    void somebodyElsesPartitionIsNotThere() {
        clear();
        var id = service.newUser()
                .post("/api/v1/partitions", lease(1, 1))
                .json()
                .path("id")
                .asString();
        var other = service.newUser();

        other.get("/api/v1/partitions/" + id).requireProblem(404, "not-found");
        other.delete("/api/v1/partitions/" + id).requireProblem(404, "not-found");
    }

    @Test
    void aReleasedPlaceIsFreeAgain() {
        clear();
        var user = service.newUser();
        var whole =
                user.post("/api/v1/partitions", lease(8, 8)).requireStatus(201).json();
        user.post("/api/v1/partitions", lease(1, 1)).requireProblem(409, "no-free-rectangle");

        user.delete("/api/v1/partitions/" + whole.path("id").asString()).requireStatus(204);

        user.post("/api/v1/partitions", lease(1, 1)).requireStatus(201);
    }

    @Test
    void anExpiredLeaseFreesItself() {
        clear();
        var user = service.newUser();
        var id = user.post("/api/v1/partitions", lease(8, 8)).json().path("id").asString();
        service.bean(JdbcClient.class)
                .sql("update partitions set expires_at = now() - interval '1 second' where id = :id")
                .param("id", id)
                .update();

        user.post("/api/v1/partitions", lease(8, 8)).requireStatus(201);
        assertThat(user.get("/api/v1/partitions/" + id).json().path("state").asString())
                .isEqualTo("expired");
    }

    @Test
    void aLeaseIsRenewedUpToTheLongestOneAndNotIntoTheNext() {
        clear();
        var user = service.newUser();
        var other = service.newUser();
        var made =
                user.post("/api/v1/partitions", lease(8, 4)).requireStatus(201).json();
        var path = "/api/v1/partitions/" + made.path("id").asString();
        var started = time(made, "startsAt");
        assertThat(time(made, "expiresAt")).isEqualTo(started.plus(Duration.ofHours(1)));

        var renewed = user.post(path + "/renew", "{\"minutes\":120}")
                .requireStatus(200)
                .json();
        assertThat(time(renewed, "expiresAt"))
                .isBetween(started.plus(Duration.ofHours(2)), Instant.now().plus(Duration.ofHours(2)));
        other.post(path + "/renew", "{\"minutes\":5}").requireProblem(404, "not-found");
        user.post(path + "/renew", "{\"minutes\":1440}").requireProblem(422, "lease-too-long");
        user.post("/api/v1/partitions", timed(1, 1, 1441, null)).requireProblem(422, "lease-too-long");

        var next = other.post(
                        "/api/v1/partitions", timed(8, 8, 60, Instant.now().plus(Duration.ofHours(3))))
                .requireStatus(201)
                .json();
        user.post(path + "/renew", "{\"minutes\":200}").requireProblem(409, "partition-needed-next");
        user.post(path + "/renew", "{\"minutes\":170}").requireStatus(200);
        other.delete("/api/v1/partitions/" + next.path("id").asString()).requireStatus(204);
        user.post(path + "/renew", "{\"minutes\":200}").requireStatus(200);
        user.delete(path).requireStatus(204);
        user.post(path + "/renew", "{\"minutes\":5}").requireProblem(409, "partition-ended");
    }

    @Test
    void aLeaseForLaterBeginsWhenItsTimeHasComeAndItsNodesAreFree() {
        clear();
        var user = service.newUser();
        var other = service.newUser();
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var later = Instant.now().plus(Duration.ofHours(2));
        var made = user.post("/api/v1/partitions", timed(8, 8, 60, later))
                .requireStatus(201)
                .json();
        var id = made.path("id").asString();
        assertThat(made.path("state").asString()).isEqualTo("reserved");

        // Others have the nodes until then, and no longer; and nobody else has them at that time.
        var before = other.post("/api/v1/partitions", timed(1, 1, 60, null))
                .requireStatus(201)
                .json();
        other.post("/api/v1/partitions", timed(1, 1, 180, null)).requireProblem(409, "no-free-rectangle");
        var taken = other.post("/api/v1/partitions", timed(1, 1, 60, later.plusSeconds(60)))
                .requireProblem(409, "no-free-rectangle");
        assertThat(taken.json().path("detail").asString()).contains("there is one, as far as known");
        other.post("/api/v1/partitions", timed(1, 1, 60, later.plus(Duration.ofHours(1))))
                .requireStatus(201);
        other.post("/api/v1/partitions", timed(1, 1, 60, Instant.now().plus(Duration.ofDays(8))))
                .requireProblem(422, "lease-too-far-ahead");
        var order = "{\"bundle\":\"" + bundle + "\",\"limits\":{\"memoryBytes\":655360},\"partition\":\"" + id + "\"}";
        user.post("/api/v1/runs", order).requireProblem(409, "partition-not-begun");

        service.bean(JdbcClient.class)
                .sql("update partitions set starts_at = now() where id = :id")
                .param("id", id)
                .update();
        service.bean(LeaseTimes.class).beginReserved();
        assertThat(state(user, id)).isEqualTo("reserved");
        other.delete("/api/v1/partitions/" + before.path("id").asString()).requireStatus(204);
        service.bean(LeaseTimes.class).beginReserved();
        assertThat(state(user, id)).isEqualTo("active");
        assertThat(user.awaitEnd(user.submitted(order)).path("partition").asString())
                .isEqualTo(id);
        clear();
    }

    private static String state(Caller user, String id) {
        return user.get("/api/v1/partitions/" + id).json().path("state").asString();
    }

    private static Instant time(JsonNode partition, String field) {
        return Instant.parse(partition.path(field).asString());
    }

    private static String timed(int columns, int rows, int minutes, @Nullable Instant from) {
        var begin = from == null ? "" : ",\"from\":\"" + from + "\"";
        return "{\"machine\":\"fugu\",\"columns\":" + columns + ",\"rows\":" + rows + ",\"minutes\":" + minutes + begin
                + "}";
    }

    @Test
    void theCalendarShowsAWeekAndNamesOnlyOnesOwn() {
        clear();
        var user = service.newUser();
        var other = service.newUser();
        var now = user.post("/api/v1/partitions", timed(2, 1, 30, null))
                .requireStatus(201)
                .json();
        var tomorrow = Instant.now().plus(Duration.ofDays(1));
        var then = other.post("/api/v1/partitions", timed(4, 4, 90, tomorrow))
                .requireStatus(201)
                .json();
        var path = "/api/v1/machines/fugu/calendar";

        var week = user.get(path).requireStatus(200).json();
        assertThat(Duration.between(time(week, "from"), time(week, "until"))).isEqualTo(Duration.ofDays(7));
        var mine = entry(week, "id", now.path("id"));
        assertThat(mine.path("mine").asBoolean()).isTrue();
        assertThat(mine.path("kind").asString()).isEqualTo("lease");
        assertThat(mine.path("until")).isEqualTo(now.path("expiresAt"));
        var theirs = entry(week, "from", then.path("startsAt"));
        assertThat(theirs.path("id").isNull()).isTrue();
        assertThat(theirs.path("mine").asBoolean()).isFalse();
        assertThat(theirs.path("columns").asInt()).isEqualTo(4);
        assertThat(week.toString()).doesNotContain(then.path("id").asString());
        assertThat(entry(user.get(path + "?from=2026-01-01T00:00:00Z&days=1").json(), "id", now.path("id"))
                        .isMissingNode())
                .isTrue();
        user.get(path + "?days=0").requireProblem(400, "bad-parameter");
        user.get(path + "?days=32").requireProblem(400, "bad-parameter");
        user.get(path + "?from=tomorrow").requireProblem(400, "bad-parameter");
        user.get("/api/v1/machines/cray/calendar").requireProblem(404, "not-found");
        clear();
    }

    private static JsonNode entry(JsonNode calendar, String field, JsonNode value) {
        for (var entry : calendar.path("entries")) if (entry.path(field).equals(value)) return entry;
        return MissingNode.getInstance();
    }

    @Test
    void theDatabaseItselfRefusesTwoLeasesForOneTime() {
        clear();
        var user = service.newUser();
        user.post("/api/v1/partitions", timed(2, 2, 60, Instant.now().plus(Duration.ofHours(30))))
                .requireStatus(201);
        var copy = service.bean(JdbcClient.class).sql("""
                insert into partitions (id, user_id, machine, first_column, first_row, columns, rows, kind, state,
                                        for_run, starts_at, expires_at)
                select 'prt_later', user_id, machine, first_column, first_row, 1, 1, kind, state, for_run,
                    starts_at + interval '59 minutes', expires_at + interval '1 day'
                from partitions where state = 'reserved'
                """);

        assertThat(catchThrowable(copy::update))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("partitions_never_overlap_later");
        clear();
    }

    @Test
    void leasesNeverOverlapWhenManyAskAtOnce() throws Exception {
        clear();
        var users = List.of(service.newUser(), service.newUser(), service.newUser());
        var asked = new ArrayList<Callable<Caller.Answer>>();
        for (int i = 0; i < 90; i++) {
            var user = users.get(i % users.size());
            var body = lease(1 + i % 3, 1 + i % 2);
            asked.add(() -> user.post("/api/v1/partitions", body));
        }
        var held = new int[64];
        try (var threads = Executors.newFixedThreadPool(12)) {
            for (var answer : threads.invokeAll(asked)) {
                assertThat(answer.get().status()).as(answer.get().text()).isIn(201, 409);
                if (answer.get().status() == 201) mark(answer.get(), held);
            }
        }

        assertThat(Arrays.stream(held)).allMatch(count -> count <= 1);
        assertThat(held).contains(1);
        clear();
    }

    private static void mark(Caller.Answer made, int[] held) {
        var partition = made.json();
        for (int row = 0; row < partition.path("rows").asInt(); row++) {
            for (int column = 0; column < partition.path("columns").asInt(); column++) {
                held[
                        (partition.path("row").asInt() + row) * 8
                                + partition.path("column").asInt()
                                + column]++;
            }
        }
    }

    @Test
    void theDatabaseItselfRefusesAnOverlap() {
        clear();
        var user = service.newUser();
        user.post("/api/v1/partitions", lease(2, 2)).requireStatus(201);
        var copy = service.bean(JdbcClient.class).sql("""
                insert into partitions (id, user_id, machine, first_column, first_row, columns, rows, kind, state,
                                        for_run, expires_at)
                select 'prt_copy', user_id, machine, 1, 1, 3, 3, kind, state, for_run, expires_at
                from partitions where state = 'active'
                """);

        assertThat(catchThrowable(copy::update))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("partitions_never_overlap");
    }

    @Test
    void pagesOfALaterListFollowEachOtherWithoutGapOrDouble() {
        clear();
        var user = service.newUser();
        var made = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            made.addFirst(user.post("/api/v1/partitions", lease(1, 1))
                    .json()
                    .path("id")
                    .asString());
        }
        var listed = new ArrayList<String>();
        var path = "/api/v1/partitions?limit=3";
        for (String next = path; next != null; ) {
            var answer = user.get(next).requireStatus(200);
            answer.json()
                    .path("items")
                    .forEach(item -> listed.add(item.path("id").asString()));
            var cursor = answer.json().path("nextCursor");
            assertThat(answer.header("link").contains("rel=\"next\"")).isEqualTo(!cursor.isNull());
            next = cursor.isNull() ? null : path + "&cursor=" + cursor.asString();
        }

        assertThat(listed).isEqualTo(made);
    }
}
