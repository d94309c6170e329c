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
            database.sql(
                            "insert into sign_in_failures (name, failures, last_at) values ('x', 1, now() - interval '2 days')")
                    .update();
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
        }
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
