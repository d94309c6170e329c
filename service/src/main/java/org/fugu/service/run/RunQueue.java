package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The queue is the table of runs. Those that wait stand in lines, one before each leased partition
/// and one for each shape that needs room on a machine; only the first of a line can start.
@Component
class RunQueue {
    /// @param partition null for those that wait for room
    record Line(@Nullable String partition, String machine, MeshShape shape) {}

    private final JdbcClient database;
    private final Runs runs;

    RunQueue(JdbcClient database, Runs runs) {
        this.database = database;
        this.runs = runs;
    }

    /// Claims the run to carry out now, if there is one.
    Optional<Claim> next() {
        var lost = runs.claimLost();
        if (lost.isPresent()) return lost;
        for (var line : lines()) {
            var claim = claim(line);
            if (claim.isPresent()) return claim;
        }
        return Optional.empty();
    }

    private Optional<Claim> claim(Line line) {
        var partition = line.partition();
        if (partition != null) return runs.claimOn(partition);
        return runs.claimAnywhere(line.machine(), line.shape());
    }

    /// The lines whose first may be able to start, the one that was submitted first before others.
    List<Line> lines() {
        return database.sql("""
                        select partition_id, machine, mesh_columns, mesh_rows from runs q
                        where state = 'queued' and co_run_id is null
                        group by partition_id, machine, mesh_columns, mesh_rows
                        having partition_id is null or not exists (
                            select 1 from runs r
                            where r.partition_id = q.partition_id and r.state in ('allocated', 'running'))
                        order by min(number)
                        """).query(RunQueue::line).list();
    }

    private static Line line(ResultSet row, int index) throws SQLException {
        return new Line(
                row.getString("partition_id"),
                row.getString("machine"),
                new MeshShape(row.getInt("mesh_columns"), row.getInt("mesh_rows")));
    }
}
