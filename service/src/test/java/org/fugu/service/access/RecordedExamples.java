package org.fugu.service.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fugu.service.Caller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Writes what was asked and answered as examples for the API's document: shortened, and with identifiers, times and
/// secrets that are nobody's.
final class RecordedExamples {
    static final Path FILE = Path.of("src/main/resources/org/fugu/service/document/examples.json");

    private static final Pattern IDENTIFIER = Pattern.compile("\\b([a-z]{3})_[0-9a-z]{20}\\b");
    private static final Pattern SECRET = Pattern.compile("\\b(fugu_[a-z]+_|whsec_)[0-9A-Za-z+/=_-]{20,}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    private static final Pattern COMMIT = Pattern.compile("^[0-9a-f]{40}$");
    private static final Pattern USER = Pattern.compile("\\buser[0-9]+\\b");
    private static final int ITEMS = 2;
    private static final int FIGURES = 12;
    private static final int LONGEST = 16_000;

    private final JsonMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    /// By endpoint and status.
    private final Map<String, Map<String, ObjectNode>> examples = new TreeMap<>();
    private final Map<String, String> names = new HashMap<>();

    /// @param endpoint as `GET /api/v1/runs/{id}`
    /// @param request JSON, or whatever else was sent
    void add(String endpoint, String request, Caller.Answer answer) {
        if (answer.status() >= 300) return;
        var example = json.createObjectNode();
        if (request.startsWith("{")) example.set("request", nobodys(json.readTree(request)));
        if (answer.header("content-type").startsWith("application/json")) {
            example.set("answer", nobodys(answer.json()));
        }
        if (example.isEmpty() || example.toString().length() > LONGEST) return;
        examples.computeIfAbsent(endpoint, _ -> new TreeMap<>()).put(Integer.toString(answer.status()), example);
    }

    void write() throws IOException {
        Files.writeString(FILE, json.writeValueAsString(examples) + "\n");
    }

    private JsonNode nobodys(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                boolean areFigures = object.values().stream().allMatch(JsonNode::isNumber) && object.size() > FIGURES;
                var shortened = json.createObjectNode();
                object.properties().stream()
                        .limit(areFigures ? FIGURES : Long.MAX_VALUE)
                        .forEach(field -> shortened.set(
                                field.getKey(),
                                field.getKey().equals("requestId")
                                        ? StringNode.valueOf("0"
                                                .repeat(field.getValue()
                                                        .asString("")
                                                        .length()))
                                        : nobodys(field.getValue())));
                yield shortened;
            }
            case ArrayNode array -> {
                var shortened = json.createArrayNode();
                array.values().stream().limit(ITEMS).map(this::nobodys).forEach(shortened::add);
                yield shortened;
            }
            case StringNode text -> StringNode.valueOf(nobodys(text.asString()));
            default -> node;
        };
    }

    private String nobodys(String text) {
        var shown = SECRET.matcher(text)
                .replaceAll(found -> found.group(1)
                        + "0".repeat(found.group().length() - found.group(1).length()));
        shown = IDENTIFIER.matcher(shown).replaceAll(found -> name(found.group(), found.group(1) + "_", 20));
        shown = TIME.matcher(shown).replaceAll("2026-01-31T12:00:00Z");
        shown = COMMIT.matcher(shown).replaceAll(found -> name(found.group(), "", 40));
        return USER.matcher(shown).replaceAll("ada");
    }

    private String name(String real, String prefix, int digits) {
        return names.computeIfAbsent(real, _ -> {
            long before = names.values().stream()
                    .filter(name -> name.startsWith(prefix))
                    .count();
            return prefix + ("%0" + digits + "d").formatted(before + 1);
        });
    }
}
