package org.fugu.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    @TempDir
    Path folder;

    private static Connection connect(EmbeddedPostgres postgres, String password) throws SQLException {
        return DriverManager.getConnection(postgres.url(), EmbeddedPostgres.USER, password);
    }

    private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = connect(postgres, postgres.password());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) return "";
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Test
    void dataSurviveARestartAndItIsDurableAndPrivate() throws Exception {
        try (var postgres = EmbeddedPostgres.start(folder)) {
            ask(postgres, "create table kept as select 42 as answer");
            assertThat(ask(postgres, "show fsync")).isEqualTo("on");
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> connect(postgres, "not the password"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                    .isEqualTo("rw-------");
        }
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(ask(postgres, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void aServerThatWasKilledIsStartedAgainOnItsData() throws Exception {
        try (var postgres = EmbeddedPostgres.start(folder)) {
            ask(postgres, "create table kept as select 42 as answer");
            var process = ProcessHandle.of(postgres.pid()).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
        }
        try (var postgres = EmbeddedPostgres.start(folder)) {
            assertThat(ask(postgres, "select answer from kept")).isEqualTo("42");
        }
    }
}
