package org.fugu.service.run;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// What is stored of the checkpoints of one kind of work, one transaction a step. Each locks the row of what it
/// is of first, and changes nothing when a newer attempt was granted meanwhile.
final class StoredCheckpoints implements AttemptCheckpoints.Steps {
    private final JdbcClient database;
    private final TransactionOperations transactions;
    private final Attempts attempts;
    private final CheckpointRows rows;
    private final String table;
    private final BiConsumer<Claim, Long> alsoResumed;

    /// @param kind in one word, of which the names of the tables are made. That of what is carried out has the columns
    ///     `heard_at` and `resumed_from_cycle`
    /// @param alsoResumed what is to be noted besides, in the same transaction, when an attempt goes on from a
    ///     cycle
    StoredCheckpoints(
            JdbcClient database,
            TransactionOperations transactions,
            Attempts attempts,
            String kind,
            BiConsumer<Claim, Long> alsoResumed) {
        this.database = database;
        this.transactions = transactions;
        this.attempts = attempts;
        this.rows = new CheckpointRows(database, kind);
        this.table = kind + "s";
        this.alsoResumed = alsoResumed;
    }

    @Override
    public Optional<CheckpointRows.Kept> checkpoint(Claim claim, String request) {
        return rows.find(claim.id(), request);
    }

    @Override
    public void keep(Claim claim, String request, CheckpointRows.Kept kept) {
        step(claim, () -> {
            rows.keep(claim, request, kept);
            // It may have taken long.
            database.sql("update " + table + " set heard_at = clock_timestamp() where id = :id")
                    .param("id", claim.id())
                    .update();
        });
    }

    @Override
    public void forgetCheckpoint(Claim claim) {
        step(claim, () -> rows.delete(claim.id()));
    }

    @Override
    public void resumed(Claim claim, long cycle) {
        step(claim, () -> {
            database.sql("update " + table + " set resumed_from_cycle = :cycle where id = :id")
                    .param("cycle", cycle)
                    .param("id", claim.id())
                    .update();
            alsoResumed.accept(claim, cycle);
        });
    }

    private void step(Claim claim, Runnable change) {
        transactions.executeWithoutResult(_ -> {
            attempts.requireNewest(claim);
            change.run();
        });
    }

    /// Nobody goes on from there any more. Within the transaction that ends what it is of, or changes it.
    void delete(String id) {
        rows.delete(id);
    }
}
