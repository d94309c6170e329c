package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The service as `./fugu serve` runs it, with a heap that is soon used up.
class SupervisedServiceIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STARTED_AGAIN = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Path log;
    private URI address;
    private Process launcher;

    @BeforeEach
    void start() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        address = URI.create("http://127.0.0.1:" + port);
        log = folder.resolve("log");
        var command = new ProcessBuilder(
                        Path.of(System.getProperty("fugu.root", ".."), "fugu").toString(), "serve")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile());
        var environment = command.environment();
        environment.put("FUGU_NO_BUILD", "1");
        environment.put("FUGU_PORT", Integer.toString(port));
        environment.put("FUGU_DATA", folder.resolve("data").toString());
        environment.put("FUGU_ADMIN_PASSWORD", RunningService.ADMIN_PASSWORD);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JDK_JAVA_OPTIONS", "-Xmx256m");
        launcher = command.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        launcher.destroy();
        if (!launcher.waitFor(30, TimeUnit.SECONDS)) launcher.destroyForcibly();
    }

    private Optional<ProcessHandle> service() {
        return launcher.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findFirst();
    }

    private ProcessHandle awaitService() {
        await("it answers", PATIENCE, () -> {
            try {
                return new Caller(address).get("/actuator/health/readiness").status() == 200;
            } catch (UncheckedIOException notYet) {
                return false;
            }
        });
        return service().orElseThrow();
    }

    private void await(String what, Duration patience, BooleanSupplier condition) {
        var until = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(until))
                throw new AssertionError("waited too long until " + what + ":\n" + said());
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// No guest does that any more: they have other processes. So the test does it from within, by an agent.
    @Test
    void aServiceThatRunsOutOfMemoryIsStartedAgain() throws Exception {
        var first = awaitService();
        var admin = new Caller(address)
                .signIn(RunningService.ADMIN, RunningService.ADMIN_PASSWORD)
                .withKey();
        var bundle = admin.uploaded(RunningService.prebuilt("pingpong.zip"));
        var id = admin.submitted(
                "{\"bundle\":\"" + bundle + "\",\"args\":[\"50000\"],\"limits\":{\"cycles\":100000000}}");
        await("it has a child", PATIENCE, () -> !children(first).isEmpty());
        var children = children(first);

        MemoryEater.enter(first.pid(), folder);

        await("it ends", PATIENCE, () -> !first.isAlive());
        await("its children end", STARTED_AGAIN, () -> children.stream().noneMatch(ProcessHandle::isAlive));
        await("another is started", STARTED_AGAIN, () -> service().isPresent());
        var second = awaitService();

        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(said()).contains("OutOfMemoryError").contains("starting the service again");
        assertThat(admin.awaitEnd(id).path("outcome").asString()).isEqualTo("exited");
    }

    private static List<ProcessHandle> children(ProcessHandle service) {
        return service.children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    @Test
    void aServiceThatIsKilledIsStartedAgainAndOneThatIsAskedToEndIsNot() throws Exception {
        var first = awaitService();
        first.destroyForcibly();
        await("it ends", PATIENCE, () -> !first.isAlive());
        await("another is started", STARTED_AGAIN, () -> service().isPresent());
        var second = awaitService();
        assertThat(said()).contains("fugu: the service ended unexpectedly").doesNotContain("Killed", "fugu: line");

        launcher.destroy();

        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isIn(0, 143);
        assertThat(second.isAlive()).isFalse();
    }

    @Test
    void aServiceThatCannotStartIsNotStartedAgain() throws Exception {
        awaitService();
        var port = Integer.toString(address.getPort());
        var command = new ProcessBuilder(
                        Path.of(System.getProperty("fugu.root", ".."), "fugu").toString(), "serve")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.environment().put("FUGU_NO_BUILD", "1");
        command.environment().put("FUGU_PORT", port);
        command.environment().put("FUGU_DATA", folder.resolve("other").toString());
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var other = command.start();

        assertThat(other.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isEqualTo(2);
    }
}
