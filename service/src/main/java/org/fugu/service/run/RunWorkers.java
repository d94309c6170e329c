package org.fugu.service.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fugu.service.database.DatabaseWatch;
import org.fugu.service.problem.FailureLog;
import org.fugu.service.signal.Bell;
import org.fugu.service.signal.SignalListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// The threads that carry out runs and co-runs, each one at a time.
@Component
@ConditionalOnProperty(name = "fugu.runs.carried-out", havingValue = "true")
final class RunWorkers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorkers.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);
    /// For what nobody signals: a lease that ran out, a worker that was lost.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /// A run that is under way gives itself back within that time.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final RunQueue queue;
    private final RunWorker worker;
    private final CoRunWorker coRuns;
    private final DatabaseWatch watch;
    private final Bell work;
    private final int count;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    RunWorkers(
            RunQueue queue,
            RunWorker worker,
            CoRunWorker coRuns,
            DatabaseWatch watch,
            SignalListener signals,
            RunSettings settings) {
        this.queue = queue;
        this.worker = worker;
        this.coRuns = coRuns;
        this.watch = watch;
        this.work = signals.work();
        this.count = settings.workers();
    }

    @Override
    public void start() {
        running = true;
        for (int i = 1; i <= count; i++) {
            threads.add(Thread.ofPlatform().name("run-worker-" + i).daemon().start(this::workUntilStopped));
        }
    }

    @Override
    public void stop() {
        running = false;
        work.ring();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (var thread : threads) thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private boolean attemptRun() {
        var claim = queue.next();
        claim.ifPresent(found -> worker.attempt(found, () -> !running));
        return claim.isPresent();
    }

    private boolean attemptCoRun() {
        var claim = coRuns.next();
        claim.ifPresent(found -> coRuns.attempt(found, () -> !running));
        return claim.isPresent();
    }

    private void workUntilStopped() {
        boolean turn = false;
        while (running) {
            try {
                // Each attempt begins with something to store.
                if (!watch.storing()) {
                    if (!pause()) return;
                    continue;
                }
                worker.giveBackAgain();
                coRuns.giveBackAgain();
                var before = work.rings();
                // In turns, so that neither kind keeps the other waiting for ever.
                turn = !turn;
                if (!(turn ? attemptRun() || attemptCoRun() : attemptCoRun() || attemptRun())) {
                    work.awaitAfter(before, LOOK_AGAIN);
                }
            } catch (RuntimeException e) {
                FAILURES.warn("{} for the next run failed; it is tried again", "Looking", e);
                if (!pause()) return;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
