package org.fugu.service.run;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How many runs are under way, over all users.
@Component
public class QueueLength {
    private final JdbcClient database;

    QueueLength(JdbcClient database) {
        this.database = database;
    }

    /// @return runs in that state
    public long in(RunState state) {
        return database.sql("select count(*) from runs where state = :state")
                .param("state", state.wireName())
                .query(Long.class)
                .single();
    }
}
