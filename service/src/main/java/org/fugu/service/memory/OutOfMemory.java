package org.fugu.service.memory;

import org.jspecify.annotations.Nullable;

/// Ends a process that ran out of memory. What it holds may be half done, in any thread; what it had
/// accepted is in the database, and whoever is started next goes on with it.
///
/// `-XX:+ExitOnOutOfMemoryError`, with which `./fugu serve` and the image start it, does the same at
/// once; this is for a process that was started without.
public final class OutOfMemory {
    /// As Java ends with that option.
    private static final int CODE = 3;

    private OutOfMemory() {}

    /// Does not come back if that failure was for want of memory.
    public static void endIfMet(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) end();
        }
    }

    /// Of all threads that nobody else looks after.
    public static void watchThreads() {
        var usual = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            endIfMet(failure);
            if (usual != null) usual.uncaughtException(thread, failure);
            else failure.printStackTrace(System.err);
        });
    }

    private static void end() {
        // Bytes that are there already, for there may be no room to make others.
        System.err.println("The service ran out of memory and ends. Give it a larger heap (-Xmx), or fewer workers.");
        // No hook runs: they need memory too.
        Runtime.getRuntime().halt(CODE);
    }
}
