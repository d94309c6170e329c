package org.fugu.service.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.service.memory.OutOfMemory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The children of this service. There are as many as threads have asked for at the same time; each has one task at a
/// time, and waits for the next one, warm.
public final class Children implements Simulator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Children.class);

    /// Ten times a second a child that has something to do says so; a collection of its garbage may take some seconds.
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /// Another takes the place of a child then: whatever grows in a process that we do not know of, starts anew.
    private static final long TASKS = 10_000;

    private final Child.Start start;
    private final Duration silence;
    private final long tasks;
    private final Thread clock;
    private final Semaphore starts = new Semaphore(startsAtOnce());
    // Guarded by this object.
    private final Set<Child> all = new HashSet<>();
    private final Deque<Child> idle = new ArrayDeque<>();
    private boolean closed;

    public Children(ChildCommand command) {
        this(command, SILENCE, TASKS);
    }

    /// @param silence after which a child that has something to do is ended
    Children(ChildCommand command, Duration silence) {
        this(command, silence, TASKS);
    }

    /// @param silence after which a child that has something to do is ended
    /// @param tasks after which another takes the place of a child
    Children(ChildCommand command, Duration silence, long tasks) {
        this(command::start, silence, tasks);
    }

    /// @param start of each child
    /// @param silence after which a child that has something to do is ended
    /// @param tasks after which another takes the place of a child
    Children(Child.Start start, Duration silence, long tasks) {
        this.start = start;
        this.silence = silence;
        this.tasks = tasks;
        this.clock = Thread.ofPlatform().name("children").daemon().start(this::tick);
    }

    @Override
    public void prepare() {
        giveBack(take());
    }

    @Override
    public <R> R carryOut(GuestWork<R> work, RunObserver observer) {
        var child = take();
        try {
            return child.carryOut(work, observer);
        } finally {
            giveBack(child);
        }
    }

    /// The identifiers of their processes.
    synchronized List<Long> pids() {
        return all.stream().map(Child::pid).sorted().toList();
    }

    /// A process that starts takes one processor and more for a second. Half of them stay for those who submit and
    /// look, however many processes have ended at once.
    static int startsAtOnce() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /// One that waits, or a new one.
    private Child take() {
        var child = ready();
        if (child != null) return child;
        starts.acquireUninterruptibly();
        try {
            // Meanwhile another may have done its task.
            child = ready();
            return child != null ? child : start();
        } finally {
            starts.release();
        }
    }

    /// The last that had something to do first, since its caches are warm.
    private @Nullable Child ready() {
        for (var child = pollIdle(); child != null; child = pollIdle()) {
            if (child.isReady()) return child;
            drop(child);
        }
        return null;
    }

    private synchronized @Nullable Child pollIdle() {
        return idle.pollFirst();
    }

    private Child start() {
        var child = started();
        try {
            child.awaitReady();
        } catch (RuntimeException | Error e) {
            drop(child);
            throw e;
        }
        LOG.debug("Process {} waits for guests", child.pid());
        return child;
    }

    private synchronized Child started() {
        if (closed) throw new ChildFailure("the service stops", null);
        try {
            var child = new Child(start, silence, tasks);
            all.add(child);
            return child;
        } catch (IOException e) {
            throw new ChildFailure("a process that executes guests cannot be started: " + e.getMessage(), e);
        }
    }

    private synchronized void giveBack(Child child) {
        if (!child.isReady() || closed) {
            drop(child);
            return;
        }
        idle.addFirst(child);
        if (child.asksForSuccessor()) startSuccessor(child);
    }

    /// A failure is not passed on: whoever gives the old one back may have a result to hand on.
    private void startSuccessor(Child old) {
        try {
            Thread.ofVirtual().name("successor of " + old.pid()).start(() -> replace(old));
        } catch (RuntimeException | Error e) {
            stays(old, e);
        }
    }

    /// Nobody waits for the successor: until that is there, the old one takes what comes.
    private void replace(Child old) {
        starts.acquireUninterruptibly();
        try {
            var successor = start();
            retire(old);
            giveBack(successor);
        } catch (RuntimeException | Error e) {
            stays(old, e);
        } finally {
            starts.release();
        }
    }

    /// The old one is told first, since the log may fail for the reason that the start failed for.
    private void stays(Child old, Throwable failure) {
        old.stays();
        OutOfMemory.endIfMet(failure);
        if (!(failure instanceof ChildFailure)) {
            LOG.error("Process {} has no successor, and stays", old.pid(), failure);
        } else if (!isClosed()) {
            LOG.warn("Process {} has no successor, and stays: {}", old.pid(), failure.getMessage());
        }
    }

    private synchronized void retire(Child child) {
        child.retire();
        if (idle.remove(child)) drop(child);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void drop(Child child) {
        all.remove(child);
        child.close();
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(Child.TICK);
                for (var child : some()) child.tick();
            }
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    private synchronized List<Child> some() {
        return List.copyOf(all);
    }

    @Override
    public synchronized void close() {
        closed = true;
        clock.interrupt();
        all.forEach(Child::close);
        all.clear();
        idle.clear();
    }
}
