package org.fugu.service.document;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What requests and answers look like: such as were sent and given once, with other names, times and secrets. A test
/// records them from a running service, and another holds them against the schemas.
final class Examples implements OpenApiCustomizer {
    private static final String FILE = "examples.json";

    /// What was asked and answered, once.
    ///
    /// @param request a body; null for an operation that takes none, or a file
    /// @param answer the body of the success, if it is JSON
    private record Exchange(
            @Nullable Object request, @Nullable Object answer) {}

    /// By operation, as `GET /api/v1/runs/{id}`, and by the status of the answer.
    private static Map<String, SortedMap<String, Exchange>> read() {
        try (var file = Objects.requireNonNull(Examples.class.getResourceAsStream(FILE), FILE)) {
            return new JsonMapper().readValue(file, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void customise(OpenAPI document) {
        var examples = read();
        document.getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    var exchanges = examples.get(method + " " + path);
                    if (exchanges != null) show(operation, exchanges);
                }));
    }

    private static void show(Operation operation, SortedMap<String, Exchange> exchanges) {
        var body = operation.getRequestBody();
        var asked = body == null ? null : json(body.getContent());
        if (asked != null) showRequests(asked, exchanges);
        operation.getResponses().forEach((status, response) -> {
            var exchange = exchanges.get(status);
            var answered = json(response.getContent());
            if (exchange != null && exchange.answer() != null && answered != null) {
                answered.setExample(exchange.answer());
            }
        });
    }

    /// Requests that differ are named after the status that they were answered with.
    private static void showRequests(MediaType asked, SortedMap<String, Exchange> exchanges) {
        var different = new LinkedHashMap<Object, String>();
        exchanges.forEach((status, exchange) -> {
            if (exchange.request() != null) different.putIfAbsent(exchange.request(), status);
        });
        if (different.size() == 1) asked.setExample(different.firstEntry().getKey());
        if (different.size() < 2) return;
        different.forEach((request, status) -> asked.addExamples(
                "answered-" + status,
                new Example().summary("Answered with " + status).value(request)));
    }

    private static @Nullable MediaType json(@Nullable Content content) {
        return content == null ? null : content.get("application/json");
    }
}
