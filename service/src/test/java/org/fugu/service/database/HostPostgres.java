package org.fugu.service.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.fugu.service.TestDatabase;

/// The PostgreSQL that is installed on this host, with its programs for dumps, which the embedded one
/// does not have: a server of an older version, of its own, on a free port.
final class HostPostgres implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String USER = "fugu";
    private static final String PASSWORD = "a database of the host";

    private final Path programs;
    private final Path folder;
    private final int port;

    private HostPostgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /// Where its programs are: those of the oldest version that Fugu works with.
    static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) return Optional.empty();
        try (var versions = Files.list(INSTALLED)) {
            return versions.filter(version -> version.getFileName().toString().matches("1[5-8]"))
                    .map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("postgres")) && Files.isExecutable(bin.resolve("pg_dump")))
                    .min(Comparator.naturalOrder());
        }
    }

    static HostPostgres start(Path programs, Path folder) throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var postgres = new HostPostgres(programs, folder, port);
        Files.writeString(folder.resolve("password"), PASSWORD);
        postgres.run(
                "initdb",
                "-D",
                postgres.data(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + folder.resolve("password"),
                "-E",
                "UTF8",
                "--locale=C");
        postgres.run(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                postgres.data(),
                "-l",
                folder.resolve("server.log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=");
        return postgres;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /// A new, empty database.
    TestDatabase.Connection fresh(String name) throws SQLException {
        try (var connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return new TestDatabase.Connection(url(name), USER, PASSWORD);
    }

    private String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /// As docs/deploy.md says it, but for the container.
    Path dump(String name) throws IOException, InterruptedException {
        var file = folder.resolve(name + ".dump");
        run("pg_dump", at(name, "--format=custom", "--file=" + file));
        return file;
    }

    void restore(Path file, String name) throws IOException, InterruptedException {
        run("pg_restore", at(name, "--exit-on-error", file.toString()));
    }

    private String[] at(String name, String... more) {
        var arguments = new ArrayList<>(
                List.of("--host=127.0.0.1", "--port=" + port, "--username=" + USER, "--dbname=" + name));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /// PostgreSQL refuses to run as root.
    private void run(String program, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) command.addAll(List.of("unshare", "-U"));
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        var log = folder.resolve(program + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("PGPASSWORD", PASSWORD));
        var process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + " failed: " + Files.readString(log));
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("pg_ctl", "stop", "-D", data(), "-m", "fast", "-w");
    }
}
