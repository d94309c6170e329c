package org.fugu.exokernel.run;

import java.util.Locale;

/// How a run ended. The set may grow; the names are part of the service's and the command line's
/// contract.
public enum Outcome {
    /// The program exited by itself; the exit code says how.
    EXITED,
    /// An exception that neither the kernel nor the library OS could handle; [TrapReport] says
    /// where.
    TRAPPED,
    CYCLE_LIMIT,
    INSTRUCTION_LIMIT,
    MEMORY_LIMIT,
    CONSOLE_LIMIT,
    /// Every context waits, nothing is in flight and no timer is armed.
    DEADLOCK,
    /// The program could not be loaded.
    REJECTED_IMAGE,
    /// The run ended by itself, but not as the manifest's `expect` says.
    ASSERTION_FAILED;

    /// The name in JSON and in the database, for example `cycle_limit`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
