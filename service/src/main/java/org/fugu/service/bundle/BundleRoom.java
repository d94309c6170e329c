package org.fugu.service.bundle;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// The part of the heap that bundles may take while they are read, all requests together. A request
/// that finds no room waits, and has neither a connection to the database nor a bundle meanwhile.
@Component
public class BundleRoom {
    /// Runs have three quarters of the heap.
    private static final int SHARE = 8;
    private static final long UNIT = 1 << 20;

    private final int units = (int) Math.max(1, Runtime.getRuntime().maxMemory() / SHARE / UNIT);
    private final Semaphore free = new Semaphore(units, true);
    /// Apart, so that those who hold a first bundle never wait for one another.
    private final int unitsForSecond = Math.max(1, units / 2);
    private final Semaphore freeForSecond = new Semaphore(unitsForSecond, true);

    /// @param bytes that `use` may take; more than all there is counts as all
    public <T> T with(long bytes, Supplier<T> use) {
        return with(free, units, bytes, use);
    }

    /// For a bundle beside the one that the caller has already.
    ///
    /// @param bytes that `use` may take more
    <T> T withSecond(long bytes, Supplier<T> use) {
        return with(freeForSecond, unitsForSecond, bytes, use);
    }

    private static <T> T with(Semaphore room, int most, long bytes, Supplier<T> use) {
        int wanted = (int) Math.min(most, bytes / UNIT + 1);
        room.acquireUninterruptibly(wanted);
        try {
            return use.get();
        } finally {
            room.release(wanted);
        }
    }
}
