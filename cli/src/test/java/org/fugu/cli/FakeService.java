package org.fugu.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A service with answers set by a test: what a real one does only on a bad day can be had here.
final class FakeService implements AutoCloseable {
    private static final String FILE = "application/octet-stream";
    private static final Answer NOTHING = new Answer(404, "application/problem+json", "{\"code\":\"not-found\"}");

    /// An answer.
    record Answer(int status, String type, String body) {
        static Answer json(String body) {
            return new Answer(200, "application/json", body);
        }

        /// A file, byte by byte.
        static Answer file(byte[] content) {
            return new Answer(200, FILE, new String(content, StandardCharsets.ISO_8859_1));
        }

        byte[] bytes() {
            return body.getBytes(type.equals(FILE) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }

        static Answer events(String body) {
            return new Answer(200, "text/event-stream", body);
        }

        static Answer problem(int status, String body) {
            return new Answer(status, "application/problem+json", body);
        }
    }

    private final HttpServer server;
    private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /// What is answered to `GET /path`, one after the other; the last one again and again.
    FakeService on(String request, Answer... inTurn) {
        answers.put(request, new ArrayList<>(List.of(inTurn)));
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        var lastEvent = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        requests.add(lastEvent == null ? request : request + " after " + lastEvent);
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var inTurn = answers.getOrDefault(request, List.of(NOTHING));
        var answer = inTurn.size() > 1 ? inTurn.removeFirst() : inTurn.getFirst();
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        boolean empty =
                exchange.getRequestMethod().equals("HEAD") || answer.body().isEmpty();
        var body = empty ? new byte[0] : answer.bytes();
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /// What was asked, in order.
    List<String> requests() {
        return requests;
    }

    /// What was sent with each of them.
    List<String> bodies() {
        return bodies;
    }

    Map<String, String> environment() {
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of("FUGU_URL", url, "FUGU_TOKEN", "fugu_user_test");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
