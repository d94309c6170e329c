package org.fugu.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody who calls the service over HTTP: with a session, with an API key, or with neither. Every
/// answer must be one that the OpenAPI document knows.
public final class Caller {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOUNDARY = "----boundary7d1";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI address;
    private final CookieManager cookies;
    private final HttpClient client;
    private final @Nullable String token;

    public Caller(URI address) {
        this(address, null, null);
    }

    private Caller(URI address, @Nullable String token, @Nullable InetAddress from) {
        this(address, token, from, new CookieManager());
    }

    /// @param from an address of this host that calls come from, or null
    private Caller(URI address, @Nullable String token, @Nullable InetAddress from, CookieManager cookies) {
        this.address = address;
        this.cookies = cookies;
        this.token = token;
        var client = HttpClient.newBuilder().cookieHandler(cookies).connectTimeout(Duration.ofSeconds(20));
        this.client = (from == null ? client : client.localAddress(from)).build();
    }

    /// The same browser, with its cookies, at another service.
    public Caller at(URI other) {
        return new Caller(other, token, null, cookies);
    }

    /// What the browser has of its session, or nothing.
    public String sessionCookie() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("FUGU_SESSION"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    /// Somebody at another address of this host, such as 127.0.0.2.
    public static Caller from(String literal, URI address) {
        return new Caller(address, null, InetAddress.ofLiteral(literal));
    }

    /// What came back.
    @SuppressWarnings("ArrayRecordComponent") // read once, and compared by nobody
    public record Answer(int status, HttpHeaders headers, byte[] bytes) {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(bytes);
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public Answer requireStatus(int wanted) {
            Assertions.assertThat(status).as(text()).isEqualTo(wanted);
            return this;
        }

        /// Checks that this is a problem document in order, with that status and code.
        public Answer requireProblem(int wanted, String code) {
            requireStatus(wanted);
            Assertions.assertThat(header("content-type")).startsWith("application/problem+json");
            var problem = json();
            Assertions.assertThat(problem.path("code").asString()).as(text()).isEqualTo(code);
            Assertions.assertThat(problem.path("type").asString()).isEqualTo("urn:fugu:problem:" + code);
            Assertions.assertThat(problem.path("status").asInt()).isEqualTo(wanted);
            Assertions.assertThat(problem.path("title").asString()).isNotBlank();
            Assertions.assertThat(problem.path("detail").asString()).isNotBlank();
            Assertions.assertThat(problem.path("requestId").asString()).isEqualTo(header("x-request-id"));
            return this;
        }
    }

    public Caller withToken(String other) {
        return new Caller(address, other, null);
    }

    /// Signs this caller in with a session cookie.
    public Caller signIn(String name, String password) {
        tryToSignIn(name, password).requireStatus(200);
        return this;
    }

    public Answer tryToSignIn(String name, String password) {
        get("/api/v1/session");
        return post("/api/v1/session", JSON.writeValueAsString(Map.of("name", name, "password", password)));
    }

    /// The same user with an API key in place of the session.
    public Caller withKey() {
        var key = post("/api/v1/keys", "{\"name\":\"test\",\"scope\":\"full\"}")
                .requireStatus(201)
                .json();
        return withToken(key.path("token").asString());
    }

    /// The API key that it shows.
    public String token() {
        return Objects.requireNonNull(token, "this caller has no key");
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Answer delete(String path, String... headers) {
        return send(request(path, headers).DELETE());
    }

    public Answer put(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    public Answer post(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    public Answer send(String method, String path, byte[] body, String... headers) {
        return send(request(path, headers).method(method, BodyPublishers.ofByteArray(body)));
    }

    /// Uploads as a form does.
    public Answer upload(byte[] zip) {
        var form = new ByteArrayOutputStream();
        part(form, "file", "application/zip", zip);
        return form("/api/v1/bundles", form);
    }

    /// Uploads a bundle with the run to be submitted.
    public Answer uploadAndSubmit(byte[] zip, String run) {
        var form = new ByteArrayOutputStream();
        part(form, "run", "application/json", run.getBytes(StandardCharsets.UTF_8));
        part(form, "file", "application/zip", zip);
        return form("/api/v1/runs/upload", form);
    }

    private static void part(ByteArrayOutputStream form, String name, String type, byte[] content) {
        form.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                        + name + "\"\r\nContent-Type: " + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(content);
        form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private Answer form(String path, ByteArrayOutputStream form) {
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send("POST", path, form.toByteArray(), "Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
    }

    /// Uploads and returns the digest.
    public String uploaded(byte[] zip) {
        var answer = upload(zip);
        Assertions.assertThat(answer.status()).as(answer.text()).isIn(200, 201);
        return answer.json().path("digest").asString();
    }

    /// @return the identifier of a lease of one node
    public String leased() {
        return post("/api/v1/partitions", "{\"machine\":\"fugu\",\"columns\":1,\"rows\":1}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
    }

    /// Submits and returns the run's identifier.
    public String submitted(String json) {
        return post("/api/v1/runs", json).requireStatus(202).json().path("id").asString();
    }

    public JsonNode run(String id) {
        return get("/api/v1/runs/" + id).requireStatus(200).json();
    }

    /// Waits until the run has ended, with a bound.
    public JsonNode awaitEnd(String id) {
        return awaitRun(id, run -> !run.path("finishedAt").isNull());
    }

    public JsonNode awaitState(String id, String state) {
        return awaitRun(id, run -> run.path("state").asString().equals(state));
    }

    /// Waits until the run is as wanted, with a bound.
    public JsonNode awaitRun(String id, Predicate<JsonNode> wanted) {
        var deadline = Instant.now().plus(PATIENCE);
        var run = run(id);
        while (!wanted.test(run)) {
            if (Instant.now().isAfter(deadline)) throw new AssertionError("waited too long for " + run);
            pause(50);
            run = run(id);
        }
        return run;
    }

    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Opens an event stream.
    public HttpResponse<InputStream> stream(String path, String... headers) {
        try {
            return client.send(request(path, headers).GET().build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
        if (headers.length > 0) request.headers(headers);
        if (token != null) request.header("Authorization", "Bearer " + token);
        if (token == null) csrf(request);
        return request;
    }

    private void csrf(HttpRequest.Builder request) {
        cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .findFirst()
                .ifPresent(cookie -> request.header("X-XSRF-TOKEN", cookie.getValue()));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var asked = request.build();
            var response = client.send(asked, BodyHandlers.ofByteArray());
            DocumentedAnswers.checkedIn()
                    .check(asked.method(), asked.uri(), response.statusCode(), response.headers(), response.body());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
