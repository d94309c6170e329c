package org.fugu.service.run;

import java.util.Optional;
import org.fugu.machine.Machine;
import org.fugu.service.worker.Checkpoint;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The last checkpoint of each run, or other work of one kind, that is under way or waits to go on. Used within
/// a transaction that locks the row of what it is of, so that nobody keeps one of an attempt that is not the
/// newest.
public final class CheckpointRows {
    /// One that is kept.
    ///
    /// @param hostMillis how long hosts took up to there
    public record Kept(Checkpoint checkpoint, long hostMillis) {}

    private final JdbcClient database;
    private final String table;

    /// @param kind in one word, of which the names of the tables are made
    CheckpointRows(JdbcClient database, String kind) {
        this.database = database;
        this.table = kind + "_checkpoints";
    }

    /// The condition under which the newest attempt has kept one that is further than where it began.
    ///
    /// @param kind as above
    static String further(String kind) {
        return """
                exists (select 1 from %1$s_checkpoints c where c.id = %1$ss.id and c.attempt = %1$ss.attempts
                    and c.cycle > coalesce(%1$ss.resumed_from_cycle, 0))
                """.formatted(kind);
    }

    /// Keeps one in the place of the one before.
    ///
    /// @param request SHA-256 of what is carried out
    void keep(Claim claim, String request, Kept kept) {
        database.sql("insert into " + table + """
                         as c (id, attempt, cycle, model_version, request, host_millis, packed)
                        values (:id, :attempt, :cycle, :version, :request, :millis, :packed)
                        on conflict (id) do update set attempt = excluded.attempt, cycle = excluded.cycle,
                            model_version = excluded.model_version, request = excluded.request,
                            host_millis = excluded.host_millis, packed = excluded.packed, taken_at = now()
                        """)
                .param("id", claim.id())
                .param("attempt", claim.attempt())
                .param("cycle", kept.checkpoint().cycle())
                .param("version", Machine.MODEL_VERSION)
                .param("request", request)
                .param("millis", kept.hostMillis())
                .param("packed", kept.checkpoint().bytes())
                .update();
    }

    /// The one to go on from; none if it is of another version of the model, or of something else.
    Optional<Kept> find(String id, String request) {
        return database.sql("select cycle, packed, host_millis from " + table
                        + " where id = :id and model_version = :version and request = :request")
                .param("id", id)
                .param("version", Machine.MODEL_VERSION)
                .param("request", request)
                .query((row, _) -> new Kept(new Checkpoint(row.getLong(1), row.getBytes(2)), row.getLong(3)))
                .optional();
    }

    /// Nobody goes on from there any more.
    void delete(String id) {
        database.sql("delete from " + table + " where id = :id").param("id", id).update();
    }
}
