package org.fugu.service.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.fugu.service.Caller;
import org.fugu.service.DocumentedOperations;
import org.fugu.service.DocumentedOperations.Operation;
import org.fugu.service.RawRequest;
import org.fugu.service.RunningService;
import org.fugu.service.run.ScriptedSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Sends odd values in every field and parameter of the OpenAPI document: none is a failure of the
/// service, and none is taken for something else than it is.
class OddInputsIT {
    // Its own: hundreds of runs are accepted here, which those of others would wait for.
    private static final RunningService SERVICE = RunningService.start("--fugu.runs.max-queued=50");
    private static final Caller ADMIN = SERVICE.admin().withKey();
    private static final String KEY = ADMIN.post("/api/v1/keys", "{\"name\":\"odd\",\"scope\":\"full\"}")
            .json()
            .path("token")
            .asString();
    private static final String SCRIPT =
            ScriptedSimulator.script("odd", (request, _) -> ScriptedSimulator.exited(request, 1, Map.of()));
    private static final String BUNDLE = ADMIN.uploaded(RunningService.prebuilt("hello.zip"));
    private static final String RUN = endedRun();

    /// In a path or a query, as they stand in the address.
    private static final List<String> ODD_PARAMETERS = List.of(
            "",
            "%00",
            "a%00b",
            "%ff",
            "%ed%a0%80",
            "%c0%af",
            "%F0%9F%98%80",
            "%e2%80%ae",
            "%ef%bf%bf",
            "%0d%0aX-Evil:1",
            "%09",
            "'",
            "%22",
            "%25",
            "%",
            "%zz",
            "*",
            "null",
            "-1",
            "0",
            "1.5",
            "1e9",
            "true",
            "99999999999999999999",
            "9223372036854775807",
            "..%2f..",
            ";a=b",
            "x".repeat(5000));

    /// As bytes of UTF-8.
    private static final List<String> ODD_HEADERS = List.of(
            "",
            "   ",
            "a\tb",
            "\"quoted\"",
            "ключ",
            "\u00e9",
            "\u0080\u009f",
            "\u0001",
            "\u007f",
            "W/\"",
            "\"",
            "-1",
            "1.5",
            "9223372036854775807",
            "9223372036854775808",
            "wait=2",
            "wait=",
            "wait=-1",
            "x".repeat(5000));

