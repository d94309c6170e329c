package org.fugu.service.database;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.fugu.service.Caller;
import org.fugu.service.run.PackagedService;
import org.jspecify.annotations.Nullable;

/// A web, workers and a database, each a process of its own, that can be killed and started again: at
/// the same addresses, on the same data.
final class Installation implements AutoCloseable {
    /// A process of the service.
    private final class Member {
        private final String role;
        private final int port;
        private final Path data;
        private @Nullable PackagedService service;

        Member(String role, int number) throws IOException {
            this.role = role;
            this.port = freePort();
            this.data = folder.resolve(role + number);
        }

        void start() throws IOException, InterruptedException {
            service = PackagedService.start(
                    data,
                    Map.of(
                            "FUGU_PORT",
                            Integer.toString(port),
                            "FUGU_ROLE",
                            role,
                            "FUGU_RUNS_LOST_AFTER",
                            "2s",
                            "FUGU_CHECKPOINT_EVERY",
                            "500ms",
                            "SPRING_DATASOURCE_URL",
                            postgres.url(),
                            "SPRING_DATASOURCE_USERNAME",
                            EmbeddedPostgres.USER,
                            "SPRING_DATASOURCE_PASSWORD",
                            postgres.password()),
                    "-Xmx512m");
        }

        void kill() throws InterruptedException {
            var killed = service;
            service = null;
            if (killed != null) killed.kill();
        }
    }

    private static final int WORKERS = 2;

    private final Path folder;
    private final @Nullable Path disk;
    private final EmbeddedPostgres postgres;
    /// The web first.
    private final List<Member> members = new ArrayList<>();

    /// Starts all.
    ///
    /// @param folder an empty one
    static Installation in(Path folder) throws Exception {
        var installation = new Installation(folder);
        try {
            // The web makes the tables.
            installation.startAgain(0);
            installation.startAllAgain();
            return installation;
        } catch (Exception e) {
            installation.close();
            throw e;
        }
    }

    private Installation(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.disk = smallDisk(folder.resolve("disk"));
        this.postgres = EmbeddedPostgres.start((disk == null ? folder : disk).resolve("postgres"));
        members.add(new Member("web", 1));
        for (int i = 1; i <= WORKERS; i++) members.add(new Member("worker", i));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// A file system of its own, where this user may mount one.
    private static @Nullable Path smallDisk(Path at) throws IOException, InterruptedException {
        Files.createDirectory(at);
        var mount = List.of("mount", "-t", "tmpfs", "-o", "size=400m,mode=777", "tmpfs", at.toString());
        return run(mount) == 0 ? at : null;
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    EmbeddedPostgres database() {
        return postgres;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + members.getFirst().port);
    }

    /// How many processes of the service there are.
    int size() {
        return members.size();
    }

    /// As `kill -9` does.
    void kill(int number) throws InterruptedException {
        members.get(number).kill();
    }

    void startAgain(int number) throws IOException, InterruptedException {
        var member = members.get(number);
        if (member.service == null) member.start();
    }

    /// All that do not run, side by side.
    void startAllAgain() {
        var starts = IntStream.range(0, size())
                .mapToObj(number -> CompletableFuture.runAsync(() -> startUnchecked(number)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(starts).join();
    }

    private void startUnchecked(int number) {
        try {
            startAgain(number);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("process " + number + " cannot be started", e);
        }
    }

    void killDatabase() throws Exception {
        var process = ProcessHandle.of(postgres.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(1, TimeUnit.MINUTES);
    }

    /// Unless it runs: a full disk may have ended it.
    void startDatabase() throws IOException {
        if (ProcessHandle.of(postgres.pid()).filter(ProcessHandle::isAlive).isEmpty()) postgres.startAgain();
    }

    /// Leaves no room on the database's disk for that long.
    void fillDisk(long millis) throws IOException {
        if (disk == null) return;
        var filling = disk.resolve("filling");
        try {
            fill(filling);
            Caller.pause(millis);
        } finally {
            Files.deleteIfExists(filling);
        }
        startDatabase();
    }

    private static void fill(Path file) throws IOException {
        var piece = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) out.write(piece);
        } catch (IOException full) {
            assertTrue(Files.size(file) > 0, String.valueOf(full.getMessage()));
        }
    }

    @Override
    public void close() throws Exception {
        for (var member : members) member.kill();
        postgres.close();
        if (disk != null) run(List.of("umount", "--lazy", disk.toString()));
    }
}
