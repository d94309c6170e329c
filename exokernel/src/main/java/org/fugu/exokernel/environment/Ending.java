package org.fugu.exokernel.environment;

import java.util.Locale;

/// How a job can end once it has begun.
public sealed interface Ending {
    /// Stable name, in digests and snapshots.
    String wireName();

    /// Rank 0 has exited.
    record Exited(int code) implements Ending {
        @Override
        public String wireName() {
            return "exited";
        }
    }

    /// An exception that nobody handled.
    ///
    /// @param pc guest address of the instruction
    /// @param cause stable name of the cause
    /// @param value the faulting address or instruction word, as the cause defines it
    /// @param message one sentence for people
    record Trapped(long pc, String cause, long value, String message) implements Ending {
        @Override
        public String wireName() {
            return "trapped";
        }
    }

    /// Somebody other than the program ended it.
    enum Stopped implements Ending {
        CYCLE_LIMIT,
        INSTRUCTION_LIMIT,
        /// More messages wait for a rank than its memory holds.
        MEMORY_LIMIT,
        CONSOLE_LIMIT,
        DEADLOCK;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
