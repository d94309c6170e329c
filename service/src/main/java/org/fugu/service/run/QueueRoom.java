package org.fugu.service.run;

import java.time.Duration;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How many runs of one user may wait.
@Component
class QueueRoom {
    private final JdbcClient database;
    private final RunSettings settings;

    QueueRoom(JdbcClient database, RunSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /// @throws Refusal `queue-full`
    void require(String userId) {
        require(userId, 1);
    }

    /// Room for several at once.
    ///
    /// @throws Refusal `queue-full`
    void require(String userId, int more) {
        var queued = database.sql("select count(*) from runs where user_id = :user and state = 'queued'")
                .param("user", userId)
                .query(Long.class)
                .single();
        if (queued + more <= settings.maxQueued()) return;
        if (more > settings.maxQueued()) {
            throw Refusal.of(
                    429,
                    "queue-full",
                    more + " runs are more than the " + settings.maxQueued() + " of yours that may wait at once");
        }
        throw Refusal.retryLater(
                429,
                "queue-full",
                queued + " of your runs wait already; let some finish or cancel them",
                Duration.ofSeconds(30));
    }
}
