package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.run.Limits;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Stores and reads what was ordered.
@Component
class RunOrders {
    private final JdbcClient database;
    private final JsonMapper json;

    RunOrders(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /// @param partition a lease to run on, or null to have one made
    void insert(RunOrder order, @Nullable String partition) {
        database.sql("""
                        insert into runs (id, user_id, bundle_digest, program, arguments, machine, preset,
                            mesh_columns, mesh_rows, nodes, fidelity, seed, limit_cycles, limit_instructions, limit_console,
                            limit_memory, overrides, partition_id, state)
                        values (:id, :user, :bundle, :program, cast(:arguments as jsonb), :machine, :preset, :columns,
                            :rows, :nodes, :fidelity, :seed, :cycles, :instructions, :console,
                            :memory, cast(:overrides as jsonb), :partition, 'queued')
                        """)
                .param("id", order.id())
                .param("user", order.userId())
                .param("bundle", order.bundle())
                .param("program", order.program())
                .param("arguments", json.writeValueAsString(order.arguments()))
                .param("machine", order.machine())
                .param("preset", order.preset())
                .param("columns", order.mesh().columns())
                .param("rows", order.mesh().rows())
                .param("nodes", order.nodes())
                .param("fidelity", order.fidelity())
                .param("seed", order.seed())
                .param("cycles", order.limits().cycles())
                .param("instructions", order.limits().instructions())
                .param("console", order.limits().consoleBytes())
                .param("memory", order.limits().memoryBytes())
                .param("overrides", json.writeValueAsString(order.overrides()))
                .param("partition", partition)
                .update();
    }

    RunOrder read(String id) {
        return database.sql("select * from runs where id = :id")
                .param("id", id)
                .query(this::order)
                .single();
    }

    private RunOrder order(ResultSet row, int index) throws SQLException {
        SortedMap<String, Long> overrides =
                json.readValue(row.getString("overrides"), new TypeReference<TreeMap<String, Long>>() {});
        List<String> arguments = json.readValue(row.getString("arguments"), new TypeReference<List<String>>() {});
        return new RunOrder(
                row.getString("id"),
                row.getString("user_id"),
                row.getString("bundle_digest"),
                row.getString("program"),
                arguments,
                row.getString("machine"),
                row.getString("preset"),
                new MeshShape(row.getInt("mesh_columns"), row.getInt("mesh_rows")),
                row.getInt("nodes"),
                row.getString("fidelity"),
                row.getLong("seed"),
                new Limits(
                        row.getLong("limit_cycles"),
                        row.getLong("limit_instructions"),
                        row.getLong("limit_console"),
                        row.getLong("limit_memory")),
                overrides);
    }
}
