package org.fugu.cli.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.fugu.bundle.Violation;
import org.fugu.cli.argument.Draft;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The service as this program sees it: JSON over HTTP, its problem documents as [CommandFailure].
///
/// Signed in by a token, or, after [#signIn], by a session and its CSRF token.
public final class ServiceClient implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int MOST_PROBLEM_BYTES = 1 << 20;
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(3));
    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(502, 503, 504);

    private final URI base;
    private final @Nullable String token;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http;

    public ServiceClient(ServiceAccess credentials) {
        this.base = credentials.url();
        this.token = credentials.token();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .cookieHandler(cookies)
                .build();
    }

    /// For commands that make no sense without being signed in.
    public static ServiceClient signedIn(Terminal terminal) {
        var credentials = ServiceAccess.of(terminal);
        if (credentials.token() != null && !credentials.token().isEmpty()) return new ServiceClient(credentials);
        throw new CommandFailure(
                ExitCode.REFUSED,
                "not-signed-in",
                "not signed in to " + credentials.url() + "; use: ./fugu login, or set FUGU_TOKEN",
                List.of());
    }

    public URI base() {
        return base;
    }

    @Override
    public void close() {
        http.close();
    }

    public JsonNode get(String path) {
        return get(path, Map.of());
    }

    public JsonNode get(String path, Map<String, String> headers) {
        var request = request(path).GET();
        headers.forEach(request::header);
        return json(request);
    }

    /// A document as it was stored, letter by letter.
    public String document(String path) {
        var answer = send(request(path).GET());
        if (answer.statusCode() >= 300) throw failure(answer.statusCode(), answer.body());
        return answer.body();
    }

    /// A file as it was stored, byte by byte, for what works in memory.
    public byte[] bytes(String path) {
        var answer = send(fileRequest(path), BodyHandlers.ofByteArray());
        if (answer.statusCode() < 300) return answer.body();
        throw failure(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    /// The same, into a file as it comes. The file is there when all of it is, and else is what it was.
    ///
    /// @param what what the file is to hold, as in `the disk`
    /// @return its bytes
    public long fetch(String path, String what, Path file) {
        var answer = again(() -> {
            try (var draft = new Draft(what, file)) {
                return fetched(fileRequest(path), draft);
            }
        });
        if (answer.status() < 300) return answer.result();
        throw failure(answer.status(), answer.problem());
    }

    private Attempted<Long> fetched(HttpRequest.Builder request, Draft draft) throws IOException, InterruptedException {
        var answer = http.send(authorised(request).build(), BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            if (answer.statusCode() >= 300) {
                var problem = new String(body.readNBytes(MOST_PROBLEM_BYTES), StandardCharsets.UTF_8);
                return new Attempted<>(0L, answer.statusCode(), problem);
            }
            long bytes = Transfer.receive(answer, draft);
            draft.keep();
            return new Attempted<>(bytes, answer.statusCode(), "");
        }
    }

    public JsonNode post(String path, Object body, Map<String, String> headers) {
        var request = request(path).POST(BodyPublishers.ofString(Json.compact(body)));
        request.header("Content-Type", "application/json");
        headers.forEach(request::header);
        return json(request);
    }

    /// Sends a file.
    JsonNode post(String path, byte[] file) {
        return json(request(path)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(file)));
    }

    public JsonNode putJson(String path, Object body, Map<String, String> headers) {
        var request = request(path).PUT(BodyPublishers.ofString(Json.compact(body)));
        request.header("Content-Type", "application/json");
        headers.forEach(request::header);
        return json(request);
    }

    JsonNode put(String path, byte[] body) {
        return json(
                request(path).header("Content-Type", "application/octet-stream").PUT(BodyPublishers.ofByteArray(body)));
    }

    /// Sends JSON and an archive in one request.
    ///
    /// @param name of the part that is JSON; the archive's is `file`
    JsonNode postWithFile(String path, String name, Object body, byte[] file, Map<String, String> headers) {
        var boundary = "fugu-" + UUID.randomUUID();
        var form = new ByteArrayOutputStream();
        part(form, boundary, name, "application/json", Json.compact(body).getBytes(StandardCharsets.UTF_8));
        part(form, boundary, "file", "application/zip", file);
        form.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        var request = request(path).POST(BodyPublishers.ofByteArray(form.toByteArray()));
        request.header("Content-Type", "multipart/form-data; boundary=" + boundary);
        headers.forEach(request::header);
        return json(request);
    }

    private static void part(ByteArrayOutputStream form, String boundary, String name, String type, byte[] content) {
        form.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                        + name + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        form.writeBytes(content);
        form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    public void delete(String path) {
        json(request(path).DELETE());
    }

    public boolean exists(String path) {
        var answer = send(request(path).method("HEAD", BodyPublishers.noBody()));
        if (answer.statusCode() == 404) return false;
        if (answer.statusCode() < 300) return true;
        throw failure(answer.statusCode(), answer.body());
    }

    String text(String path) {
        return text(path, "text/plain");
    }

    String text(String path, String type) {
        var answer = send(request(path)
                .setHeader("Accept", type + ", application/problem+json")
                .GET());
        if (answer.statusCode() < 300) return answer.body();
        throw failure(answer.statusCode(), answer.body());
    }

    /// Opens a session.
    ///
    /// @return the user
    public JsonNode signIn(String name, String password) {
        // The first request is refused, and brings the CSRF token that the second one needs.
        send(request("/api/v1/session").GET());
        var user = post("/api/v1/session", Map.of("name", name, "password", password), Map.of());
        // A session that just began has another CSRF token.
        send(request("/api/v1/session").GET());
        return user;
    }

    /// True when the service answers and says it is well.
    public boolean isHealthy() {
        try {
            var request =
                    request("/actuator/health").timeout(Duration.ofSeconds(2)).build();
            return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// The lines of an event stream, as they come.
    Stream<String> lines(String path, @Nullable String lastEvent) throws IOException {
        var request = request(path).setHeader("Accept", "text/event-stream").GET();
        if (lastEvent != null) request.header("Last-Event-ID", lastEvent);
        try {
            var answer = http.send(authorised(request).build(), BodyHandlers.ofLines());
            if (answer.statusCode() == 200) return answer.body();
            throw failure(answer.statusCode(), String.join("\n", answer.body().toList()));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(base.getRawPath() + path))
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json");
    }

    private HttpRequest.Builder fileRequest(String path) {
        return request(path)
                .setHeader("Accept", "application/octet-stream, application/problem+json")
                .GET();
    }

    private HttpRequest.Builder authorised(HttpRequest.Builder request) {
        if (token != null && !token.isEmpty()) return request.setHeader("Authorization", "Bearer " + token);
        cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN")
                        && !cookie.getValue().isEmpty())
                .findFirst()
                .ifPresent(cookie -> request.setHeader("X-XSRF-TOKEN", cookie.getValue()));
        return request;
    }

    private JsonNode json(HttpRequest.Builder request) {
        var answer = send(request);
        if (answer.statusCode() >= 300) throw failure(answer.statusCode(), answer.body());
        try {
            return Json.read(answer.body().isEmpty() ? "null" : answer.body());
        } catch (JacksonException e) {
            throw CommandFailure.unreachable(base + " answers, but not as a Fugu service does");
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        return again(() -> {
                    var answer = http.send(authorised(request).build(), body);
                    return new Attempted<>(answer, answer.statusCode(), problem(answer));
                })
                .result();
    }

    private static String problem(HttpResponse<?> answer) {
        if (answer.statusCode() < 300) return "";
        return answer.body() instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : String.valueOf(answer.body());
    }

    /// What the service answered to a request.
    ///
    /// @param problem the text of an answer that is no success
    private record Attempted<T>(T result, int status, String problem) {
        /// Other answers with 429 do not change within seconds.
        boolean isWorthAnother() {
            if (WORTH_ANOTHER_TRY.contains(status)) return true;
            return status == 429
                    && ServiceClient.problem(problem).path("code").asString("").equals("too-many-requests");
        }
    }

    @FunctionalInterface
    private interface Attempt<T> {
        Attempted<T> make() throws IOException, InterruptedException;
    }

    /// Every request of this program may be sent again: what creates something carries a key.
    private <T> Attempted<T> again(Attempt<T> attempt) {
        for (int made = 0; ; made++) {
            boolean last = made == PAUSES.size();
            try {
                var answer = attempt.make();
                if (last || !answer.isWorthAnother()) return answer;
                // It is told in whole seconds when there is room again.
                if (answer.status() == 429) pause(Duration.ofSeconds(1));
            } catch (IOException e) {
                if (last) throw unreachable(e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            pause(PAUSES.get(made));
        }
    }

    private CommandFailure unreachable(IOException e) {
        return CommandFailure.unreachable(
                e instanceof Transfer.BrokenOffException
                        ? base + ": " + reason(e) + "; nothing is written, ask again"
                        : "no service answers at " + base + " (" + reason(e) + "); start one with: ./fugu serve");
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CommandFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        var failure = CommandFailure.unreachable("interrupted");
        failure.initCause(e);
        return failure;
    }

    private static CommandFailure failure(int status, String body) {
        var problem = problem(body);
        var code = problem.path("code").asString("http-" + status);
        var title = problem.path("title").asString("the service answered with status " + status);
        var detail = problem.path("detail").asString(title);
        var requestId = problem.path("requestId").asString("");
        var message = requestId.isEmpty() ? detail : detail + " (request " + requestId + ")";
        return new CommandFailure(exitCode(status, code), code, message, violations(problem));
    }

    private static JsonNode problem(String body) {
        try {
            return Json.read(body.isEmpty() ? "{}" : body);
        } catch (JacksonException e) {
            return Json.read("{}");
        }
    }

    private static List<Violation> violations(JsonNode problem) {
        var violations = new ArrayList<Violation>();
        for (var error : problem.path("errors")) {
            violations.add(new Violation(
                    error.path("pointer").asString(""), error.path("detail").asString("")));
        }
        return violations;
    }

    public static ExitCode exitCode(int status, String code) {
        if (status >= 500) return ExitCode.UNREACHABLE;
        boolean refused = status == 401 || status == 403 || status == 409 || status == 413 || status == 429;
        if (refused) return ExitCode.REFUSED;
        boolean rejected = code.startsWith("bundle-") || code.startsWith("elf-");
        return rejected ? CommandFailure.exitCodeOfRejection(code) : ExitCode.USAGE;
    }
}
