package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// With a hundred thousand runs nothing that is asked often reads them all, and every list is answered at
/// once. `-Dfugu.many-runs=1000000` has more; the times are printed.
class ManyRunsIT {
    private static final int RUNS = Integer.getInteger("fugu.many-runs", 100_000);
    /// The goal is 50 ms on a quiet host; here others may work too.
    private static final Duration AT_ONCE = Duration.ofMillis(250);
    private static final int TIMES = 7;
    /// Requests before those that are timed: a service that has just begun interprets much of what it does.
    private static final int WARM = 15;
    private static final int OTHERS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void whatIsAskedOftenIsAnsweredFromAnIndex() throws Exception {
        try (var service = RunningService.start("--fugu.retention.every=1d", "--fugu.storage.kept-runs=" + 2 * RUNS)) {
            var database = service.bean(JdbcClient.class);
            var user = service.newUser();
            var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
            var order = "{\"bundle\":\"" + bundle + "\"}";
            var one = user.submitted(order);
            user.awaitEnd(one);
            var project = user.post("/api/v1/projects", "{\"name\":\"many\"}")
                    .requireStatus(201)
                    .json()
                    .path("id")
                    .asString();
            copy(database, one, project);
            var admin = service.admin().withKey();
            service.bean(RunQueue.class).next(false);
            readWholeOnSeveralConnections(service.bean(DataSource.class));
            var before = wholeReads(service);

            var asked = List.of(
                    "/api/v1/runs?limit=100",
                    "/api/v1/runs?limit=100&state=queued",
                    "/api/v1/runs?limit=100&state=canceled",
                    "/api/v1/runs?limit=100&bundle=" + bundle,
                    "/api/v1/projects/" + project + "/runs?limit=100",
                    "/api/v1/runs/" + one,
                    "/api/v1/runs/" + one + "/console",
                    "/api/v1/partitions",
                    "/api/v1/users/me",
                    "/api/v1/run-sets",
                    "/api/v1/co-runs",
                    "/api/v1/machines/fugu",
                    "/api/v1/bundles",
                    "/api/v1/keys");
            var askedByAdmin = List.of(
                    "/api/v1/admin/runs?limit=100",
                    "/api/v1/admin/partitions?limit=100",
                    "/api/v1/users?limit=100",
                    "/api/v1/audit?limit=100",
                    "/api/v1/status");
            for (var path : asked) user.get(path).requireStatus(200);
            for (var path : askedByAdmin) admin.get(path).requireStatus(200);
            admin.get("/actuator/prometheus").requireStatus(200);
            user.delete("/api/v1/bundles/" + bundle).requireProblem(409, "bundle-in-use");
            user.delete("/api/v1/runs/run_%020d".formatted(OTHERS)).requireStatus(204);
            var lease = user.leased();
            for (var more : List.of(order, order.replace("}", ",\"partition\":\"" + lease + "\"}"))) {
                assertThat(user.awaitEnd(user.submitted(more)).path("state").asString())
                        .isEqualTo("finished");
            }
            service.bean(RunQueue.class).next(false);

            assertThat(wholeReads(service)).isEqualTo(before);
            for (var path : asked) requireAtOnce(user, path);
            for (var path : askedByAdmin) requireAtOnce(admin, path);
        }
    }

    private static void requireAtOnce(Caller user, String path) {
        var taken = new ArrayList<Duration>();
        for (int i = 0; i < WARM; i++) user.get(path).requireStatus(200);
        for (int i = 0; i < TIMES; i++) {
            var begun = Instant.now();
            user.get(path).requireStatus(200);
            taken.add(Duration.between(begun, Instant.now()));
        }
        taken.sort(null);
        var median = taken.get(TIMES / 2);
        System.out.println("of " + RUNS + " runs, " + median.toMillis() + " ms: " + path);
        assertThat(median).as(path).isLessThan(AT_ONCE);
    }

