package org.fugu.service.database;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.fugu.service.problem.FailureLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the embedded PostgreSQL again when it ends, as often as that takes.
///
/// A server that was killed is back within a second or two. One that ended because the disk is
/// full or its memory was taken cannot come back before that is mended, so it is tried again for
/// as long as the service lives, ever less often.
final class PostgresSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSupervisor.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final EmbeddedPostgres postgres;
    private final Thread watcher;
    private volatile boolean closing;

    private PostgresSupervisor(EmbeddedPostgres postgres) {
        this.postgres = postgres;
        this.watcher = Thread.ofVirtual().name("postgres-supervisor").unstarted(this::watch);
    }

    static PostgresSupervisor of(EmbeddedPostgres postgres) {
        var supervisor = new PostgresSupervisor(postgres);
        supervisor.watcher.start();
        return supervisor;
    }

    /// Stops the server for good.
    @Override
    public void close() {
        closing = true;
        watcher.interrupt();
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        postgres.close();
    }

    private void watch() {
        try {
            while (!closing) {
                postgres.ended().get();
                if (closing) return;
                LOG.error("Embedded PostgreSQL ended; starting it again. Its log is {}", postgres.log());
                startAgain();
                LOG.info("Embedded PostgreSQL runs again (process {})", postgres.pid());
            }
        } catch (InterruptedException e) {
            LOG.debug("Embedded PostgreSQL is no longer watched", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot be seen", e);
        }
    }

    private void startAgain() throws InterruptedException {
        for (var pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                postgres.startAgain();
                return;
            } catch (IOException | IllegalStateException e) {
                if (closing) throw new InterruptedException("closing");
                FAILURES.warn("{} cannot be started; it is tried again", "Embedded PostgreSQL", e);
            }
            Thread.sleep(pause);
        }
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
