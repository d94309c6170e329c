package org.fugu.service.problem;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/// The one answer to a request that needs the database while there is none.
public final class DatabaseUnavailable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /// SQL states of a server that shuts down, crashed, or starts up (PostgreSQL, appendix A).
    private static final Set<String> GOING_OR_COMING = Set.of("57P01", "57P02", "57P03");
    /// The class of SQL states of connections that cannot be made or that broke.
    private static final String CONNECTION = "08";

    private DatabaseUnavailable() {}

    public static Refusal refusal() {
        return Refusal.retryLater(
                503,
                "database-unavailable",
                "the service cannot reach its database at the moment; nothing was changed; try again",
                RETRY_AFTER);
    }

    /// Whether the database could not be reached, or could not do its work, when that happened.
    public static boolean explains(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException) return true;
        }
        return wasGone(failure);
    }

    /// Whether there was no connection to the database, or none any more, when that happened.
    public static boolean wasGone(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CannotCreateTransactionException) return true;
            if (cause instanceof TransactionSystemException end && foundClosed(end)) return true;
            if (cause instanceof SQLException refused && isOfConnection(refused.getSQLState())) return true;
        }
        return false;
    }

    /// A transaction cannot be ended on a connection that has broken: the pool has closed it by then, and says so
    /// without a state. What had happened before says whether it broke.
    private static boolean foundClosed(TransactionSystemException end) {
        var closed = end.getCause() instanceof SQLException refused && refused.getSQLState() == null;
        return closed || wasGone(end.getApplicationException());
    }

    private static boolean isOfConnection(@Nullable String state) {
        return state != null && (state.startsWith(CONNECTION) || GOING_OR_COMING.contains(state));
    }
}
