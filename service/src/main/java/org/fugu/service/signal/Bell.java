package org.fugu.service.signal;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes those who wait for a change. How often it has rung is asked for before looking at what may
/// change, so that no change between looking and waiting is missed.
public final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rang = lock.newCondition();
    private long rings;

    Bell() {}

    /// How often it has rung so far.
    public long rings() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it has rung more often than that, or the time is over.
    public void awaitAfter(long seen, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (rings == seen && left > 0) left = rang.awaitNanos(left);
        } finally {
            lock.unlock();
        }
    }

    /// Wakes everybody who waits.
    public void ring() {
        lock.lock();
        try {
            rings++;
            rang.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
