package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.fugu.bundle.observe.JobTraces;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The traces that were wanted of runs: of each the first events, so that there is a bound.
@Component
class RunTraces {
    private final JdbcClient database;

    RunTraces(JdbcClient database) {
        this.database = database;
    }

    /// The columns `trace_from` and `trace_to`; null for none.
    static JobTraces.@Nullable Part part(ResultSet row) throws SQLException {
        var from = row.getObject("trace_from", Long.class);
        return from == null ? null : new JobTraces.Part(from, row.getLong("trace_to"));
    }

    void insert(String run, byte @Nullable [] packed) {
        if (packed == null) return;
        database.sql("insert into run_traces (run_id, packed) values (:run, :packed)")
                .param("run", run)
                .param("packed", packed)
                .update();
        database.sql("update runs set trace_bytes = :bytes where id = :run")
                .param("bytes", packed.length)
                .param("run", run)
                .update();
    }

    Optional<byte[]> packed(String run) {
        return database.sql("select packed from run_traces where run_id = :run")
                .param("run", run)
                .query(byte[].class)
                .optional();
    }
}
