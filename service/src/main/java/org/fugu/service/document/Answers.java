package org.fugu.service.document;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.service.problem.Problem;
import org.springdoc.core.customizers.OpenApiCustomizer;

/// What operations answer because of what they are: one that takes a body can refuse it, one with
/// a name in its path may not find it. Refusals of one operation alone stand at its method.
final class Answers implements OpenApiCustomizer {
    private static final String OTHER = "default";
    private static final Map<String, String> REFUSALS = new TreeMap<>(Map.ofEntries(
            Map.entry("400", "The request cannot be read; `code` and `detail` say what is wrong with it"),
            Map.entry("401", "Not signed in, or the API key is not valid"),
            Map.entry("403", "Only an administrator may do that, the key is for less, or the CSRF token is missing"),
            Map.entry("404", "It does not exist, or is somebody else's"),
            Map.entry("406", "There is no such representation"),
            Map.entry("412", "It was changed since the ETag that was sent"),
            Map.entry("413", "The body is too large"),
            Map.entry("415", "The body has another media type than is read here"),
            Map.entry("422", "The body was read and cannot be carried out; `errors` names the fields"),
            Map.entry("428", "Send the ETag of what is to be changed in If-Match"),
            Map.entry("429", "Too many requests a second, from this user or from this address"),
            Map.entry("503", "The service cannot answer at the moment"),
            Map.entry(OTHER, "Refused or failed; `code` says why")));

    private static final Set<String> LATER = Set.of("429", "503", "507");
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Map<String, Header> HEADERS = Map.of(
            REQUEST_ID,
            header("Names the request in the log", new StringSchema()),
            "Location",
            header("Where it is", new StringSchema().format("uri-reference")),
            "Retry-After",
            header("Seconds to wait", new IntegerSchema().minimum(BigDecimal.ONE)),
            "Link",
            header("The next page, `rel=\"next\"`; absent on the last", new StringSchema()),
            "ETag",
            header("Changes whenever what is shown does", new StringSchema()),
            "WWW-Authenticate",
            header("How to sign in", new StringSchema()));
    static final Set<HttpMethod> CHANGES =
            EnumSet.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private static Header header(String description, Schema<?> schema) {
        return new Header().description(description).schema(schema);
    }

    @Override
    public void customise(OpenAPI document) {
        var components = document.getComponents();
        HEADERS.forEach(components::addHeaders);
        REFUSALS.forEach((status, description) ->
                components.addResponses(name(status), refusal(status, new ApiResponse().description(description))));
        document.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> complete(path, method, operation, components)));
    }

    private static String name(String status) {
        return status.equals(OTHER) ? "Refused" : "Refused" + status;
    }

    private static void complete(String path, HttpMethod method, Operation operation, Components components) {
        var responses = operation.getResponses();
        var found = responses.get("200");
        if (method == HttpMethod.GET && isSentAtOnce(path) && found != null && isJson(found)) {
            canBeAskedAgain(operation, found);
        }
        for (var status : refusals(path, method, operation)) {
            if (!responses.containsKey(status)) responses.addApiResponse(status, common(status, method));
        }
        responses.forEach((status, response) -> {
            if (isRefusal(status) && response.get$ref() == null && method != HttpMethod.HEAD) refusal(status, response);
            if (!isRefusal(status)) success(status, response, components);
        });
    }

    /// What is sent piece by piece, whatever its size, is never there as a whole.
    private static boolean isSentAtOnce(String path) {
        return !path.endsWith("/console") && !path.endsWith("/trace");
    }

    private static boolean isJson(ApiResponse found) {
        return found.getContent() != null
                && found.getContent().keySet().stream().anyMatch(type -> type.endsWith("json"));
    }

    /// As [ReadTags] has it.
    private static void canBeAskedAgain(Operation operation, ApiResponse found) {
        var responses = operation.getResponses();
        found.addHeaderObject("ETag", header("ETag"));
        if (responses.get("304") == null) {
            responses.addApiResponse(
                    "304",
                    new ApiResponse()
                            .description("It is as it was")
                            .headers(new TreeMap<>(Map.of("ETag", header("ETag")))));
        }
        if (hasParameter(operation, "If-None-Match")) return;
        operation.addParametersItem(new Parameter()
                .in("header")
                .name("If-None-Match")
                .description("The ETag of an earlier answer")
                .schema(new StringSchema()));
    }

    private static Set<String> refusals(String path, HttpMethod method, Operation operation) {
        var statuses = new TreeSet<>(List.of("400", "401", "403", "429", "503", OTHER));
        if (path.contains("{")) statuses.add("404");
        if (hasParameter(operation, "If-Match")) statuses.addAll(List.of("412", "428"));
        var body = operation.getRequestBody();
        if (body != null) statuses.addAll(List.of("413", "415", "422"));
        if (operation.getResponses().values().stream().anyMatch(response -> response.getContent() != null)) {
            statuses.add("406");
        }
        return statuses;
    }

    private static boolean hasParameter(Operation operation, String name) {
        var parameters = operation.getParameters();
        return parameters != null && parameters.stream().anyMatch(parameter -> name.equals(parameter.getName()));
    }

    private static ApiResponse common(String status, HttpMethod method) {
        // An answer to HEAD has no body, and a reference could not say so.
        return method == HttpMethod.HEAD
                ? withHeaders(status, new ApiResponse().description(String.valueOf(REFUSALS.get(status))))
                : new ApiResponse().$ref(name(status));
    }

    private static ApiResponse refusal(String status, ApiResponse response) {
        var schema = new Schema<Problem>().$ref(Problem.class.getSimpleName());
        response.setContent(new Content().addMediaType(Problem.MEDIA_TYPE, new MediaType().schema(schema)));
        return withHeaders(status, response);
    }

    private static ApiResponse withHeaders(String status, ApiResponse response) {
        addRequestId(response);
        if (status.equals("401")) response.addHeaderObject("WWW-Authenticate", header("WWW-Authenticate"));
        if (LATER.contains(status)) response.addHeaderObject("Retry-After", header("Retry-After"));
        return response;
    }

    private static void success(String status, ApiResponse response, Components components) {
        addRequestId(response);
        if (status.equals("201")) response.addHeaderObject("Location", header("Location"));
        if (status.equals("204") || status.equals("304")) response.setContent(null);
        if (response.getContent() == null) return;
        response.getContent().forEach((type, content) -> {
            if (isPage(content.getSchema(), components)) response.addHeaderObject("Link", header("Link"));
        });
    }

    private static void addRequestId(ApiResponse response) {
        response.addHeaderObject(REQUEST_ID, header(REQUEST_ID));
        // What an annotation refers to comes with a style, which a reference cannot have.
        response.getHeaders().replaceAll((name, header) -> header.get$ref() == null ? header : header(name));
    }

    private static boolean isPage(Schema<?> schema, Components components) {
        var reference = schema.get$ref();
        if (reference == null) return false;
        var model = components.getSchemas().get(reference.substring(reference.lastIndexOf('/') + 1));
        return model != null
                && model.getProperties() != null
                && model.getProperties().containsKey("nextCursor");
    }

    private static Header header(String name) {
        return new Header().$ref(name);
    }

    private static boolean isRefusal(String status) {
        return status.equals(OTHER) || Integer.parseInt(status) >= 400;
    }
}
