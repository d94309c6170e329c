package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import org.fugu.service.database.DatabaseWatch;
import org.fugu.service.memory.OutOfMemory;
import org.fugu.service.problem.FailureLog;
import org.fugu.service.signal.Bell;
import org.fugu.service.signal.SignalListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// The thread that gives free nodes to leases that wait: when something was released or has ended, which is signaled,
/// and when something runs out, which is known beforehand. Each process has one, and the machine's lock lets one at a
/// time have the look.
@Component
class LeaseAllocator implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseAllocator.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);
    /// For a signal that was lost with the connection that it would have come by.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    /// Runs come and go hundreds a second, and each signals it.
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final WaitingLeases waiting;
    private final DatabaseWatch watch;
    private final Bell work;
    private volatile boolean running;
    private Thread thread = new Thread();

    LeaseAllocator(WaitingLeases waiting, DatabaseWatch watch, SignalListener signals) {
        this.waiting = waiting;
        this.watch = watch;
        this.work = signals.work();
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("lease-allocator").start(this::allocateUntilStopped);
    }

    @Override
    public void stop() {
        running = false;
        work.ring();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void allocateUntilStopped() {
        try {
            while (running) {
                var before = work.rings();
                var next = LOOK_AGAIN;
                if (watch.storing()) next = allocate();
                Thread.sleep(BETWEEN);
                work.awaitAfter(before, next);
            }
        } catch (InterruptedException e) {
            // It is to stop.
        }
    }

    private void allocate(String machine) {
        try {
            waiting.allocate(machine);
        } catch (RuntimeException | Error e) {
            OutOfMemory.endIfMet(e);
            FAILURES.warn("{} for leases that wait failed; it is tried again", "Looking", e);
        }
    }

    /// @return how long nothing changes by itself
    private Duration allocate() {
        try {
            var names = waiting.machines();
            if (names.isEmpty()) return LOOK_AGAIN;
            names.forEach(this::allocate);
            var next = waiting.nextChange().orElse(Instant.MAX);
            var latest = Instant.now().plus(LOOK_AGAIN);
            return next.isBefore(latest) ? Duration.between(Instant.now(), next) : LOOK_AGAIN;
        } catch (RuntimeException | Error e) {
            OutOfMemory.endIfMet(e);
            FAILURES.warn("{} for leases that wait failed; it is tried again", "Looking", e);
            return LOOK_AGAIN;
        }
    }
}
