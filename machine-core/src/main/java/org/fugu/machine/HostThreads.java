package org.fugu.machine;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Runs the nodes of a window on several host threads. Which thread runs which node depends on the
/// host; what the node does does not, because within a window it touches nothing that another one
/// touches.
///
/// A worker spins briefly for the next window and then parks, so that an idle machine costs no
/// processor.
final class HostThreads implements AutoCloseable {
    static final String WORKER = "fugu-node-";

    private static final int SPINS = 4_000;

    private final int count;
    private final @Nullable Thread[] workers;
    private final AtomicInteger cursor = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final BitSet used = new BitSet();
    private volatile long round;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    private final IntConsumer work;
    private int[] nodes = {};
    private int nodeCount;

    /// @param work what is done for a node, by its number
    HostThreads(int count, IntConsumer work) {
        this.count = count;
        this.work = work;
        workers = new Thread[count - 1];
    }

    /// Whether there is more than one.
    boolean areSeveral() {
        return count > 1;
    }

    /// Does the work for every node and returns when all is done.
    ///
    /// @param active their numbers, in the first `size` places
    /// @param shared whether other threads than the caller's help
    void run(int[] active, int size, boolean shared) {
        if (!shared || count == 1 || size == 1) {
            for (int i = 0; i < size; i++) work.accept(active[i]);
            if (size > 0) used.set(0);
            return;
        }
        startWorkers();
        nodes = active;
        nodeCount = size;
        cursor.set(0);
        finished.set(0);
        round++;
        for (var worker : workers) LockSupport.unpark(worker);
        share(0);
        for (int spins = 0; finished.get() < workers.length; spins++) {
            if (spins < SPINS) Thread.onSpinWait();
            else Thread.yield();
        }
        var thrown = failure;
        if (thrown != null) throw new IllegalStateException("a host thread failed", thrown);
    }

    private void startWorkers() {
        if (workers[0] != null) return;
        closed = false;
        for (int i = 0; i < workers.length; i++) {
            int number = i + 1;
            long seen = round;
            workers[i] = Thread.ofPlatform().name(WORKER + number).daemon().start(() -> serve(number, seen));
        }
    }

    private void serve(int number, long startedAt) {
        long seen = startedAt;
        while (true) {
            for (int spins = 0; round == seen && !closed; spins++) {
                if (spins < SPINS) Thread.onSpinWait();
                else LockSupport.park(this);
            }
            if (closed) return;
            seen = round;
            try {
                share(number);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            finished.incrementAndGet();
        }
    }

    private void share(int thread) {
        boolean any = false;
        for (int i = cursor.getAndIncrement(); i < nodeCount; i = cursor.getAndIncrement()) {
            work.accept(nodes[i]);
            any = true;
        }
        if (any) markUsed(thread);
    }

    private synchronized void markUsed(int thread) {
        used.set(thread);
    }

    /// How many threads have run at least one node.
    synchronized int used() {
        return used.cardinality();
    }

    /// Ends the workers and waits for each. One that lived on would serve the next run too, be
    /// counted among its workers, and let a window end while a node is still at work.
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        for (int i = 0; i < workers.length; i++) {
            var worker = workers[i];
            if (worker == null) continue;
            LockSupport.unpark(worker);
            interrupted |= awaitEnd(worker);
            workers[i] = null;
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /// @return whether this thread was interrupted meanwhile
    private static boolean awaitEnd(Thread worker) {
        boolean interrupted = false;
        while (true) {
            try {
                worker.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
