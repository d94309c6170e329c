package org.fugu.service.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

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
                .sql("update partitions set state = 'released' where state = 'active'")
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
