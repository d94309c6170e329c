package org.fugu.service.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.fugu.exokernel.run.RunObserver;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Watches one attempt: keeps its console and progress, and stops it when there is reason to.
///
/// The machine's thread only fills a buffer; a second thread writes it to the database a few times
/// a second, so that a slow database never slows a simulation.
final class RunRecorder implements RunObserver, AutoCloseable {
    /// Why an attempt was stopped before its end.
    enum Stop {
        CANCELED,
        /// A newer attempt was granted to somebody else.
        LOST,
        /// The database did not take what it did; without that the attempt is worth nothing.
        UNKEPT,
        /// It took longer than the host's guard allows.
        HOST_WALL,
        SHUTDOWN
    }

    private static final long FLUSH_MILLIS = 200;
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);
    private static final double PROGRESS_STEP = 0.01;

    private final Runs runs;
    private final Claim claim;
    private final long budget;
    private final Instant deadline;
    private final BooleanSupplier shuttingDown;
    private final ConsoleBuffer console;
    private final Thread flusher;

    private volatile long cycle;
    private volatile @Nullable Stop stop;
    private volatile @Nullable RuntimeException unkept;
    private final CountDownLatch closing = new CountDownLatch(1);
    private double shownShare = -1;
    private Instant shownAt = Instant.EPOCH;

    RunRecorder(
            Runs runs,
            Claim claim,
            long budget,
            Duration hostWall,
            BooleanSupplier shuttingDown,
            ConsoleBuffer console) {
        this.runs = runs;
        this.claim = claim;
        this.budget = budget;
        this.deadline = Instant.now().plus(hostWall);
        this.shuttingDown = shuttingDown;
        this.console = console;
        this.flusher = Thread.ofVirtual().name("recorder-" + claim.runId()).start(this::flushNowAndThen);
    }

    @Override
    public void progressed(long cycle, long instructions) {
        this.cycle = cycle;
    }

    @Override
    public void console(long cycle, int node, byte[] bytes) {
        console.print(cycle, node, bytes);
    }

    @Override
    public boolean cancelled() {
        return stop != null;
    }

    @Nullable
    Stop stop() {
        return stop;
    }

    /// What the database said when it did not take what the attempt did.
    RuntimeException unkept() {
        return Objects.requireNonNull(unkept);
    }

    /// Writes what is left, after the machine has stopped by itself.
    void finish(long lastCycle) {
        close();
        if (stop == Stop.UNKEPT) throw unkept();
        var rest = console.takeRest(lastCycle);
        runs.keep(claim, lastCycle, rest);
    }

    /// Ends the second thread, and waits for it. It is not interrupted: that would close the
    /// database connection under a write of the console, and lose what the write had taken.
    @Override
    public void close() {
        closing.countDown();
        try {
            flusher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void flushNowAndThen() {
        try {
            while (stop == null && !closing.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS)) flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush() {
        if (shuttingDown.getAsBoolean()) stop = Stop.SHUTDOWN;
        if (Instant.now().isAfter(deadline)) stop = Stop.HOST_WALL;
        var happened = new ArrayList<RunEvent>(console.take());
        var at = cycle;
        if (isWorthShowing(at)) happened.add(new RunEvent.Progressed(at));
        try {
            if (runs.keep(claim, at, happened) == Runs.Order.CANCEL) stop = Stop.CANCELED;
        } catch (Lost e) {
            stop = Stop.LOST;
        } catch (DataAccessException | TransactionException e) {
            unkept = e;
            stop = Stop.UNKEPT;
        }
    }

    private boolean isWorthShowing(long at) {
        var share = RunRows.share(at, budget);
        var now = Instant.now();
        if (share == shownShare) return false;
        if (share - shownShare < PROGRESS_STEP && now.isBefore(shownAt.plus(PROGRESS_EVERY))) return false;
        shownShare = share;
        shownAt = now;
        return true;
    }
}
