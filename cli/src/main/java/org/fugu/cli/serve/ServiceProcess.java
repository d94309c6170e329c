package org.fugu.cli.serve;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Progress;

/// The service as a child process of this one.
final class ServiceProcess implements AutoCloseable {
    private static final Duration MOST_START = Duration.ofMinutes(3);
    private static final int LOG_LINES = 25;
    private static final String SENTENCE = "fugu: ";

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
    static ServiceProcess start(Path jar, ServiceAddress address, Path log, Map<String, String> environment) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        List.of(java, "-XX:MaxRAMPercentage=25", "-XX:+ExitOnOutOfMemoryError", "-jar", jar.toString()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("FUGU_PORT", Integer.toString(address.port()));
        builder.environment().put("FUGU_BIND", address.bind());
        try {
            return new ServiceProcess(builder.start(), address.url(), log);
        } catch (IOException e) {
            throw CommandFailure.unreachable("the service cannot be started: " + e.getMessage());
        }
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
            if (!process.isAlive()) throw ended(process.exitValue());
            if (waited.compareTo(MOST_START) > 0)
                throw notUp("it was not up after " + MOST_START.toMinutes() + " minutes");
            progress.show(-1, waited.toSeconds() + " s");
            ServiceClient.pause(Duration.ofMillis(150));
        }
    }

    /// The service's own sentence where it has one.
    private CommandFailure ended(int code) {
        var lines = tail().lines().toList();
        var last = lines.isEmpty() ? "" : lines.getLast();
        if (code == ExitCode.USAGE.number() && last.startsWith(SENTENCE)) {
            return CommandFailure.usage("the service cannot start: " + last.substring(SENTENCE.length()));
        }
        return notUp("it ended with code " + code);
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
