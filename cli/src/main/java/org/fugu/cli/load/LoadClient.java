package org.fugu.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import org.fugu.cli.service.ServiceAccess;
import org.fugu.cli.terminal.Json;
import tools.jackson.core.JacksonException;

/// Requests as a load: each is sent once, and what it is answered with is what is measured. That is
/// what [org.fugu.cli.service.ServiceClient] does not do, which tries again.
///
/// Used by many threads.
final class LoadClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// @param status of HTTP; 0 if there was no answer
    /// @param body the problem's code, or what the exception said, where it is no success
    record Answer(int status, String body) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    private final ServiceAccess access;
    private final HttpClient http;

    LoadClient(ServiceAccess access) {
        this.access = access;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.compact(body))));
    }

    /// The same, and waits for the end of what was submitted.
    Answer postAndAwaitEnd(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=30")
                .POST(BodyPublishers.ofString(Json.compact(body))));
    }

    /// Opens a stream of events.
    ///
    /// @throws IOException when there is no answer
    HttpResponse<InputStream> open(String path) throws IOException {
        try {
            return http.send(
                    request(path).setHeader("Accept", "text/event-stream").GET().build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(access.url().resolve(access.url().getRawPath() + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json, application/problem+json")
                .header("Authorization", "Bearer " + Objects.requireNonNull(access.token()));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            boolean isSuccess = answer.statusCode() >= 200 && answer.statusCode() < 300;
            return new Answer(
                    answer.statusCode(), isSuccess ? answer.body() : code(answer.statusCode(), answer.body()));
        } catch (IOException e) {
            return new Answer(0, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, "interrupted");
        }
    }

    /// What the problem document calls it, beside the status.
    static String code(int status, String body) {
        try {
            return (status + " " + Json.read(body).path("code").asString("")).strip();
        } catch (JacksonException e) {
            return Integer.toString(status);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
