package org.fugu.service.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionIT {
    @Test
    void whatIsOverItsTimeGoesAndTheRestStays() {
        try (var service = RunningService.start(
                "--fugu.retention.every=1d",
                "--fugu.retention.runs=30d",
                "--fugu.retention.runs-a-user=3",
                "--fugu.retention.bundles=30d")) {
            var database = service.bean(JdbcClient.class);
            var user = service.newUser();
            var needed = user.uploaded(RunningService.prebuilt("hello.zip"));
            var unneeded = user.uploaded(RunningService.prebuilt("pingpong.zip"));
            var runs = new ArrayList<String>();
            for (int i = 0; i < 5; i++) {
                runs.add(user.submitted("{\"bundle\":\"" + needed + "\"}"));
                user.awaitEnd(runs.getLast());
            }
            var fresh = service.newUser();
            var kept = fresh.submitted("{\"bundle\":\"" + fresh.uploaded(RunningService.prebuilt("hello.zip")) + "\"}");
            fresh.awaitEnd(kept);
            database.sql("update runs set finished_at = now() - interval '31 days' where id = :id")
                    .param("id", runs.get(4))
                    .update();
            database.sql("update bundle_uploads set uploaded_at = now() - interval '31 days'")
                    .update();
            database.sql("update audit_log set at = now() - interval '401 days' where act = 'run_submitted'")
                    .update();
            database.sql("update idempotency_keys set created_at = now() - interval '8 days'")
                    .update();
            database.sql("""
                            insert into sign_in_failures (name, address, failures, last_at)
                            values ('x', 'y', 1, now() - interval '2 days')
                            """).update();
            var key = user.get("/api/v1/keys")
                    .json()
                    .path("items")
                    .path(0)
                    .path("id")
                    .asString();
            var lease = user.leased();
            database.sql("update partitions set expires_at = now() - interval '31 days' where id = :id")
                    .param("id", lease)
                    .update();
            var second = database.sql("select count(*) from api_keys where id <> :id and revoked_at is null")
                    .param("id", key)
                    .query(Long.class)
                    .single();
            database.sql("""
                            insert into api_keys (id, user_id, name, prefix, token_hash, revoked_at)
                            select 'key_old', user_id, 'old', 'x', 'x', now() - interval '91 days'
                            from api_keys where id = :id
                            """).param("id", key).update();
            var project = user.post("/api/v1/projects", "{\"name\":\"old\"}").json();
            database.sql("insert into webhooks values (default, 'whk_1', :project, 'u', 's', '{}')")
                    .param("project", project.path("id").asString())
                    .update();
            database.sql("""
                            insert into webhook_deliveries (id, webhook_id, event, body, state, created_at) values
                                ('msg_old', 'whk_1', 'e', '{}', 'pending', now() - interval '31 days'),
                                ('msg_new', 'whk_1', 'e', '{}', 'failed', now() - interval '29 days')
                            """).update();

            service.bean(Retention.class).removeAll();

            // The newest by age, then the oldest beyond three.
            assertThat(present(user, runs)).containsExactly(runs.get(1), runs.get(2), runs.get(3));
            fresh.run(kept);
            user.get("/api/v1/bundles/" + unneeded).requireProblem(404, "not-found");
            user.get("/api/v1/bundles/" + needed).requireStatus(200);
            user.get("/api/v1/partitions/" + lease).requireProblem(404, "not-found");
            assertThat(count(database, "audit_log where act = 'run_submitted'")).isZero();
            assertThat(count(database, "audit_log")).isPositive();
            assertThat(count(database, "idempotency_keys")).isZero();
            assertThat(count(database, "sign_in_failures")).isZero();
            assertThat(count(database, "api_keys where id = 'key_old'")).isZero();
            assertThat(count(database, "api_keys where id <> '" + key + "'")).isEqualTo(second);
            assertThat(count(database, "partitions where for_run")).isEqualTo(4);
            assertThat(database.sql("select id from webhook_deliveries")
                            .query(String.class)
                            .list())
                    .containsExactly("msg_new");
        }
    }

    /// It goes when all of its members' runs have, and not before; then its partition can go.
    @Test
    void aCoRunStaysForAsLongAsARunOfItDoes() {
        try (var service = RunningService.start(
                "--fugu.retention.every=1d", "--fugu.retention.runs=30d", "--fugu.retention.partitions=30d")) {
            var database = service.bean(JdbcClient.class);
            var ada = service.newUser();
            var ben = service.newUser();
            var partition = ada.post("/api/v1/partitions", """
                            {"machine": "fugu", "columns": 2, "rows": 1, "kind": "shared", "users": ["%s"]}
                            """.formatted(name(ben)))
                    .requireStatus(201)
                    .json()
                    .path("id")
                    .asString();
            var coRun = ada.post("/api/v1/co-runs", "{\"partition\":\"" + partition + "\"}")
                    .requireStatus(201)
                    .json()
                    .path("id")
                    .asString();
            var path = "/api/v1/co-runs/" + coRun;
            var ofAda = confirmed(ada, path, "1x1+0+0");
            var ofBen = confirmed(ben, path, "1x1+1+0");
            ada.awaitEnd(ofAda);
            ben.awaitEnd(ofBen);
            var old = "finished_at = now() - interval '31 days'";
            database.sql("update co_runs set " + old).update();
            database.sql("update partitions set expires_at = now() - interval '31 days'")
                    .update();
            database.sql("update runs set " + old + " where id = :id")
                    .param("id", ofAda)
                    .update();

            service.bean(Retention.class).removeAll();
            ada.get("/api/v1/runs/" + ofAda).requireProblem(404, "not-found");
            ben.run(ofBen);
            assertThat(ben.get(path).requireStatus(200).json().path("members").size())
                    .isEqualTo(2);
            ada.get(path).requireStatus(200);

            database.sql("update runs set " + old).update();
            service.bean(Retention.class).removeAll();
            ben.get("/api/v1/runs/" + ofBen).requireProblem(404, "not-found");
            ben.get(path).requireProblem(404, "not-found");
            assertThat(count(database, "co_run_members")).isZero();
            ada.get("/api/v1/partitions/" + partition).requireProblem(404, "not-found");
        }
    }

    private static String name(Caller user) {
        return user.get("/api/v1/users/me").json().path("name").asString();
    }

    /// @return the member's run
    private static String confirmed(Caller user, String coRun, String rectangle) {
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        user.put(coRun + "/job", "{\"bundle\":\"" + bundle + "\",\"rectangle\":\"" + rectangle + "\"}", "If-Match", "*")
                .requireStatus(200);
        var members = user.post(coRun + "/confirm", "", "If-Match", "*")
                .requireStatus(200)
                .json()
                .path("members");
        for (var member : members)
            if (member.path("me").asBoolean()) return member.path("run").asString();
        throw new AssertionError(members.toString());
    }

    private static ArrayList<String> present(Caller user, Iterable<String> runs) {
        var found = new ArrayList<String>();
        for (var id : runs) {
            if (user.get("/api/v1/runs/" + id).status() == 200) found.add(id);
        }
        return found;
    }

    private static long count(JdbcClient database, String what) {
        return database.sql("select count(*) from " + what).query(Long.class).single();
    }
}
