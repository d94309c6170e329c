package org.fugu.service.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.service.disk.EndedDisks;
import org.fugu.service.problem.FailureLog;
import org.fugu.service.worker.Checkpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Watches one attempt: keeps its console and progress, and stops it when there is reason to.
///
/// The worker's thread, which hears what the machine tells, only fills a buffer; a second thread writes it to the
/// database a few times a second, so that a slow database never slows a simulation.
public final class RunRecorder implements RunObserver, AutoCloseable {
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

    private static final FailureLog FAILURES = new FailureLog(LoggerFactory.getLogger(RunRecorder.class));
    private static final long FLUSH_MILLIS = 200;
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);
    private static final double PROGRESS_STEP = 0.01;

    /// What a worker is told at each flush.
    enum Order {
        GO_ON,
        CANCEL
    }

    /// Keeps what happened, and says what to do.
    @FunctionalInterface
    interface Keeper {
        /// The attempt goes on from a checkpoint.
        default void resumed(long cycle) {}

        /// Keeps the run as it was.
        ///
        /// @param isResumed whether the attempt goes on from a checkpoint itself
        default void keep(Checkpoint checkpoint, boolean isResumed) {}

        /// @param told no output is from a later cycle
        /// @param happened by job
        RunRecorder.Order keep(long cycle, long told, List<List<RunEvent>> happened);
    }

    private final String name;
    private final Keeper keeper;
    private final long budget;
    private final Instant deadline;
    private final BooleanSupplier shuttingDown;
    private final List<ConsoleBuffer> consoles;
    private final EndedDisks disks;
    private final Thread flusher;

    private volatile long cycle;
    /// By [System#nanoTime]; null before its first instruction. Written by the worker's thread alone.
    private volatile @Nullable Long begun;
    /// When the latest output was printed. Written by the worker's thread alone.
    private volatile long told;
    private volatile @Nullable Stop stop;
    private volatile @Nullable Long resumedFrom;
    /// The latest that is not kept yet.
    private final AtomicReference<@Nullable Checkpoint> checkpoint = new AtomicReference<>();
    private volatile @Nullable RuntimeException unkept;
    private final CountDownLatch closing = new CountDownLatch(1);
    /// Used by the second thread, and when that has ended.
    private boolean toldResumed;

    private double shownShare = -1;
    private Instant shownAt = Instant.EPOCH;

    /// @param name of what is carried out
    /// @param consoles by job
    /// @param disks which of them to take at the end
    RunRecorder(
            String name,
            Keeper keeper,
            long budget,
            Instant deadline,
            BooleanSupplier shuttingDown,
            List<ConsoleBuffer> consoles,
            EndedDisks disks) {
        this.name = name;
        this.disks = disks;
        this.keeper = keeper;
        this.budget = budget;
        this.deadline = deadline;
        this.shuttingDown = shuttingDown;
        this.consoles = List.copyOf(consoles);
        this.flusher = Thread.ofVirtual().name("recorder-" + name).start(this::flushNowAndThen);
    }

    /// Of what prints for nobody.
    ///
    /// @param keep is given the cycle, and says whether somebody wants it to stop
    /// @param deadline when it is stopped as the host's fault
    public static RunRecorder quiet(String name, LongPredicate keep, Instant deadline, BooleanSupplier shuttingDown) {
        return quiet(name, keeper(keep), deadline, shuttingDown);
    }

    /// The same, and it is kept on its way.
    public static RunRecorder quiet(
            String name,
            LongPredicate keep,
            AttemptCheckpoints checkpoints,
            Instant deadline,
            BooleanSupplier shuttingDown) {
        return quiet(name, checkpoints.kept(keeper(keep)), deadline, shuttingDown);
    }

    private static Keeper keeper(LongPredicate keep) {
        return (cycle, _, _) -> keep.test(cycle) ? Order.CANCEL : Order.GO_ON;
    }

    private static RunRecorder quiet(String name, Keeper keeper, Instant deadline, BooleanSupplier shuttingDown) {
        return new RunRecorder(
                name, keeper, Long.MAX_VALUE, deadline, shuttingDown, List.of(), new EndedDisks(Set.of()));
    }

    @Override
    public void progressed(long cycle, long instructions) {
        this.cycle = cycle;
        // A machine tells of itself before its first instruction, too.
        if (begun == null) begun = System.nanoTime();
    }

    @Override
    public void console(long cycle, int node, byte[] bytes) {
        console(0, cycle, node, bytes);
    }

    @Override
    public void console(int job, long cycle, int node, byte[] bytes) {
        if (consoles.isEmpty()) return;
        told = Math.max(told, cycle);
        consoles.get(job).print(cycle, node, bytes);
    }

    @Override
    public boolean wantsDisks() {
        return disks.areWanted();
    }

    @Override
    public void disk(int job, byte[] bytes) {
        disks.take(job, bytes);
    }

    @Override
    public boolean cancelled() {
        return stop != null;
    }

    @Override
    public void resumed(long cycle) {
        this.cycle = cycle;
        resumedFrom = cycle;
    }

    /// Wanted of a run that stops here and goes on elsewhere.
    @Override
    public int checkpointRoom() {
        return stop == Stop.SHUTDOWN || stop == Stop.HOST_WALL ? Integer.MAX_VALUE : 0;
    }

    @Override
    public void checkpoint(long cycle, byte @Nullable [] snapshot) {
        if (snapshot != null) checkpoint.set(new Checkpoint(cycle, snapshot));
    }

    /// How long after a moment it came to its first instruction.
    ///
    /// @param since by [System#nanoTime]
    Duration beganAfter(long since) {
        return Duration.ofNanos(Math.max(0, (begun == null ? System.nanoTime() : begun) - since));
    }

    /// Whether it goes on from a checkpoint.
    boolean isResumed() {
        return resumedFrom != null;
    }

    @Nullable
    Stop stop() {
        return stop;
    }

    /// Whether it was stopped because it took too long on this host.
    public boolean isPastDeadline() {
        return stop == Stop.HOST_WALL;
    }

    /// The latest cycle that was told of.
    public long cycle() {
        return cycle;
    }

    /// What the database said when it did not take what the attempt did.
    RuntimeException unkept() {
        return Objects.requireNonNull(unkept);
    }

    /// Writes what is left, after the machine has stopped by itself.
    void finish(long lastCycle) {
        close();
        if (stop == Stop.UNKEPT) throw unkept();
        tellResumed();
        var rest = consoles.stream().map(console -> console.takeRest(lastCycle)).toList();
        keeper.keep(lastCycle, lastCycle, rest);
    }

    /// No output of the attempt is from a later cycle.
    long told() {
        return Math.max(told, cycle);
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
        var happened = consoles.stream().map(ConsoleBuffer::take).toList();
        var latest = told;
        var at = cycle;
        if (isWorthShowing(at)) {
            happened = happened.stream()
                    .map(printed -> {
                        var all = new ArrayList<>(printed);
                        all.add(new RunEvent.Progressed(at));
                        return List.copyOf(all);
                    })
                    .toList();
        }
        try {
            if (keeper.keep(at, Math.max(at, latest), happened) == RunRecorder.Order.CANCEL) stop = Stop.CANCELED;
            tellResumed();
            keepCheckpoint();
        } catch (Lost e) {
            stop = Stop.LOST;
        } catch (DataAccessException | TransactionException e) {
            unkept = e;
            stop = Stop.UNKEPT;
        }
    }

    private void tellResumed() {
        var from = resumedFrom;
        if (from == null || toldResumed) return;
        keeper.resumed(from);
        toldResumed = true;
    }

    /// Keeps the latest checkpoint. One that the database does not take is not missed by the attempt.
    ///
    /// @throws Lost when a newer attempt was granted, or the run is over
    void keepCheckpoint() {
        var latest = checkpoint.getAndSet(null);
        if (latest == null) return;
        try {
            keeper.keep(latest, isResumed());
        } catch (DataAccessException | TransactionException e) {
            FAILURES.warn("A checkpoint of {} could not be kept", name, e);
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
