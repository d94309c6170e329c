package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The kept events of runs. Whoever adds some has the run's row locked, so that the numbers have no
/// gaps and no doubles.
@Component
class RunEvents {
    private static final String INSERT = """
            insert into run_events (run_id, sequence, kind, cycle, node, bytes, body)
            values (?, ?, ?, ?, ?, ?, cast(? as jsonb))
            """;

    /// The first event of a run that waits, added to the statement that stores that run as `:id`.
    static final String QUEUED = """
            ; insert into run_events (run_id, sequence, kind, body) values (:id, 1, 'state', '{"state": "queued"}')
            """;

    private final JdbcTemplate batches;
    private final JdbcClient database;
    private final JsonMapper json;

    RunEvents(JdbcTemplate batches, JdbcClient database, JsonMapper json) {
        this.batches = batches;
        this.database = database;
        this.json = json;
    }

    /// Adds events under the numbers that end with `last`. The database wakes those who wait for some.
    void add(String runId, long last, List<RunEvent> events) {
        batches.batchUpdate(INSERT, new BatchPreparedStatementSetter() {
            @Override
            public void setValues(PreparedStatement statement, int index) throws SQLException {
                statement.setString(1, runId);
                statement.setLong(2, last - events.size() + 1 + index);
                set(statement, events.get(index));
            }

            @Override
            public int getBatchSize() {
                return events.size();
            }
        });
    }

    private void set(PreparedStatement statement, RunEvent event) throws SQLException {
        switch (event) {
            case RunEvent.StateChanged changed -> set(statement, "state", null, changed.body());
            case RunEvent.Progressed(var cycle) -> set(statement, "progress", cycle, null);
            case RunEvent.Measured measured -> set(statement, "metric", null, measured.body());
            case RunEvent.Ended() -> set(statement, "end", null, null);
            case RunEvent.Printed(var cycle, var node, var bytes) -> {
                set(statement, "console", cycle, null);
                statement.setInt(5, node);
                statement.setBytes(6, bytes);
            }
        }
    }

    private void set(PreparedStatement statement, String kind, @Nullable Long cycle, @Nullable Map<String, Object> body)
            throws SQLException {
        statement.setString(3, kind);
        statement.setObject(4, cycle, Types.BIGINT);
        statement.setNull(5, Types.INTEGER);
        statement.setNull(6, Types.BINARY);
        statement.setString(7, body == null ? null : json.writeValueAsString(body));
    }

    /// The events after a number, oldest first.
    ///
    /// @param budget the run's limit of cycles
    List<StoredEvent> after(String runId, long sequence, long budget, int limit) {
        return database.sql("""
                        select sequence, kind, cycle, node, bytes, body from run_events
                        where run_id = :run and sequence > :sequence order by sequence limit :limit
                        """)
                .param("run", runId)
                .param("sequence", sequence)
                .param("limit", limit)
                .query((row, _) -> stored(row, budget))
                .list();
    }

    private StoredEvent stored(ResultSet row, long budget) throws SQLException {
        var kind = row.getString("kind");
        return new StoredEvent(row.getLong("sequence"), kind, data(kind, row, budget));
    }

    private @Nullable String data(String kind, ResultSet row, long budget) throws SQLException {
        return switch (kind) {
            case "progress" -> json.writeValueAsString(progress(row.getLong("cycle"), budget));
            case "console" -> json.writeValueAsString(console(row));
            case "end" -> null;
            default -> row.getString("body");
        };
    }

    private static Map<String, Object> progress(long cycle, long budget) {
        var data = new LinkedHashMap<String, Object>();
        data.put("cycle", cycle);
        data.put("budget", budget);
        data.put("share", RunRows.share(cycle, budget));
        return data;
    }

    private static Map<String, Object> console(ResultSet row) throws SQLException {
        var data = new LinkedHashMap<String, Object>();
        data.put("node", row.getInt("node"));
        data.put("text", new String(row.getBytes("bytes"), StandardCharsets.UTF_8));
        data.put("cycle", row.getLong("cycle"));
        return data;
    }

    /// Repeats what a run printed and measured for another one, which has no events yet.
    ///
    /// @return the number of the last
    long copy(String from, String to) {
        return database.sql("""
                        insert into run_events (run_id, sequence, kind, cycle, node, bytes, body)
                        select :to, row_number() over (order by sequence), kind, cycle, node, bytes, body
                        from run_events where run_id = :from and kind in ('console', 'metric')
                        """).param("from", from).param("to", to).update();
    }

    /// How many bytes of each node's console are kept.
    Map<Integer, Long> consoleBytes(String runId) {
        var kept = new TreeMap<Integer, Long>();
        database.sql("""
                        select node, sum(octet_length(bytes)) from run_events
                        where run_id = :run and kind = 'console' group by node
                        """).param("run", runId).query(row -> {
            kept.put(row.getInt(1), row.getLong(2));
        });
        return kept;
    }

    /// The pieces of the console after that one, by node and then in order.
    List<ConsolePiece> consoleAfter(String runId, int node, long sequence, int limit) {
        return database.sql("""
                        select node, sequence, bytes from run_events
                        where run_id = :run and kind = 'console' and (node, sequence) > (:node, :sequence)
                        order by node, sequence limit :limit
                        """)
                .param("run", runId)
                .param("node", node)
                .param("sequence", sequence)
                .param("limit", limit)
                .query((row, _) -> new ConsolePiece(row.getInt(1), row.getLong(2), row.getBytes(3)))
                .list();
    }
}
