package org.fugu.cli.terminal;

import org.fugu.exokernel.run.Outcome;
import org.jspecify.annotations.Nullable;

/// What the process answers; builds are gated on these numbers, so none is ever given another
/// meaning.
public enum ExitCode {
    DONE(0),
    /// A fault of this program.
    INTERNAL(1),
    /// The command line, the manifest or another input was wrong.
    USAGE(2),
    /// A measure is worse than its threshold allows.
    REGRESSION(3),
    /// Non-zero exit, unhandled trap, deadlock, or a limit other than simulated time.
    GUEST_FAILED(4),
    NO_BASELINE(5),
    /// The same run gave another digest.
    NOT_DETERMINISTIC(6),
    /// Not signed in, not allowed, over quota, bundle rejected.
    REFUSED(7),
    /// The service could not be reached, or gave up.
    UNREACHABLE(8),
    CYCLE_LIMIT(42);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// What a run that ended so makes the process answer.
    public static ExitCode of(Outcome outcome, @Nullable Integer exitCode) {
        return switch (outcome) {
            case EXITED -> Integer.valueOf(0).equals(exitCode) ? DONE : GUEST_FAILED;
            case CYCLE_LIMIT -> CYCLE_LIMIT;
            case REJECTED_IMAGE -> REFUSED;
            case TRAPPED, INSTRUCTION_LIMIT, MEMORY_LIMIT, CONSOLE_LIMIT, DEADLOCK, ASSERTION_FAILED -> GUEST_FAILED;
        };
    }

    /// The same from the service's words; it may know outcomes that are newer than this program.
    public static ExitCode of(String state, @Nullable String outcome, @Nullable Integer exitCode) {
        if (state.equals("infrastructure_error")) return UNREACHABLE;
        if (state.equals("canceled") || outcome == null) return GUEST_FAILED;
        for (var known : Outcome.values()) {
            if (known.wireName().equals(outcome)) return of(known, exitCode);
        }
        return GUEST_FAILED;
    }
}