    private static final List<String> ODD_JSON = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.0",
            "1.9",
            "1e400",
            "-0.0",
            "2147483648",
            "9223372036854775808",
            "-9223372036854775809",
            "1" + "0".repeat(900),
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\udc00\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"\\u202e\"",
            "\"\\uffff\"",
            "\"'; drop table runs\"",
            "\"" + "x".repeat(5000) + "\"",
            "\"1\"",
            "\"true\"",
            "[]",
            "[null]",
            "[1]",
            "[1000.0]",
            "[true]",
            "[\"\\u0000\"]",
            "[\"\\ud800\"]",
            "[[]]",
            "[{}]",
            "{}",
            "{\"a\":null}",
            "{\"a\":1.9}",
            "{\"a\":\"1\"}",
            "{\"\":1}",
            "{\"\\u0000\":1}",
            "{\"\\ud800\":1}",
            "{\"processor.clock\":null}",
            "{\"cycles\":null}",
            "[".repeat(2000) + "]".repeat(2000));

    private static String endedRun() {
        var id = ADMIN.submitted("{\"bundle\":\"" + BUNDLE + "\"}");
        ADMIN.awaitEnd(id);
        return id;
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    static List<Operation> operations() {
        return DocumentedOperations.all();
    }

    static List<Operation> withJson() {
        return operations().stream()
                .filter(operation -> operation.bodies().contains("application/json"))
                .toList();
    }

    private static String usualPath(Operation operation) {
        return operation
                .path()
                .replace("{digest}", BUNDLE)
                .replace("{name}", "fugu")
                .replace("{id}", operation.path().contains("/runs/") ? RUN : "none")
                .replaceAll("\\{[^}]+}", "none");
    }

    private static RawRequest request(String method, String path) {
        return new RawRequest(SERVICE.address(), method, path)
                .header("Authorization", "Bearer " + KEY)
                .header("Connection", "close");
    }

    private static void requireSound(String what, RawRequest.Reply reply) {
        assertThat(reply.status()).as(what + ": " + reply.body()).isLessThan(500);
        if (reply.status() >= 400 && !reply.body().isEmpty()) {
            assertThat(reply.isProblem()).as(what + ": " + reply.body()).isTrue();
            assertThat(reply.json().path("detail").asString()).as(what).isNotBlank();
        }
    }

    private static List<String> names(Operation operation, String place) {
        return operation.parameters().stream()
                .filter(parameter -> parameter.path("in").asString().equals(place))
                .map(parameter -> parameter.path("name").asString())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noParameterIsAFailure(Operation operation) {
        for (var name : names(operation, "path")) {
            for (var odd : ODD_PARAMETERS) {
                var path = operation.path().replace("{" + name + "}", odd);
                if (odd.isEmpty() && path.endsWith("/")) path = path.substring(0, path.length() - 1);
                if (odd.isEmpty() && operation.method().equals("POST")) continue;
                requireSound(operation + " " + name + "=" + odd, sendEmpty(request(operation.method(), path)));
            }
        }
        for (var name : names(operation, "query")) {
            for (var odd : ODD_PARAMETERS) {
                // What would be done is not wanted; how it is read is.
                var method = operation.method().equals("DELETE") ? "DELETE" : "GET";
                var path = method.equals("DELETE")
                        ? operation.path().replaceAll("\\{[^}]+}", "none")
                        : usualPath(operation);
                requireSound(
                        operation + " " + name + "=" + odd, sendEmpty(request(method, path + "?" + name + "=" + odd)));
            }
        }
    }

    @Test
    void noUnknownParameterIsAFailure() {
        for (var odd : ODD_PARAMETERS) {
            requireSound("?" + odd, sendEmpty(request("GET", "/api/v1/runs?" + odd + "=" + odd)));
            requireSound("?" + odd, sendEmpty(request("POST", "/api/v1/runs?" + odd + "=" + odd)));
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noHeaderIsAFailure(Operation operation) {
        var headers = new ArrayList<>(names(operation, "header"));
        // What every request may have is tried at few.
        if (operation.path().equals("/api/v1/runs") || operation.bodies().contains("application/octet-stream")) {
            headers.addAll(List.of("Accept", "Content-Type", "Origin", "Cookie", "X-Request-Id", "X-Forwarded-For"));
        }
        for (var name : headers) {
            for (var odd : ODD_HEADERS) {
                if (operation.method().equals("DELETE") && operation.path().contains("/runs/")) continue;
                var request = request(operation.method(), usualPath(operation)).header(name, odd);
                var what = operation + " " + name + ": " + odd;
                if (operation.bodies().contains("application/json") && !name.equals("Content-Type")) {
                    requireSound(what, sendJson(request, json(usualFields(operation))));
                } else {
                    requireSound(what, sendEmpty(request));
                }
            }
        }
    }

    private static RawRequest.Reply sendEmpty(RawRequest request) {
        return request.header("Content-Length", "0").send();
    }

    private static RawRequest.Reply sendJson(RawRequest request, String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        request.header("Content-Type", "application/json").header("Content-Length", Integer.toString(bytes.length));
        var reply = request.send(bytes);
        for (int tries = 0; tries < 600 && reply.status() == 429 && reply.code().equals("queue-full"); tries++) {
            Caller.pause(50);
            reply = request.send(bytes);
        }
        return reply;
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// What the operation needs, as JSON; a field that is not known here has to be added.
    private static Map<String, String> usualFields(Operation operation) {
        var usual = new LinkedHashMap<String, String>();
        if (operation.path().equals("/api/v1/runs")) {
            // An accepted run is over at once, and on a machine that nobody takes partitions of.
            usual.put("args", "[\"" + SCRIPT + "\"]");
            usual.put("machine", "\"alewife\"");
        }
        for (var name : operation.body("application/json").path("required")) {
            usual.put(
                    name.asString(),
                    switch (name.asString()) {
                        case "bundle" -> "\"" + BUNDLE + "\"";
                        case "name", "preset", "machine" -> "\"fugu\"";
                        case "password", "oldPassword", "newPassword" -> "\"a password of some length\"";
                        case "disabled" -> "false";
                        case "role" -> operation.path().contains("/members/") ? "\"viewer\"" : "\"user\"";
                        case "benchmark", "measure" -> "\"*\"";
                        case "increase", "decrease" -> "\"1%\"";
                        case "reason" -> "\"known\"";
                        case "visibility" -> "\"private\"";
                        case "url" -> "\"https://example.org/\"";
                        case "events" -> "[\"alert.raised\"]";
                        case "defaultBranch", "description", "branch" -> "\"main\"";
                        case "commit" -> "\"" + "c".repeat(40) + "\"";
                        case "base", "head" -> "\"mea_none\"";
                        case "committedAt" -> "\"2026-01-31T12:00:00Z\"";
                        case "columns", "rows", "minutes" -> "1";
                        case "run" ->
                            "{\"bundle\":\"" + BUNDLE + "\",\"machine\":\"alewife\",\"args\":[\"" + SCRIPT + "\"]}";
                        case "labels" -> "{\"a\":\"b\"}";
                        case "note" -> "\"known\"";
                        case "token" -> "\"fugu_join_none\"";
                        case "claims" -> "{\"sub\":\"somebody\"}";
                        case "issuer" -> "\"https://example.org/\"";
                        case "subject" -> "\"somebody\"";
                        case "axes" -> "{\"seeds\":[1]}";
                        case "partition" -> "\"prt_none\"";
                        default -> throw new AssertionError(operation + " needs " + name);
                    });
        }
        return usual;
    }

    @ParameterizedTest
    @MethodSource("withJson")
    void noFieldIsAFailure(Operation operation) {
        fields(operation, (field, _) -> {
            for (var odd : ODD_JSON) {
                var fields = usualFields(operation);
                put(fields, field, odd);
                var reply = sendJson(request(operation.method(), usualPath(operation)), json(fields));
                var what = operation + " " + field + "=" + odd;
                requireSound(what, reply);
                if (reply.status() != 422) continue;
                for (var error : reply.json().path("errors")) {
                    assertThat(error.path("pointer").asString())
                            .as(what + ": " + reply.body())
                            .startsWith("/");
                }
                assertThat(reply.json().path("errors").size())
                        .as(what + ": " + reply.body())
                        .isPositive();
            }
        });
    }

    /// Goes through the fields, those within others too, as `limits.cycles`.
    private static void fields(Operation operation, BiConsumer<String, JsonNode> visitor) {
        fields("", operation.body("application/json"), visitor);
    }

    private static void fields(String prefix, JsonNode schema, BiConsumer<String, JsonNode> visitor) {
        schema.path("properties").properties().forEach(property -> {
            var name = prefix + property.getKey();
            var type = DocumentedOperations.resolve(property.getValue());
            visitor.accept(name, type);
            fields(name + ".", type, visitor);
        });
    }

    private static void put(Map<String, String> fields, String field, String value) {
        var dot = field.indexOf('.');
        if (dot < 0) {
            fields.put(field, value);
            return;
        }
        var inner = new LinkedHashMap<String, String>();
        put(inner, field.substring(dot + 1), value);
        fields.put(field.substring(0, dot), json(inner));
    }

    private static boolean is(JsonNode schema, String type) {
        var types = schema.path("type");
        return types.isArray()
                ? StreamSupport.stream(types.spliterator(), false)
                        .anyMatch(one -> one.asString().equals(type))
                : types.asString("").equals(type);
    }

    @ParameterizedTest
    @MethodSource("withJson")
    void nothingIsTakenForSomethingElse(Operation operation) {
        fields(operation, (field, type) -> {
            if (is(type, "integer")) {
                requireRefused(operation, field, "", "1.9", "1.0", "\"1\"", "true", "[1]", "{}", "9223372036854775808");
            }
            if (is(type, "string")) requireRefused(operation, field, "", "7", "1000.0", "true", "[\"a\"]", "{}");
            if (is(type, "array")) {
                requireRefused(operation, field, "", "\"a\"", "7", "true", "{}");
                var items = DocumentedOperations.resolve(type.path("items"));
                if (!is(items, "integer")) requireRefused(operation, field, "/0", "[7]");
                if (!is(items, "array")) requireRefused(operation, field, "/0", "[[]]");
                if (!is(items, "object")) requireRefused(operation, field, "/0", "[{}]");
                requireRefused(operation, field, "/0", "[1000.0]", "[true]", "[null]");
            }
            if (is(type, "object")) requireRefused(operation, field, "", "\"a\"", "\"\"", "7", "true", "[]");
            if (type.path("additionalProperties").isObject()) {
                requireRefused(operation, field, "/a", "{\"a\":1.9}", "{\"a\":true}", "{\"a\":null}");
                boolean texts = is(type.path("additionalProperties"), "string");
                requireRefused(operation, field, "/a", texts ? "{\"a\":1}" : "{\"a\":\"1\"}");
            }
        });
    }

    private static void requireRefused(Operation operation, String field, String below, String... values) {
        for (var value : values) {
            var fields = usualFields(operation);
            put(fields, field, value);
            var reply = sendJson(request(operation.method(), usualPath(operation)), json(fields));
            var what = operation + " " + field + "=" + value + ": " + reply.body();
            assertThat(reply.status()).as(what).isEqualTo(422);
            assertThat(reply.code()).as(what).isEqualTo("bad-field");
            assertThat(reply.json().path("errors").path(0).path("pointer").asString())
                    .as(what)
                    .isEqualTo("/" + field.replace('.', '/') + below);
        }
    }

    @ParameterizedTest
    @MethodSource("withJson")
    void aBodyThatIsNoObjectIsNoFailure(Operation operation) {
        var usual = json(usualFields(operation));
        for (var odd : List.of(
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"a\"",
                "{",
                "}",
                "{\"a\"}",
                "\u0000",
                "{\"\\ud800\":1}",
                "{\"\\u0000\":1}",
                "nul",
                usual + usual,
                usual + "x",
                usual.replace("{", "{\"a\":1,\"a\":1,"),
                "{\"a\":".repeat(3000))) {
            var reply = sendJson(request(operation.method(), usualPath(operation)), odd);
            requireSound(operation + " " + odd, reply);
            assertThat(reply.status()).as(operation + " " + odd).isIn(400, 422);
        }
    }

    @Test
    void aFieldThatStandsTwiceIsRefused() {
        ADMIN.post("/api/v1/runs", "{\"bundle\":\"" + BUNDLE + "\",\"seed\":1,\"seed\":2}")
                .requireProblem(400, "bad-json");
    }

    @Test
    void argumentsThatDoNotFitAreRefusedWhereTheyStand() {
        var pointers = List.of("[\"" + "x".repeat(32_768) + "\"]", "[\"" + "é".repeat(20_000) + "\"]");
        for (var args : pointers) {
            var answer = ADMIN.post("/api/v1/runs", "{\"bundle\":\"" + BUNDLE + "\",\"args\":" + args + "}");
            answer.requireProblem(422, "invalid-run");
            assertThat(answer.json().path("errors").path(0).path("pointer").asString())
                    .isEqualTo("/args");
        }
        ADMIN.post("/api/v1/runs", "{\"bundle\":\"" + BUNDLE + "\",\"args\":[\"" + "x".repeat(32_000) + "\"]}")
                .requireStatus(202);
    }
}
