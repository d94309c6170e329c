package org.fugu.service.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/// A PostgreSQL server of our own, whose data survive restarts and crashes.
///
/// It listens on 127.0.0.1 only, at a port of its own choice, with a password that is kept in a
/// file only the owner can read. A lock on the folder keeps two services from the same data; a
/// server that an earlier service left behind when it was killed is taken over as it is.
public final class EmbeddedPostgres implements AutoCloseable {
    public static final String USER = "fugu";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Path folder;
    private final Path data;
    private final Path programs;
    private final FileChannel lock;
    private final String password;
    private final int port;
    private volatile Postmaster postmaster;

    private EmbeddedPostgres(Path folder) throws IOException {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.lock = lock(folder);
        try {
            this.programs = PostgresBinaries.unpack(folder.resolve("server")).resolve("bin");
            this.password = password(folder.resolve("password"));
            if (!Files.exists(data)) initialise();
            this.postmaster = runningOrStarted(freePort());
            this.port = postmaster.port();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Starts the server on the data in that folder, which is made if it does not exist.
    ///
    /// @throws IllegalStateException when it cannot be started, with what to do about it
    public static EmbeddedPostgres start(Path folder) {
        try {
            var owned = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            var absolute = folder.toAbsolutePath().normalize();
            Files.createDirectories(absolute, owned);
            return new EmbeddedPostgres(absolute.toRealPath());
        } catch (IOException e) {
            throw new IllegalStateException("the embedded PostgreSQL in " + folder + " could not be started", e);
        }
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String password() {
        return password;
    }

    /// The server's process number, for those who watch it.
    public long pid() {
        return postmaster.process().pid();
    }

    /// Done when the server's process has ended, whatever ended it.
    CompletableFuture<ProcessHandle> ended() {
        return postmaster.process().onExit();
    }

    /// Starts it once more after it ended, at the same address and on the same data.
    ///
    /// @throws IOException when the host cannot start it
    /// @throws IllegalStateException when it does not come up, with what to do about it
    void startAgain() throws IOException {
        postmaster = runningOrStarted(port);
    }

    /// Where the server says what is wrong with it.
    Path log() {
        return folder.resolve("server.log");
    }

    @Override
    public void close() {
        try (lock) {
            run(folder.resolve("stop.log"), program("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w"));
            LOG.info("Embedded PostgreSQL stopped");
        } catch (IOException | RuntimeException e) {
            LOG.warn("Embedded PostgreSQL did not stop cleanly; the next start takes it over", e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() != null) return channel;
        channel.close();
        throw new IllegalStateException(
                "another Fugu service already uses " + folder + "; stop it, or set FUGU_DATA to another folder");
    }

    private static String password(Path file) throws IOException {
        if (Files.exists(file)) return Files.readString(file).strip();
        var random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random));
        return Files.readString(file);
    }

    /// Into a folder of another name first, so that a kill in the middle leaves no half database.
    private void initialise() throws IOException {
        var fresh = folder.resolve("data.new");
        FileSystemUtils.deleteRecursively(fresh);
        run(
                folder.resolve("initdb.log"),
                program(
                        "initdb",
                        "-D",
                        fresh.toString(),
                        "-U",
                        USER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + folder.resolve("password"),
                        "-E",
                        "UTF8",
                        "--locale=C"));
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private Postmaster runningOrStarted(int port) throws IOException {
        var left = Postmaster.on(data);
        if (left.isPresent()) {
            LOG.info(
                    "Embedded PostgreSQL still runs (process {}); taking it over",
                    left.get().process().pid());
            return awaitReady(left.get().process());
        }
        Postmaster.forgetKilled(data);
        var log = ProcessBuilder.Redirect.appendTo(log().toFile());
        var process = new ProcessBuilder(serverCommand(port))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        return awaitReady(process.toHandle());
    }

    private List<String> serverCommand(int port) {
        var command = new ArrayList<String>();
        // A session of its own, so that an interrupt typed at the terminal reaches the service
        // alone, which then stops the server when it has written what it has to.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) command.add("/usr/bin/setsid");
        command.addAll(program(
                "postgres",
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="));
        return command;
    }

    private Postmaster awaitReady(ProcessHandle process) throws IOException {
        var deadline = Instant.now().plus(PATIENCE);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            var found = Postmaster.on(data);
            if (found.isPresent() && found.get().ready()) return found.get();
            pause();
        }
        throw new IllegalStateException("the embedded PostgreSQL did not come up; see " + log()
                + ", or set SPRING_DATASOURCE_URL to use another server");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL started", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// PostgreSQL refuses to run as root, and `unshare -U` makes it someone else without needing a
    /// second account on the host.
    private List<String> program(String name, String... arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) command.addAll(List.of("unshare", "-U"));
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(Path log, List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroy();
                throw new IOException(command + " took longer than " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command, e);
        }
        if (process.exitValue() != 0) throw new IOException(explain(command, Files.readString(log)));
    }

    private static String explain(List<String> command, String output) {
        if (output.contains("unshare failed")) {
            return "PostgreSQL refuses to run as root, and this host allows no user namespaces: run the service as"
                    + " another user, or set SPRING_DATASOURCE_URL";
        }
        return String.join(" ", command) + " failed: " + output;
    }
}
