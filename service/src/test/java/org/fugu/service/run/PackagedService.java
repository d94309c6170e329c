package org.fugu.service.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;

/// The packaged service as a process of its own, on its embedded database.
public final class PackagedService {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final URI address;

    private PackagedService(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /// Starts it and waits until it answers.
    ///
    /// @param options of Java
    public static PackagedService start(Path data, String... options) throws IOException, InterruptedException {
        return start(data, Map.of(), options);
    }

    /// @param environment beyond what every test sets
    public static PackagedService start(Path data, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        var given = environment.get("FUGU_PORT");
        int port = given == null ? freePort() : Integer.parseInt(given);
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(options));
        words.addAll(List.of("-jar", System.getProperty("fugu.service.jar")));
        var command = new ProcessBuilder(words);
        command.environment().put("FUGU_PORT", Integer.toString(port));
        command.environment().put("FUGU_DATA", data.toString());
        command.environment().put("FUGU_ADMIN_PASSWORD", RunningService.ADMIN_PASSWORD);
        command.environment().put("FUGU_RUNS_ANSWERS_FROM_CACHE", "false");
        command.environment().putAll(environment);
        command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(data).toFile()));
        var started = new PackagedService(command.start(), URI.create("http://127.0.0.1:" + port));
        started.awaitHealth();
        return started;
    }

    /// What a service on that folder has said.
    public static Path log(Path data) {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitHealth() throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            try {
                if (new Caller(address).get("/actuator/health").status() == 200) return;
            } catch (UncheckedIOException notYet) {
                Thread.sleep(100);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the service did not come up");
    }

    public Caller admin() {
        return new Caller(address).signIn(RunningService.ADMIN, RunningService.ADMIN_PASSWORD);
    }

    public URI address() {
        return address;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// The processes that carry out runs for it.
    List<ProcessHandle> children() {
        return process.children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    /// As `kill -9` does: no code of the service runs any more.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// As Ctrl-C does.
    ///
    /// @return the exit code
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the service did not stop");
        }
        return process.exitValue();
    }
}
