package org.fugu.service.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Refuses at once while the database cannot be reached, where the pool would let its caller wait.
final class WatchedDataSource extends DelegatingDataSource {
    private static final String CONNECTION_DOES_NOT_EXIST = "08003";

    private final DatabaseWatch watch;

    WatchedDataSource(DataSource pool, DatabaseWatch watch) {
        super(pool);
        this.watch = watch;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!watch.reachable()) {
            throw new SQLTransientConnectionException("the database cannot be reached", CONNECTION_DOES_NOT_EXIST);
        }
        try {
            return super.getConnection();
        } catch (SQLException e) {
            watch.suspect();
            throw e;
        }
    }
}
