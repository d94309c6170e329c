package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
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
}
