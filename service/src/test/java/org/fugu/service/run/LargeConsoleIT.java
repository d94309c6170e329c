package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Consoles of many pieces, with letters of every length and bytes that are none.
class LargeConsoleIT {
    private static final int NODES = 3;
    private static final int BYTES_A_NODE = 2 << 20;

    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();
    private final List<ByteArrayOutputStream> printed = new ArrayList<>();

    /// @param sound whether all of it is UTF-8
    private String runThatPrints(boolean sound) {
        for (int node = 0; node < NODES; node++) printed.add(new ByteArrayOutputStream());
        var name = ScriptedSimulator.script(UUID.randomUUID().toString(), (request, observer) -> {
            var random = new Random(7);
            var letters = List.of("a", "é", "€", "🐡", "\n", "\u0001");
            for (int node = 0; node < NODES; node = ++node % NODES) {
                if (printed.get(NODES - 1).size() > BYTES_A_NODE) break;
                var piece = new ByteArrayOutputStream();
                while (piece.size() < 70_000 + random.nextInt(9)) {
                    piece.writeBytes(letters.get(random.nextInt(letters.size())).getBytes(StandardCharsets.UTF_8));
                    if (!sound && random.nextInt(50) == 0) piece.write(random.nextInt(256));
                }
                printed.get(node).writeBytes(piece.toByteArray());
                observer.console(1, node, piece.toByteArray());
            }
            return ScriptedSimulator.exited(request, 10, Map.of());
        });
        var bundle = user.uploaded(RunningService.prebuilt("hello.zip"));
        var id = user.submitted("{\"bundle\":\"" + bundle + "\",\"mesh\":\"3x1\",\"args\":[\"" + name
                + "\"],\"limits\":{\"consoleBytes\":67108864}}");
        assertThat(user.awaitEnd(id).path("state").asString()).isEqualTo("finished");
        return id;
    }

    private String text(int node) {
        return new String(printed.get(node).toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void aLargeConsoleIsReadWholeInEveryWay() throws Exception {
        var id = runThatPrints(true);
        var path = "/api/v1/runs/" + id;

        var nodes = user.get(path + "/console").requireStatus(200).json().path("nodes");
        assertThat(nodes.propertyNames()).containsExactly("0", "1", "2");
        for (int node = 0; node < NODES; node++) {
            assertThat(nodes.path(Integer.toString(node)).asString().equals(text(node)))
                    .as("node " + node)
                    .isTrue();
        }
        var plain = user.get(path + "/console", "Accept", "text/plain").requireStatus(200);
        assertThat(plain.text().equals(text(0) + text(1) + text(2))).isTrue();

        var streamed = new StringBuilder[NODES];
        Arrays.setAll(streamed, _ -> new StringBuilder());
        try (var events = new ServerEvents(user.stream(path + "/events").body())) {
            for (var event : events.all()) {
                if (!event.name().equals("console")) continue;
                streamed[event.data().path("node").asInt()].append(
                        event.data().path("text").asString());
            }
        }
        for (int node = 0; node < NODES; node++) {
            assertThat(streamed[node].toString().equals(text(node)))
                    .as("node " + node)
                    .isTrue();
        }
    }

    @Test
    void bytesThatAreNoLettersAreReplacedAsEverywhere() {
        var path = "/api/v1/runs/" + runThatPrints(false) + "/console";

        var nodes = user.get(path).requireStatus(200).json().path("nodes");
        for (int node = 0; node < NODES; node++) {
            assertThat(nodes.path(Integer.toString(node)).asString().equals(text(node)))
                    .as("node " + node)
                    .isTrue();
        }
    }

    @Test
    void noStoredPieceIsLong() {
        var id = runThatPrints(false);

        assertThat(service.bean(JdbcClient.class)
                        .sql("select max(octet_length(bytes)) from run_events where run_id = :run")
                        .param("run", id)
                        .query(Integer.class)
                        .single())
                .isBetween(1, ConsoleBuffer.PIECE);
    }
}
