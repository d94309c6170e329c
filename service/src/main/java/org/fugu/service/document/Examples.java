package org.fugu.service.document;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What requests and answers look like: such as were sent and given once, with other names, times and secrets. A test
/// records them from a running service, and another holds them against the schemas.
final class Examples implements OpenApiCustomizer {
    private static final String FILE = "examples.json";

    /// @param request a body; null for an operation that takes none, or a file
    /// @param answer the body of the success, if it is JSON
    private record Example(
            @Nullable Object request, @Nullable Object answer) {}

    private static Map<String, Example> read() {
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
                    var example = examples.get(method + " " + path);
                    if (example != null) show(operation, example);
                }));
    }

    private static void show(Operation operation, Example example) {
        if (operation.getRequestBody() != null) {
            show(operation.getRequestBody().getContent(), example.request());
        }
        operation.getResponses().forEach((status, response) -> {
            if (status.startsWith("2")) show(response.getContent(), example.answer());
        });
    }

    private static void show(@Nullable Content content, @Nullable Object example) {
        var json = content == null ? null : content.get("application/json");
        if (json != null && example != null) json.setExample(example);
    }
}
