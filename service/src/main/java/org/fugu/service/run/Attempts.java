package org.fugu.service.run;

import org.springframework.jdbc.core.simple.JdbcClient;

/// What the attempts of a run and of other work have in common: the newest alone may record something,
/// and there is a bound on how many fail. Used within a transaction that locks the row.
final class Attempts {
    private final JdbcClient database;
    private final int maxFailures;
    private final String table;
    private final String underWay;
    private final String keptFurther;

    /// @param table of what is carried out
    /// @param underWay the condition under which an attempt is
    /// @param keptFurther the condition under which it has kept a checkpoint that is further than where it began
    private Attempts(JdbcClient database, RunSettings settings, String table, String underWay, String keptFurther) {
        this.database = database;
        this.maxFailures = settings.maxFailures();
        this.table = table;
        this.underWay = underWay;
        this.keptFurther = keptFurther;
    }

    /// @param keptFurther the condition under which an attempt has kept something that is further than where it
    ///     began
    static Attempts of(JdbcClient database, RunSettings settings, String table, String keptFurther) {
        return new Attempts(database, settings, table, "state = 'running'", keptFurther);
    }

    static Attempts ofRuns(JdbcClient database, RunSettings settings) {
        return new Attempts(
                database, settings, "runs", "state in ('allocated', 'running')", CheckpointRows.further("run"));
    }

    /// Locks the row.
    ///
    /// @throws Lost when a newer attempt was granted, or it is over
    void requireNewest(Claim claim) {
        var isNewest = database.sql("select 1 from " + table + " where id = :id and attempts = :attempt and " + underWay
                        + " for update")
                .param("id", claim.id())
                .param("attempt", claim.attempt())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (!isNewest) throw new Lost(claim);
    }

    /// Counts a failure.
    ///
    /// @return whether there may be another attempt
    boolean survivesFailure(String id) {
        return count(id, "failures = failures + 1");
    }

    /// Counts the loss of an attempt only if it came no further than one that was lost before, and has kept no
    /// checkpoint that is further than where it began: what takes its worker with it always ends at the same place.
    ///
    /// @return whether there may be another attempt
    boolean survivesLoss(String id) {
        return count(id, """
                failures = failures + case when progress_cycle > furthest_cycle or %s then 0 else 1 end,
                furthest_cycle = greatest(furthest_cycle, progress_cycle)
                """.formatted(keptFurther));
    }

    private boolean count(String id, String change) {
        var failures = database.sql("update " + table + " set " + change + " where id = :id returning failures")
                .param("id", id)
                .query(Integer.class)
                .single();
        return failures < maxFailures;
    }
}
