package org.fugu.service.run;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What users have used, as [FairShare] counts it: one row of `user_usage` each, added to as by [Usage#plus].
///
/// A row is locked after all else, since whatever ends of that user may wait for it.
@Component
class UserUsage {
    /// Of a worker that is lost: about what a processor of today simulates in `timing`.
    private static final double NODE_CYCLES_A_SECOND = 5e7;

    private final JdbcClient database;
    private final QueueSettings settings;

    UserUsage(JdbcClient database, QueueSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /// Adds one run, or other work.
    ///
    /// @param nodeCycles that it used
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(String user, double nodeCycles) {
        database.sql("""
                        insert into user_usage (user_id, node_cycles, runs, at) values (:user, :used, 1, now())
                        on conflict (user_id) do update set
                            node_cycles = user_usage.node_cycles * power(0.5, least(1000, greatest(0,
                                extract(epoch from now() - user_usage.at) / :halfLife))) + excluded.node_cycles,
                            runs = user_usage.runs * power(0.5, least(1000, greatest(0,
                                extract(epoch from now() - user_usage.at) / :halfLife))) + 1,
                            at = greatest(user_usage.at, now())
                        """)
                .param("user", user)
                .param("used", nodeCycles)
                .param("halfLife", settings.halfLife().toMillis() / 1000.0)
                .update();
    }

    /// Adds an attempt of which nothing is known but how long it kept a worker, since the process is gone that carried
    /// it out. Were it for nothing, then whoever has such runs would always come first.
    ///
    /// @param held the worker, on this host
    @Transactional(propagation = Propagation.MANDATORY)
    public void addLost(String user, Duration held) {
        if (held.isPositive()) add(user, held.toMillis() / 1000.0 * NODE_CYCLES_A_SECOND);
    }
}
