package org.fugu.service.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.fugu.service.memory.OutOfMemory;
import org.fugu.service.problem.DatabaseUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/// Knows whether the database can be reached and whether it stores what it is given, by a connection
/// of its own.
///
/// The pool cannot tell: it lets everybody wait who asks for a connection, and a pool whose
/// connections are all in use looks the same as one that can make none.
///
/// That something cannot be stored is found out by those who try. From then on a trial is made each
/// second, until one succeeds; meanwhile nobody else needs to try, and the log of transactions does
/// not fill with what is taken back.
@Component
public final class DatabaseWatch implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /// A server that is gone refuses at once. One on a busy host may take its time, and is there.
    private static final int PATIENCE_SECONDS = 15;

    /// Writes some megabytes to a file that is gone with the statement: more numbers than fit in the
    /// memory that it is given. No table grows by it, and no log.
    private static final String TRIAL = "set work_mem = '64kB'; select count(*) from generate_series(1, 100000)";

    private final String url;
    private final Properties properties = new Properties();
    private final Semaphore suspicion = new Semaphore(0);
    private final Thread watcher;

    private @Nullable Connection connection;
    private volatile boolean reachable = true;
    private volatile boolean storing = true;
    private volatile boolean closing;

    DatabaseWatch(JdbcConnectionDetails details) {
        url = details.getJdbcUrl();
        setIfPresent("user", details.getUsername());
        setIfPresent("password", details.getPassword());
        // PostgreSQL's driver takes whole seconds.
        var patience = Integer.toString(PATIENCE_SECONDS);
        for (var timeout : new String[] {"connectTimeout", "loginTimeout", "socketTimeout"}) {
            properties.setProperty(timeout, patience);
        }
        properties.setProperty("ApplicationName", "fugu watch");
        watcher = Thread.ofVirtual().name("database-watch").start(this::watch);
    }

    private void setIfPresent(String name, @Nullable String value) {
        if (value != null) properties.setProperty(name, value);
    }

    /// Whether it answered when last asked, at most some seconds ago.
    public boolean reachable() {
        return reachable;
    }

    /// Whether it stores what it is given, as far as anybody knows.
    public boolean storing() {
        return storing;
    }

    /// Somebody's statement failed because nothing could be stored.
    void cannotStore(SQLException failure) {
        if (storing) LOG.error("The database cannot store anything; nothing new is taken in: {}", failure.getMessage());
        storing = false;
    }

    /// Asks at once, since somebody met a failure.
    void suspect() {
        suspicion.release();
    }

    @Override
    public void destroy() throws InterruptedException {
        closing = true;
        watcher.interrupt();
        watcher.join();
        forget();
    }

    private void watch() {
        try {
            while (!closing) {
                look();
                if (suspicion.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) suspicion.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("The database is no longer watched", e);
        }
    }

    /// Whatever happens at one look, there is another.
    private void look() {
        try {
            note(answers());
            if (reachable && !storing) tryToStore();
        } catch (RuntimeException | Error e) {
            OutOfMemory.endIfMet(e);
            LOG.error("Looking for the database failed; it is looked for again", e);
        }
    }

    private void note(boolean answered) {
        if (answered == reachable || closing) return;
        reachable = answered;
        if (answered) LOG.info("The database can be reached again");
        else LOG.error("The database cannot be reached; requests that need it are refused until it can");
    }

    private boolean answers() {
        try {
            var known = connection;
            if (known != null && known.isValid(PATIENCE_SECONDS)) return true;
            forget();
            connection = DriverManager.getConnection(url, properties);
            return true;
        } catch (SQLException e) {
            // A server that refuses for another reason, such as too many connections, is there.
            return !DatabaseUnavailable.explains(e);
        }
    }

    private void tryToStore() {
        var known = connection;
        if (known == null) return;
        try (var statement = known.createStatement()) {
            statement.execute(TRIAL);
            storing = true;
            LOG.info("The database stores again");
        } catch (SQLException e) {
            LOG.debug("The database still cannot store anything", e);
        }
    }

    private void forget() {
        var known = connection;
        connection = null;
        if (known == null) return;
        try {
            known.close();
        } catch (SQLException e) {
            LOG.debug("A broken connection could not be closed", e);
        }
    }
}
