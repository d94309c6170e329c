package org.fugu.service.signal;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.fugu.service.memory.OutOfMemory;
import org.fugu.service.problem.FailureLog;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Hears [Signal]s of all processes, on one connection of its own, and rings the bells that they are
/// for.
///
/// While that connection is broken nothing is heard; who waits at a [Bell] then looks again by its
/// own time, and the first thing a new connection does is to wake everybody.
@Component
public class SignalListener implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SignalListener.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);
    /// How soon it notices that it is to stop.
    private static final int READ_MILLIS = 500;
    private static final long RECONNECT_MILLIS = 1000;

    private final DataSource database;
    private final Bell work = new Bell();
    private final Map<String, Shared> runs = new ConcurrentHashMap<>();
    private volatile boolean running;

    /// The bell of a run, and how many wait at it.
    private record Shared(Bell bell, int holders) {}

    SignalListener(DataSource database) {
        this.database = database;
    }

    /// Rings when a run may be able to start.
    public Bell work() {
        return work;
    }

    /// Begins to watch a run. What happens to it from now on ends the watch's next wait.
    public RunWatch watch(String run) {
        var shared =
                runs.merge(run, new Shared(new Bell(), 1), (before, _) -> new Shared(before.bell, before.holders + 1));
        return new RunWatch(shared.bell, () -> leave(run));
    }

    private void leave(String run) {
        runs.computeIfPresent(
                run, (_, shared) -> shared.holders == 1 ? null : new Shared(shared.bell, shared.holders - 1));
    }

    /// How many runs are watched.
    public int watched() {
        return runs.size();
    }

    /// Wakes everybody, as if there had been a signal of everything.
    public void ringAll() {
        work.ring();
        runs.values().forEach(shared -> shared.bell.ring());
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().daemon().name("signal-listener").start(this::listenAgainAndAgain);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void listenAgainAndAgain() {
        while (running) {
            try {
                listen();
            } catch (SQLException | RuntimeException | Error e) {
                OutOfMemory.endIfMet(e);
                if (running) FAILURES.warn("{} are not heard at the moment; answers come later", "Signals", e);
                pause();
            }
        }
    }

    private void listen() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("listen " + Signal.WORK);
            statement.execute("listen " + Signal.RUN);
            ringAll();
            var signals = connection.unwrap(PGConnection.class);
            while (running) heard(signals.getNotifications(READ_MILLIS));
            statement.execute("unlisten *");
        }
    }

    private void heard(PGNotification @Nullable [] signals) {
        if (signals == null) return;
        for (var signal : signals) {
            if (signal.getName().equals(Signal.WORK)) {
                work.ring();
                continue;
            }
            var shared = runs.get(signal.getParameter());
            if (shared != null) shared.bell.ring();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
