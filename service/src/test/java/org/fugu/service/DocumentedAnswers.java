package org.fugu.service;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds answers of the service against its OpenAPI document: the status, the headers, the media
/// type and the body of each must be there.
final class DocumentedAnswers {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> TELLING_HEADERS =
            List.of("ETag", "Link", "Location", "Retry-After", "WWW-Authenticate", "Content-Disposition");
    /// What Spring adds where a path ends as the name of a file does, as that of `exos@1.0`: so that a browser which
    /// is sent there opens no program. It tells nobody anything.
    private static final String NO_FILE = "inline;filename=f.txt";

    private static final DocumentedAnswers CHECKED_IN = new DocumentedAnswers(read());

    /// @param form what a path of that operation looks like
    private record Operation(Pattern form, String path, String method, JsonNode responses) {}

    private final ObjectNode document;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private DocumentedAnswers(ObjectNode document) {
        this.document = strict(document);
        document.path("paths")
                .properties()
                .forEach(item -> item.getValue().properties().forEach(operation -> {
                    var form = Pattern.compile(item.getKey().replaceAll("\\{[^}]+}", "[^/]+"));
                    var responses = operation.getValue().path("responses");
                    operations.add(new Operation(form, item.getKey(), operation.getKey(), responses));
                }));
    }

    /// Those of `service/openapi.json`; another test compares it with what is served.
    static DocumentedAnswers checkedIn() {
        return CHECKED_IN;
    }

    private static ObjectNode read() {
        try {
            var file = Path.of(System.getProperty("fugu.root", ".."), "service", "openapi.json");
            return (ObjectNode) JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// For a client more fields and more values may come. Here they would be forgotten ones.
    private static ObjectNode strict(ObjectNode schema) {
        if (schema.get("x-extensible-enum") instanceof ArrayNode known) {
            var values = schema.putArray("enum").addAll(known);
            if (schema.path("type").isArray()) values.addNull();
        }
        if (schema.path("properties").isObject() && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        schema.values().forEach(DocumentedAnswers::strictIn);
        return schema;
    }

    private static void strictIn(JsonNode node) {
        if (node instanceof ObjectNode object) strict(object);
        if (node instanceof ArrayNode array) array.forEach(DocumentedAnswers::strictIn);
    }

    /// Checks what was answered, if it is an operation of the document, or a refusal by the API.
    void check(String method, URI uri, int status, HttpHeaders headers, byte[] body) {
        var path = uri.getPath();
        if (!path.startsWith("/api/")) return;
        var asked = method + " " + path + " → " + status;
        var found = operations.stream()
                .filter(operation -> operation.method().equalsIgnoreCase(method))
                .filter(operation -> operation.form().matcher(path).matches())
                .findFirst();
        // A process that only carries out runs has no operations.
        var hasOperations = !new String(body, StandardCharsets.UTF_8).contains("\"worker-only\"");
        if (found.isPresent() && hasOperations) check(asked, found.get(), status, headers, body);
        else if (status >= 400 && body.length > 0) checkJson(asked, "Problem", component("schemas", "Problem"), body);
    }

    private void check(String asked, Operation operation, int status, HttpHeaders headers, byte[] body) {
        // A failure is not what an operation does; the document has one answer for all of them.
        var key = status >= 500 && !operation.responses().has("" + status) ? "default" : "" + status;
        Assertions.assertThat(operation.responses().has(key))
                .as("%s is not in the document", asked)
                .isTrue();
        var response = resolve(operation.responses().path(key));
        checkHeaders(asked, response, headers);
        var type = headers.firstValue("Content-Type").map(DocumentedAnswers::essence);
        var content = content(response, type);
        if (body.length == 0 && response.path("content").isMissingNode()) return;
        Assertions.assertThat(content)
                .as("%s has the media type %s, and the document %s", asked, type, response.path("content"))
                .isPresent();
        if (!type.orElse("").endsWith("json")) return;
        if (operation.method().equals("get") && response.path("headers").has("ETag")) {
            Assertions.assertThat(headers.firstValue("ETag"))
                    .as("%s has an ETag", asked)
                    .isPresent();
        }
        var name = operation.method() + operation.path() + key + type;
        checkJson(asked, name, content.get().path("schema"), body);
    }

    /// Checks the document's own examples: each operation that answers JSON has one, as its schema has it.
    void checkExamples() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    var name = operation.getKey() + " " + path.getKey();
                    checkExample(name + " asked with", operation.getValue().path("requestBody"));
                    operation.getValue().path("responses").properties().stream()
                            .filter(response -> response.getKey().startsWith("2"))
                            .forEach(response -> checkExample(name + " → " + response.getKey(), response.getValue()));
                }));
    }

    private void checkExample(String what, JsonNode message) {
        var json = message.path("content").path("application/json");
        if (json.isMissingNode()) return;
        var examples = new ArrayList<JsonNode>();
        if (json.has("example")) examples.add(json.path("example"));
        json.path("examples").forEach(each -> examples.add(each.path("value")));
        Assertions.assertThat(examples).as("examples of %s", what).isNotEmpty();
        for (var example : examples) {
            checkJson(what, "example of " + what, json.path("schema"), JSON.writeValueAsBytes(example));
        }
    }

    private static void checkHeaders(String asked, JsonNode response, HttpHeaders headers) {
        var documented = response.path("headers");
        Assertions.assertThat(headers.firstValue("X-Request-Id")).as(asked).isPresent();
        for (var name : TELLING_HEADERS) {
            if (headers.firstValue(name).filter(value -> !value.equals(NO_FILE)).isEmpty()) continue;
            Assertions.assertThat(documented.has(name))
                    .as("%s has the header %s, and the document does not", asked, name)
                    .isTrue();
        }
        if (documented.has("Location")) {
            Assertions.assertThat(headers.firstValue("Location")).as(asked).isPresent();
        }
    }

    private static Optional<JsonNode> content(JsonNode response, Optional<String> type) {
        return response.path("content").properties().stream()
                .filter(entry -> type.equals(Optional.of(essence(entry.getKey()))))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String essence(String mediaType) {
        return mediaType.split(";", 2)[0].strip();
    }

    private JsonNode resolve(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    private JsonNode component(String kind, String name) {
        return document.path("components").path(kind).path(name);
    }

    private void checkJson(String asked, String name, JsonNode schema, byte[] body) {
        var errors = schemas.computeIfAbsent(name, _ -> compiled(schema))
                .validate(
                        JSON.readTree(body),
                        context -> context.executionConfig(execution -> execution.formatAssertionsEnabled(true)));
        Assertions.assertThat(errors)
                .as("%s is not as documented: %s", asked, new String(body, StandardCharsets.UTF_8))
                .isEmpty();
    }

    private Schema compiled(JsonNode schema) {
        var whole = ((ObjectNode) schema).deepCopy().set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
    }
}
