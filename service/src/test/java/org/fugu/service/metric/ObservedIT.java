package org.fugu.service.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.run.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an operator sees of a run from outside: its lines in a structured log, and its span at a
/// collector that speaks OTLP. With the packaged service, configured as a person would.
class ObservedIT {
    private static final int PATIENCE_MILLIS = 30_000;

    @TempDir
    Path folder;

    /// Takes what is sent to it; the bytes are of protocol buffers, in which texts stand as they are.
    private static final class Collector implements AutoCloseable {
        private final HttpServer server;
        private final Queue<String> spans = new ConcurrentLinkedQueue<>();

        Collector() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", exchange -> {
                spans.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        /// Waits until what was sent has all of that in it.
        String awaitAll(String... texts) {
            for (int waited = 0; waited < PATIENCE_MILLIS; waited += 100) {
                var sent = String.join("", spans);
                if (List.of(texts).stream().allMatch(sent::contains)) return sent;
                Caller.pause(100);
            }
            return String.join("", spans);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void aRunIsFoundByItsNameInLogAndTraces() throws Exception {
        var data = folder.resolve("data");
        String id;
        String request;
        try (var collector = new Collector()) {
            var service = PackagedService.start(
                    data, Map.of("FUGU_LOG_FORMAT", "ecs", "OTEL_EXPORTER_OTLP_ENDPOINT", collector.address()));
            try {
                var admin = service.admin();
                var bundle = admin.uploaded(RunningService.prebuilt("hello.zip"));
                var accepted = admin.post("/api/v1/runs", "{\"bundle\":\"" + bundle + "\"}")
                        .requireStatus(202);
                request = accepted.header("x-request-id");
                id = accepted.json().path("id").asString();
                admin.awaitEnd(id);

                assertThat(collector.awaitAll("http post /api/v1/runs", "fugu.attempt", id))
                        .contains("http post /api/v1/runs", "fugu.attempt", id, "fugu");
            } finally {
                service.stop();
            }
        }

        var events = Files.readAllLines(PackagedService.log(data)).stream()
                .map(line -> new JsonMapper().readTree(line))
                .toList();
        assertThat(events)
                .allSatisfy(event -> assertThat(event.has("@timestamp")).isTrue());
        assertThat(events).anySatisfy(event -> {
            assertThat(event.path("run").asString()).isEqualTo(id);
            assertThat(message(event)).contains("exited");
        });
        assertThat(events).anySatisfy(event -> {
            assertThat(event.path("requestId").asString()).isEqualTo(request);
            assertThat(message(event)).contains(id);
        });
    }

    private static String message(JsonNode event) {
        return event.path("message").asString();
    }
}
