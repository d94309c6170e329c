package org.fugu.service.signal;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Tells the workers of every process that a run may be able to start.
@Component
public class WorkSignal {
    static final String CHANNEL = "fugu_work";

    private final JdbcClient database;

    WorkSignal(JdbcClient database) {
        this.database = database;
    }

    /// Within a transaction the database sends it with the commit, and once however often it was
    /// asked for: who hears it sees what it is about.
    public void send() {
        database.sql("select pg_notify(:channel, '')")
                .param("channel", CHANNEL)
                .query((_, _) -> true)
                .single();
    }
}
