package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import org.flywaydb.core.Flyway;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.Test;

/// Databases of earlier versions are taken over with what is in them.
class MigrationIT {
    private static final String RUN = """
            insert into runs (id, user_id, bundle_digest, program, arguments, machine, mesh_columns, mesh_rows, nodes,
                fidelity, seed, limit_cycles, limit_instructions, limit_console, limit_memory, overrides, state)
            values ('%s', 'nobody', 'none', 'p', '[]', 'fugu', 1, 1, 1, 'timing', 0, 1, 1, 1, 1, '%s', 'queued')
            """;

    @Test
    void aClockThatWasAskedForInMegahertzStaysAsFast() throws SQLException {
        var database = TestDatabase.fresh();
        var flyway = Flyway.configure().dataSource(database.url(), database.user(), database.password());
        flyway.target("6").load().migrate();
        var overrides = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            // Who owns these runs does not matter here.
            statement.execute("set session_replication_role = replica");
            statement.execute(RUN.formatted("run_1", "{\"network.hop\": 5, \"processor.clock\": 20}"));
            statement.execute(RUN.formatted("run_2", "{\"network.hop\": 7}"));
            flyway.target("7").load().migrate();
            var rows = statement.executeQuery("select overrides from runs order by id");
            while (rows.next()) overrides.add(rows.getString(1));
        }
        assertThat(overrides)
                .containsExactly("{\"network.hop\": 5, \"processor.clock\": 20000}", "{\"network.hop\": 7}");
    }

    @Test
    void runsMachinesAndConsolesOfBeforeTheyWereBoundedAreTakenOver() throws SQLException {
        var database = TestDatabase.fresh();
        var flyway = Flyway.configure().dataSource(database.url(), database.user(), database.password());
        flyway.target("8").load().migrate();
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(RUN.formatted("run_1", "{}"));
            statement.execute(RUN.formatted("run_2", "{}"));
            statement.execute("update runs set state = 'finished', finished_at = now() where id = 'run_1'");
            statement.execute("update runs set state = 'running', progress_cycle = 5 where id = 'run_2'");
            statement.execute("""
                    insert into run_events (run_id, sequence, kind, cycle, node, bytes) values
                        ('run_1', 1, 'console', 1, 0, 'abc'), ('run_1', 2, 'progress', 2, null, null),
                        ('run_1', 3, 'console', 3, 1, 'de')
                    """);
            statement.execute("""
                    insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                    values ('run', 'run_2', now(), true, 1)
                    """);
            flyway.target("latest").load().migrate();

            assertThat(ask(statement, "select preset || ' ' || console_bytes from runs where id = 'run_1'"))
                    .isEqualTo("fugu 5");
            assertThat(ask(
                            statement,
                            "select furthest_cycle || ' ' || (heard_at <= now()) from runs where id = 'run_2'"))
                    .isEqualTo("0 true");
            assertThat(ask(statement, "select columns || 'x' || rows from machines where name = 'fugu'"))
                    .isEqualTo("32x32");
            assertThat(ask(statement, "select count(*) from scheduled_tasks")).isEqualTo("0");
            statement.execute("insert into machines (name, preset, columns, rows) values ('dash', 'dash', 1, 1)");
            statement.execute("delete from runs where id = 'run_1'");
        }
    }

    @Test
    void jobsOfCoRunsNameTheBundlesOfTheirRequests() throws SQLException {
        var database = TestDatabase.fresh();
        var flyway = Flyway.configure().dataSource(database.url(), database.user(), database.password());
        flyway.target("63").load().migrate();
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute("""
                    insert into co_run_members (co_run_id, place, name, state, inputs) values
                        ('cor_1', 0, 'ada', 'left', null),
                        ('cor_1', 1, 'ben', 'joined', '{"fugu-run-request":1,"bundle":"b1","arguments":["\\""]}'),
                        ('cor_1', 2, 'cid', 'confirmed',
                            '{"fugu-run-request":3,"jobs":[{"bundle":"b2","layout":{"pages":1}}]}'),
                        ('cor_1', 3, 'dan', 'confirmed',
                            '{"fugu-run-request":4,"jobs":[{"bundle":"b3","libos":{"name":"l","bundle":"b4"}}]}'),
                        ('cor_1', 4, 'eve', 'confirmed', '{"fugu-run-request":5,"jobs":[{"bundle":"b5","libos":null}]}')
                    """);
            flyway.target("latest").load().migrate();

            assertThat(ask(statement, """
                            select string_agg(coalesce(bundle_digest, '-') || ' ' || coalesce(libos_digest, '-'), ', '
                                order by place) from co_run_members
                            """)).isEqualTo("- -, b1 -, b2 -, b3 b4, b5 -");
        }
    }

    private static String ask(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
