package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fugu.service.Caller;
import org.jspecify.annotations.Nullable;

/// Looks at the database several times a second: which checkpoints were kept of runs, and from where their next
/// attempts went on. While the database is down it sees nothing, and nothing happens there either.
final class CheckpointWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    /// An attempt of a run.
    private record Attempt(String run, int number) {}

    private final EmbeddedPostgres postgres;
    /// The last checkpoint that was seen, by the attempt that left it.
    private final Map<Attempt, Long> left = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Set<Attempt> resumed = new HashSet<>();
    private final Set<String> losses = new TreeSet<>();
    private final Thread watcher;
    private volatile boolean closing;

    CheckpointWatch(EmbeddedPostgres postgres) {
        this.postgres = postgres;
        this.watcher = Thread.ofPlatform().name("checkpoint-watch").start(this::watch);
    }

    /// How many attempts went on from a checkpoint.
    synchronized int resumed() {
        return resumed.size();
    }

    /// Attempts that went on from an earlier cycle than that of a checkpoint that one before them had left.
    synchronized Set<String> losses() {
        return Set.copyOf(losses);
    }

    /// Waits until a run that is under way has a checkpoint.
    void awaitCheckpoint(Duration patience) {
        var until = Instant.now().plus(patience);
        while (true) {
            synchronized (this) {
                if (!newest.isEmpty()) return;
            }
            assertThat(Instant.now()).as("a checkpoint of a run under way").isBefore(until);
            Caller.pause(LOOK_MILLIS);
        }
    }

    private void watch() {
        while (!closing) {
            try (var connection =
                    DriverManager.getConnection(postgres.url(), EmbeddedPostgres.USER, postgres.password())) {
                while (!closing) {
                    look(connection);
                    Caller.pause(LOOK_MILLIS);
                }
            } catch (SQLException down) {
                Caller.pause(LOOK_MILLIS);
            }
        }
    }

    private void look(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select r.id, r.attempts, r.resumed_from_cycle, c.attempt, c.cycle
                        from runs r join run_checkpoints c on c.id = r.id where r.state in ('queued', 'running')
                        """)) {
            synchronized (this) {
                newest.clear();
                while (rows.next()) {
                    var run = rows.getString(1);
                    newest.put(run, rows.getLong(5));
                    left.merge(new Attempt(run, rows.getInt(4)), rows.getLong(5), Math::max);
                    var from = rows.getObject(3, Long.class);
                    int attempt = rows.getInt(2);
                    if (from != null) resumed(run, attempt, from);
                    else if (rows.getInt(4) == attempt && before(run, attempt) != null) losses.add(run + " from 0");
                }
            }
        }
    }

    private void resumed(String run, int attempt, long from) {
        if (!resumed.add(new Attempt(run, attempt))) return;
        var last = before(run, attempt);
        if (last != null && from < last) losses.add(run + " from " + from + " and not " + last);
    }

    private @Nullable Long before(String run, int attempt) {
        Long last = null;
        for (int number = 1; number < attempt; number++) {
            var cycle = left.get(new Attempt(run, number));
            if (cycle != null && (last == null || cycle > last)) last = cycle;
        }
        return last;
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        watcher.join();
    }
}