    /// Several connections have something to report that is older than what is counted here, as
    /// they do by chance when the tables were read while they were small.
    private static void readWholeOnSeveralConnections(DataSource pool) throws SQLException {
        var open = new ArrayList<Connection>();
        try {
            for (int i = 0; i < 5; i++) open.add(pool.getConnection());
            for (int round = 0; round < 3; round++) {
                for (var connection : open) {
                    try (var statement = connection.createStatement()) {
                        statement.execute("set enable_indexonlyscan = off; select count(*) from run_events");
                    }
                }
            }
        } finally {
            for (var connection : open) connection.close();
        }
    }

    /// Others have most of the runs; each tenth is of the project. Each has had a partition, half of which were leases.
    private static void copy(JdbcClient database, String one, String project) {
        database.sql("""
                        insert into users (id, name, role, password_hash)
                        select 'usr_' || lpad(n::text, 20, '0'), 'other' || n, 'user', 'x' from generate_series(1, :count) as n
                        """).param("count", OTHERS).update();
        database.sql("""
                        insert into runs (id, user_id, bundle_digest, program, arguments, machine, preset, mesh_columns,
                            mesh_rows, nodes, fidelity, seed, limit_cycles, limit_instructions, limit_console,
                            limit_memory, overrides, state, created_at, finished_at, project_id)
                        select 'run_' || lpad(n::text, 20, '0'), case n % :others when 0 then user_id
                                else 'usr_' || lpad((n % :others)::text, 20, '0') end,
                            bundle_digest, program, arguments, machine, preset,
                            mesh_columns, mesh_rows, nodes, fidelity, seed, limit_cycles, limit_instructions,
                            limit_console, limit_memory, overrides, 'finished', now(), now(),
                            case when n % 10 = 0 then :project end
                        from runs cross join generate_series(1, :count) as n where id = :one
                        """)
                .param("count", RUNS)
                .param("others", OTHERS)
                .param("one", one)
                .param("project", project)
                .update();
        database.sql("""
                        insert into partitions (id, user_id, machine, first_column, first_row, columns, rows, kind, state,
                            for_run, expires_at, ended_at)
                        select 'prt_' || substr(id, 5), user_id, (select min(number) from machines), 0, 0, 1, 1, 'dedicated', 'released',
                            number % 2 = 0, now(), now()
                        from runs where id <> :one
                        """).param("one", one).update();
        database.sql("insert into run_events (run_id, sequence, kind) select id, 1, 'end' from runs where id <> :one")
                .param("one", one)
                .update();
        database.sql("analyze").update();
    }

    /// How often each large table was read from its beginning to its end.
    private static Map<String, Long> wholeReads(RunningService service) throws Exception {
        var database = service.bean(JdbcClient.class);
        closeConnections(service.bean(DataSource.class), database);
        var reads = new TreeMap<String, Long>();
        database.sql(
                        "select relname, seq_scan from pg_stat_user_tables where relname in ('runs', 'run_events', 'partitions')")
                .query(row -> {
                    reads.put(row.getString(1), row.getLong(2));
                });
        return reads;
    }

    /// A connection keeps what it read to itself for up to ten seconds; when it closes it reports.
    private static void closeConnections(DataSource pool, JdbcClient database) throws Exception {
        var open = database.sql("""
                        select pid from pg_stat_activity
                        where datname = current_database() and application_name = 'PostgreSQL JDBC Driver'
                        """).query(Integer.class).list();
        pool.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
        // The one that listens is never given back; whoever listens takes another.
        database.sql(
                        "select pg_terminate_backend(pid) from pg_stat_activity where pid in (:open) and query ilike 'listen %'")
                .param("open", open)
                .query((_, _) -> 1)
                .list();
        var left = database.sql("select count(*) from pg_stat_activity where pid in (:open)")
                .param("open", open)
                .query(Long.class);
        var until = Instant.now().plus(PATIENCE);
        while (left.single() > 0) {
            assertThat(Instant.now()).as("when connections are closed").isBefore(until);
            Thread.sleep(20);
        }
    }
}
