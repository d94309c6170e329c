package org.fugu.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.service.database.EmbeddedPostgres;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// A real PostgreSQL for tests: in a container where an engine answers, otherwise the embedded one.
/// One server serves all tests of a process, each of which may have databases of its own.
public final class TestDatabase {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /// @param url up to and including the database's name
    public record Connection(String url, String user, String password) {
        /// A new, empty database on the same server.
        Connection fresh() {
            var name = "test_" + DATABASES.incrementAndGet();
            try (var connection = DriverManager.getConnection(url, user, password);
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException("the test database could not be made", e);
            }
            return new Connection(url.replaceFirst("/[^/?]+(\\?.*)?$", "/" + name), user, password);
        }
    }

    private static final class Server {
        static final Connection CONNECTION = start();

        private static Connection start() {
            return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
        }

        /// Testcontainers removes it when this process ends.
        @SuppressWarnings("resource")
        private static Connection container() {
            var container = new PostgreSQLContainer("postgres:17-alpine");
            container.start();
            return new Connection(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }

        private static Connection embedded() {
            try {
                var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "postgres-");
                var postgres = EmbeddedPostgres.start(folder);
                Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
                return new Connection(postgres.url(), EmbeddedPostgres.USER, postgres.password());
            } catch (IOException e) {
                throw new IllegalStateException("the test database could not be started", e);
            }
        }
    }

    private TestDatabase() {}

    /// A new, empty database.
    public static Connection fresh() {
        return Server.CONNECTION.fresh();
    }
}
