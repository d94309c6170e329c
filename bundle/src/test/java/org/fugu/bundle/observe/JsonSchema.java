package org.fugu.bundle.observe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The part of JSON Schema that the schemas in the tests' resources use. A schema that uses another
/// keyword is refused, so that none is passed over in silence.
final class JsonSchema {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Set<String> KEYWORDS = Set.of(
            "$schema",
            "title",
            "type",
            "required",
            "additionalProperties",
            "properties",
            "items",
            "enum",
            "minimum",
            "oneOf");

    private final JsonNode schema;

    private JsonSchema(JsonNode schema) {
        this.schema = schema;
    }

    static JsonSchema named(String name) throws IOException {
        try (var in = JsonSchema.class.getResourceAsStream(name + ".schema.json")) {
            return new JsonSchema(MAPPER.readTree(Objects.requireNonNull(in, name)));
        }
    }

    /// What is wrong with a document; empty if nothing is.
    List<String> violations(JsonNode document) {
        var violations = new ArrayList<String>();
        check(schema, document, "", violations);
        return violations;
    }

    private static void check(JsonNode rule, JsonNode value, String where, List<String> violations) {
        for (var keyword : rule.propertyNames()) {
            if (!KEYWORDS.contains(keyword)) throw new IllegalArgumentException("the keyword " + keyword);
        }
        if (rule.has("type") && !hasType(rule.get("type").asString(), value)) {
            violations.add(where + " is no " + rule.get("type").asString() + ": " + value);
            return;
        }
        if (rule.has("enum") && !contains(rule.get("enum"), value)) violations.add(where + " is " + value);
        if (rule.has("minimum") && value.asDouble() < rule.get("minimum").asDouble()) {
            violations.add(where + " is too small: " + value);
        }
        if (rule.has("oneOf")) checkOneOf(rule.get("oneOf"), value, where, violations);
        if (rule.has("items")) {
            int index = 0;
            for (var item : value) check(rule.get("items"), item, where + "/" + index++, violations);
        }
        if (rule.has("properties")) checkProperties(rule, value, where, violations);
    }

    private static boolean hasType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new IllegalArgumentException("the type " + type);
        };
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (var each : values) if (each.equals(value)) return true;
        return false;
    }

    private static void checkOneOf(JsonNode rules, JsonNode value, String where, List<String> violations) {
        int fitting = 0;
        for (var rule : rules) {
            var found = new ArrayList<String>();
            check(rule, value, where, found);
            if (found.isEmpty()) fitting++;
        }
        if (fitting != 1) violations.add(where + " fits " + fitting + " of the kinds: " + value);
    }

    private static void checkProperties(JsonNode rule, JsonNode value, String where, List<String> violations) {
        if (rule.has("required")) {
            for (var name : rule.get("required")) {
                if (!value.has(name.asString())) violations.add(where + " has no " + name.asString());
            }
        }
        for (var name : value.propertyNames()) {
            var property = rule.get("properties").get(name);
            if (property != null) check(property, value.get(name), where + "/" + name, violations);
            else if (rule.has("additionalProperties")) violations.add(where + " has an unknown " + name);
        }
    }
}
