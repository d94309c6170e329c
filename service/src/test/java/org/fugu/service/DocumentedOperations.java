package org.fugu.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The operations of `service/openapi.json`, for tests that try something at each.
public final class DocumentedOperations {
    private static final JsonNode DOCUMENT = read();

    private DocumentedOperations() {}

    /// One operation.
    ///
    /// @param path with names in braces
    public record Operation(String method, String path, JsonNode description) {
        public List<JsonNode> parameters() {
            var parameters = new ArrayList<JsonNode>();
            description.path("parameters").forEach(parameters::add);
            return parameters;
        }

        /// The media types that its body may have.
        public List<String> bodies() {
            return List.copyOf(description.path("requestBody").path("content").propertyNames());
        }

        /// The schema of its body.
        public JsonNode body(String mediaType) {
            return resolve(description
                    .path("requestBody")
                    .path("content")
                    .path(mediaType)
                    .path("schema"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static List<Operation> all() {
        var all = new ArrayList<Operation>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(item -> item.getValue()
                        .properties()
                        .forEach(operation -> all.add(new Operation(
                                operation.getKey().toUpperCase(java.util.Locale.ROOT),
                                item.getKey(),
                                operation.getValue()))));
        return all;
    }

    /// The schema behind a reference, also where null is allowed besides.
    public static JsonNode resolve(JsonNode schema) {
        for (var one : schema.path("oneOf")) {
            if (one.has("$ref")) return resolve(one);
        }
        var reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : DOCUMENT.at(reference.substring(1));
    }

    private static JsonNode read() {
        try {
            var file = Path.of(System.getProperty("fugu.root", ".."), "service", "openapi.json");
            return new JsonMapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
