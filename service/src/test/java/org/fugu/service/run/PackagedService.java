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
import java.util.concurrent.TimeUnit;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;

/// The packaged service as a process of its own, on its embedded database.
final class PackagedService {
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
    static PackagedService start(Path data, String... options) throws IOException, InterruptedException {
        int port = freePort();
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(options));
        words.addAll(List.of("-jar", System.getProperty("fugu.service.jar")));
        var command = new ProcessBuilder(words);
        command.environment().put("FUGU_PORT", Integer.toString(port));
        command.environment().put("FUGU_DATA", data.toString());
        command.environment().put("FUGU_ADMIN_PASSWORD", RunningService.ADMIN_PASSWORD);
        var log = data.resolveSibling(data.getFileName() + ".log").toFile();
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        var started = new PackagedService(command.start(), URI.create("http://127.0.0.1:" + port));
        started.awaitHealth();
        return started;
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

    Caller admin() {
        return new Caller(address).signIn(RunningService.ADMIN, RunningService.ADMIN_PASSWORD);
    }

    URI address() {
        return address;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// The processes that carry out runs for it.
    List<ProcessHandle> children() {
        return process.children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    /// As `kill -9` does: no code of the service runs any more.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// As Ctrl-C does.
    ///
    /// @return the exit code
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the service did not stop");
        }
        return process.exitValue();
    }
}
