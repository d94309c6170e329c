package org.fugu.service.signal;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Tells every process of a change. Within a transaction the database sends it with the commit, and
/// once however often it was asked for: who hears it sees what it is about. Of runs and their events the database tells
/// by itself (`signal_work`, `signal_run`).
@Component
public class Signal {
    static final String WORK = "fugu_work";
    static final String RUN = "fugu_run";

    private final JdbcClient database;

    Signal(JdbcClient database) {
        this.database = database;
    }

    /// A run may be able to start.
    public void work() {
        send(WORK, "");
    }

    /// Something happened to that run, or other work.
    public void changed(String id) {
        send(RUN, id);
    }

    private void send(String channel, String payload) {
        database.sql("select pg_notify(:channel, :payload)")
                .param("channel", channel)
                .param("payload", payload)
                .query((_, _) -> true)
                .single();
    }
}
