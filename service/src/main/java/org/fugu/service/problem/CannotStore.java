package org.fugu.service.problem;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one answer to a request for which the database would have to store something while it
/// cannot. It can still be read.
public final class CannotStore {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /// SQL states of a disk that is full, or that failed (PostgreSQL, appendix A).
    private static final Set<String> DISK = Set.of("53100", "58030");

    private CannotStore() {}

    public static Refusal refusal() {
        return Refusal.retryLater(
                503,
                "database-cannot-store",
                "the service's database cannot store anything at the moment, most likely because its disk is full;"
                        + " nothing was changed; try again, or ask the administrator to make room",
                RETRY_AFTER);
    }

    /// Whether the database could not store something when that happened.
    public static boolean explains(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && isOfDisk(refused.getSQLState())) return true;
        }
        return false;
    }

    private static boolean isOfDisk(@Nullable String state) {
        return state != null && DISK.contains(state);
    }
}
