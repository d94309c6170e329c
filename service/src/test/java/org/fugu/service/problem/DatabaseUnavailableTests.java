package org.fugu.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;

class DatabaseUnavailableTests {
    private static final SQLException BROKEN = new SQLException("the server closed the connection", "08006");

    @Test
    void aConnectionThatBrokeWasGone() {
        assertThat(DatabaseUnavailable.wasGone(new DataAccessResourceFailureException("x", BROKEN)))
                .isTrue();
        assertThat(DatabaseUnavailable.wasGone(new SQLException("x", "57P01"))).isTrue();
    }

    /// The database is killed between two statements: the first finds it gone. The pool closes the connection before
    /// the transaction can be rolled back.
    @Test
    void aTransactionThatCannotBeEndedOnAClosedConnectionFoundItGone() {
        var closed = new SQLException("Connection is closed");
        assertThat(DatabaseUnavailable.wasGone(new TransactionSystemException("JDBC rollback failed", closed)))
                .isTrue();
    }

    @Test
    void whatHadHappenedBeforeTheRollbackCounts() {
        var end = new TransactionSystemException("JDBC rollback failed", new SQLException("x", "25P02"));
        assertThat(DatabaseUnavailable.wasGone(end)).isFalse();
        end.initApplicationException(new DataAccessResourceFailureException("x", BROKEN));
        assertThat(DatabaseUnavailable.wasGone(end)).isTrue();
    }

    @Test
    void aFaultOfOursIsNone() {
        assertThat(DatabaseUnavailable.wasGone(new UnexpectedRollbackException("x")))
                .isFalse();
        assertThat(DatabaseUnavailable.wasGone(new SQLException("x", "23505"))).isFalse();
        assertThat(DatabaseUnavailable.wasGone(null)).isFalse();
    }
}
