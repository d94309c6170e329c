package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fugu.cli.terminal.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `./fugu load` against the real service, as briefly as it goes: not how fast it is, but that what
/// it counts has happened, and that it takes away what it has made.
class LoadIT {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final String PASSWORD = "correct horse battery staple";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final int port = freePort();

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ProcessBuilder fugu(String... args) {
        var command = new java.util.ArrayList<>(List.of(ROOT.resolve("fugu").toString()));
        command.addAll(List.of(args));
        var builder =
                new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
        builder.environment()
                .putAll(Map.of(
                        "FUGU_NO_BUILD",
                        "1",
                        "FUGU_PORT",
                        Integer.toString(port),
                        "FUGU_URL",
                        "http://127.0.0.1:" + port,
                        "FUGU_DATA",
                        folder.resolve("data").toString(),
                        "XDG_CONFIG_HOME",
                        folder.resolve("config").toString(),
                        "FUGU_ADMIN_PASSWORD",
                        PASSWORD));
        return builder;
    }

    private String answer(String input, String... args) throws Exception {
        var process = fugu(args).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private void awaitHealth(Process service) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                .build();
        var deadline = Instant.now().plus(PATIENCE);
        try (var http = HttpClient.newHttpClient()) {
            while (service.isAlive() && Instant.now().isBefore(deadline)) {
                try {
                    if (http.send(request, BodyHandlers.ofString()).statusCode() == 200) return;
                } catch (IOException notYet) {
                    Thread.sleep(200);
                }
            }
        }
        throw new IllegalStateException("the service did not come up");
    }

    @Test
    void whatItCountsHasHappenedAndNothingOfItStays() throws Exception {
        assumeTrue(Files.exists(ROOT.resolve("service/target/fugu-service.jar")), "the service is not built");
        var service = fugu("serve")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            awaitHealth(service);
            answer(PASSWORD + "\n", "login", "--password-stdin", "--scope", "full");

            var json = Json.read(
                    answer("", "load", "--seconds", "2", "--warm", "2", "--clients", "2", "--streams", "10", "--json"));

            assertThat(names(json))
                    .containsExactly(
                            "result, one at a time",
                            "first instruction",
                            "submit",
                            "read",
                            "list",
                            "open",
                            "read beside streams",
                            "end",
                            "cancel",
                            "delete");
            for (var phase : json.path("phases")) {
                assertThat(phase.path("failures").isEmpty())
                        .as(phase.toString())
                        .isTrue();
            }
            // Runs that were submitted to warm up are deleted too.
            assertThat(phase(json, "submit").path("succeeded").asLong())
                    .isPositive()
                    .isLessThanOrEqualTo(phase(json, "delete").path("succeeded").asLong()
                            - phase(json, "result, one at a time")
                                    .path("succeeded")
                                    .asLong());
            // The goal is 20 ms, of which five times is room for whatever else is done here.
            assertThat(phase(json, "first instruction").path("p50Millis").asDouble())
                    .isPositive()
                    .isLessThan(100);
            assertThat(phase(json, "open").path("succeeded").asLong()).isEqualTo(10);
            assertThat(json.path("saturated").asString("")).isNotBlank();
            for (var harm : List.of("flood", "loop")) requireHardlyDisturbed(harm);
            assertThat(Json.read(answer("", "runs", "--json")).path("items").isEmpty())
                    .isTrue();
        } finally {
            service.destroy();
            service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /// The ruling is twice, and here five times that: other things happen on this host.
    private void requireHardlyDisturbed(String harm) throws Exception {
        var bundle = ROOT.resolve("guest/prebuilt/test/" + harm + ".zip").toString();
        var json = Json.read(answer(
                "", "load", "--beside-hostile", bundle, "--seconds", "3", "--warm", "1", "--clients", "2", "--json"));
        assertThat(names(json))
                .containsExactly(
                        "submit",
                        "read",
                        "list",
                        "submit beside hostile",
                        "read beside hostile",
                        "list beside hostile");
        for (var name : List.of("submit", "read", "list")) {
            assertThat(phase(json, name + " beside hostile").path("failures").isEmpty())
                    .as(json.toString())
                    .isTrue();
            assertThat(json.path("besideHostile").path(name).asDouble())
                    .as(json.toString())
                    .isLessThan(2 * 5);
        }
    }

    private static List<String> names(JsonNode json) {
        return json.path("phases")
                .valueStream()
                .map(phase -> phase.path("name").asString(""))
                .toList();
    }

    private static JsonNode phase(JsonNode json, String name) {
        return json.path("phases")
                .valueStream()
                .filter(phase -> phase.path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow();
    }
}
