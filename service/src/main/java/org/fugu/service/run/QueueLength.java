package org.fugu.service.run;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How many runs are under way, over all users.
@Component
public class QueueLength {
    /// How old a length may be that a bound goes by: it is counted row by row.
    private static final Duration OLD = Duration.ofSeconds(1);

    /// @param at by the process' own clock, in nanoseconds
    private record Counted(long queued, long at) {}

    private final JdbcClient database;
    private volatile Counted latest = new Counted(0, System.nanoTime() - OLD.toNanos());

    QueueLength(JdbcClient database) {
        this.database = database;
    }

    /// @return runs in that state
    public long in(RunState state) {
        // As a word, not a parameter: what waits and what is under way have indexes of their own.
        return database.sql("select count(*) from runs where state = '" + state.wireName() + "'")
                .query(Long.class)
                .single();
    }

    /// @return runs that wait, or that waited a moment ago
    long lately() {
        var known = latest;
        if (System.nanoTime() - known.at() < OLD.toNanos()) return known.queued();
        var counted = new Counted(in(RunState.QUEUED), System.nanoTime());
        latest = counted;
        return counted.queued();
    }
}
