package org.fugu.service.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.fugu.service.database.DatabaseWatch;
import org.fugu.service.memory.OutOfMemory;
import org.fugu.service.problem.FailureLog;
import org.fugu.service.signal.Bell;
import org.fugu.service.signal.SignalListener;
import org.fugu.service.worker.Simulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The threads that carry out runs and whatever else is [WorkKind], each one at a time.
@Component
@ConditionalOnProperty(name = "fugu.runs.carried-out", havingValue = "true")
final class RunWorkers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorkers.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);
    /// For what nobody signals: a lease that ran out, a worker that was lost.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /// A run that is under way gives itself back within that time.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final List<WorkKind> kinds;
    private final Simulator simulator;
    private final DatabaseWatch watch;
    private final Bell work;
    private final int count;
    private final WorkThere there;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    RunWorkers(
            List<WorkKind> kinds,
            Simulator simulator,
            DatabaseWatch watch,
            SignalListener signals,
            RunSettings settings,
            JdbcClient database) {
        this.kinds = List.copyOf(kinds);
        this.simulator = simulator;
        this.watch = watch;
        this.work = signals.work();
        this.count = settings.workers();
        this.there = new WorkThere(database, settings, kinds);
    }

    @Override
    public void start() {
        running = true;
        for (int i = 1; i <= count; i++) {
            // Of two or more, one is a lane for what is brief: nothing long is in its way.
            boolean briefOnly = i == 2;
            threads.add(Thread.ofPlatform().name("run-worker-" + i).daemon().start(() -> workUntilStopped(briefOnly)));
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

    private static List<WorkKind> inTurn(List<WorkKind> kinds, int first) {
        var turns = new ArrayList<>(kinds.subList(first, kinds.size()));
        turns.addAll(kinds.subList(0, first));
        return turns;
    }

    /// The kind before all others of which somebody waits who has used the least. What is not counted by shares has
    /// the first turn when that comes, and else the last.
    ///
    /// @param turns those that are there, in turn
    /// @param turn whose turn it is
    private static List<WorkKind> byShare(List<WorkKind> turns, WorkKind turn) {
        var shares = new IdentityHashMap<WorkKind, Double>();
        for (var kind : turns) {
            if (!(kind instanceof RunWorker)) kind.share().ifPresent(share -> shares.put(kind, share));
        }
        // Mostly there are runs alone.
        if (shares.isEmpty()) return turns;
        for (var kind : turns) {
            if (kind instanceof RunWorker) kind.share().ifPresent(share -> shares.put(kind, share));
        }
        turns.sort(Comparator.comparingDouble(kind -> {
            var share = shares.get(kind);
            if (share != null) return share;
            return kind == turn ? -1 : Double.POSITIVE_INFINITY;
        }));
        return turns;
    }

    /// By shares, and in turns where these are equal, so that no kind keeps the others waiting for ever.
    ///
    /// @param first which kind has the first turn
    /// @return whether there was something to do
    private boolean attemptAny(int first, boolean briefOnly) {
        var turns = inTurn(kinds, first);
        if (briefOnly) return turns.stream().anyMatch(kind -> kind.attemptBrief(() -> !running));
        turns.retainAll(there.find());
        return byShare(turns, kinds.get(first)).stream().anyMatch(kind -> kind.attemptNext(() -> !running));
    }

    private void workUntilStopped(boolean briefOnly) {
        int turn = 0;
        while (running) {
            try {
                // Each attempt begins with something to store.
                if (!watch.storing()) {
                    if (!pause()) return;
                    continue;
                }
                kinds.forEach(WorkKind::giveBackAgain);
                // Nothing is claimed that nobody could carry out.
                simulator.prepare();
                var before = work.rings();
                turn = (turn + 1) % kinds.size();
                if (!attemptAny(turn, briefOnly)) work.awaitAfter(before, LOOK_AGAIN);
            } catch (RuntimeException | Error e) {
                OutOfMemory.endIfMet(e);
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
