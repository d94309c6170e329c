package org.fugu.cli;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The service as a child process of this one.
final class ServiceProcess implements AutoCloseable {
    private static final Duration MOST_START = Duration.ofMinutes(3);
    private static final int USUAL_PORT = 8080;
    private static final int LOG_LINES = 25;

    private final Process process;
    private final URI url;
    private final Path log;

    // Set by the thread that ends this program, read by the one that waits.
    private volatile boolean closing;

    private ServiceProcess(Process process, URI url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /// Starts it; it is not up yet.
    ///
    /// @param jar the service, packed so that `java -jar` starts it
    /// @param environment beyond what this process has
    static ServiceProcess start(Path jar, int port, Path log, Map<String, String> environment) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(List.of(java, "-jar", jar.toString()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("FUGU_PORT", Integer.toString(port));
        builder.environment().put("FUGU_BIND", "127.0.0.1");
        try {
            return new ServiceProcess(builder.start(), URI.create("http://127.0.0.1:" + port), log);
        } catch (IOException e) {
            throw CommandFailure.unreachable("the service cannot be started: " + e.getMessage());
        }
    }

    /// The usual port if nobody has it, else one that is free.
    static int freePort() {
        for (int port : new int[] {USUAL_PORT, 0}) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one, which is whatever the system gives.
                continue;
            }
        }
        throw CommandFailure.unreachable("no port of this machine is free");
    }

    URI url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    /// Waits until it answers that it is well.
    void awaitHealthy(ServiceClient client, Progress progress) {
        long start = System.nanoTime();
        while (!client.isHealthy()) {
            var waited = Duration.ofNanos(System.nanoTime() - start);
            if (!process.isAlive()) throw notUp("it ended with code " + process.exitValue());
            if (waited.compareTo(MOST_START) > 0)
                throw notUp("it was not up after " + MOST_START.toMinutes() + " minutes");
            progress.show(-1, waited.toSeconds() + " s");
            ServiceClient.pause(Duration.ofMillis(150));
        }
    }

    private CommandFailure notUp(String why) {
        return CommandFailure.unreachable(
                "the service is not up: " + why + ". The end of its log, " + log + ":\n" + tail());
    }

    private String tail() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(it cannot be read: " + e.getMessage() + ")";
        }
    }

    /// Returns when it ended because it was asked to; it has no other reason to end.
    void await() throws InterruptedException {
        int code = process.waitFor();
        if (!closing) throw notUp("it ended by itself, with code " + code);
    }

    /// Asks it to end, gives it time to stop its database, and takes it away after that.
    @Override
    public void close() {
        closing = true;
        process.destroy();
        try {
            if (process.waitFor(40, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
