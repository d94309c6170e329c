package org.fugu.service.bundle;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// The part of the heap that bundles may take while they are read, all requests together. A request
/// that finds no room waits, and has neither a connection to the database nor a bundle meanwhile.
@Component
class BundleRoom {
    /// Runs have three quarters of the heap.
    private static final int SHARE = 8;
    private static final long UNIT = 1 << 20;

    private final int units = (int) Math.max(1, Runtime.getRuntime().maxMemory() / SHARE / UNIT);
    private final Semaphore free = new Semaphore(units, true);

    /// @param bytes that `use` may take; more than all there is counts as all
    <T> T with(long bytes, Supplier<T> use) {
        int wanted = (int) Math.min(units, bytes / UNIT + 1);
        free.acquireUninterruptibly(wanted);
        try {
            return use.get();
        } finally {
            free.release(wanted);
        }
    }
}
