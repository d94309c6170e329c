package org.fugu.service.measurement;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Cancels measurements for those who keep the service.
@Component
public class MeasurementWithdrawal {
    private final JdbcClient database;
    private final MeasurementAttempts attempts;
    private final TransactionTemplate transaction;

    MeasurementWithdrawal(JdbcClient database, MeasurementAttempts attempts, PlatformTransactionManager transactions) {
        this.database = database;
        this.attempts = attempts;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// All that a user asked for and that have not ended.
    public void cancelAllOf(String userId) {
        var ids = database.sql("""
                        select id from measurements where user_id = :user and state in ('queued', 'running')
                        order by number
                        """).param("user", userId).query(String.class).list();
        for (var id : ids) transaction.executeWithoutResult(_ -> cancel(id));
    }

    private void cancel(String id) {
        var waits = database.sql("""
                        update measurements set cancel_requested = true
                        where id = :id and state in ('queued', 'running') returning state = 'queued'
                        """).param("id", id).query(Boolean.class).optional();
        if (waits.orElse(false)) attempts.cancel(id);
    }
}
