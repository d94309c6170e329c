package org.fugu.service.signal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Hears [WorkSignal]s of all processes, on one connection of its own.
///
/// While that connection is broken nothing is heard; [#awaitAfter] then ends by its own time, and
/// the first thing a new connection does is to wake everybody.
@Component
@ConditionalOnProperty(name = "fugu.runs.carried-out", havingValue = "true")
public class WorkListener implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WorkListener.class);
    /// How soon it notices that it is to stop.
    private static final int READ_MILLIS = 500;
    private static final long RECONNECT_MILLIS = 1000;

    private final DataSource database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heardOne = lock.newCondition();
    private long heard;
    private volatile boolean running;

    WorkListener(DataSource database) {
        this.database = database;
    }

    /// How many signals there were so far; to be asked before looking for work.
    public long heard() {
        lock.lock();
        try {
            return heard;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there were more signals than that, or the time is over.
    public void awaitAfter(long seen, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (heard == seen && left > 0) left = heardOne.awaitNanos(left);
        } finally {
            lock.unlock();
        }
    }

    /// Wakes everybody, as a signal does.
    public void wake() {
        lock.lock();
        try {
            heard++;
            heardOne.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().daemon().name("work-listener").start(this::listenAgainAndAgain);
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
            } catch (SQLException | RuntimeException e) {
                if (running) LOG.warn("Signals are not heard at the moment; runs start later: {}", e.getMessage());
                pause();
            }
        }
    }

    private void listen() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("listen " + WorkSignal.CHANNEL);
            wake();
            var signals = connection.unwrap(PGConnection.class);
            while (running) {
                var found = signals.getNotifications(READ_MILLIS);
                if (found != null && found.length > 0) wake();
            }
            statement.execute("unlisten *");
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
