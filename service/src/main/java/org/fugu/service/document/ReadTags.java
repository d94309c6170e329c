package org.fugu.service.document;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fugu.service.identifier.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/// Gives each answer of the API to a `GET` that is JSON an ETag, and answers 304 where the client has it already.
///
/// What has an ETag of its own, by which it is changed, keeps that. The others' is a digest of what is sent, which is
/// written once for both. So nothing is held in memory beside the answer itself, and what is sent piece by piece, such
/// as streams of events, consoles and archives, does not come here.
@RestControllerAdvice
final class ReadTags implements ResponseBodyAdvice<Object> {
    private static final String API = "/api/";
    private static final int TAG_CHARACTERS = 32;

    private final JsonMapper json;

    ReadTags(JsonMapper json) {
        this.json = json;
    }

    @Override
    public boolean supports(MethodParameter returned, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returned,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body == null || !isRead(request) || !isJson(type) || !isWhole(response)) return body;
        return switch (body) {
            case byte[] bytes -> tagged(bytes, bytes, request, response);
            case String text -> tagged(text.getBytes(StandardCharsets.UTF_8), text, request, response);
            default -> {
                var text = json.writeValueAsString(body);
                yield tagged(text.getBytes(StandardCharsets.UTF_8), new RawValue(text), request, response);
            }
        };
    }

    private static boolean isRead(ServerHttpRequest request) {
        return request.getMethod().equals(HttpMethod.GET)
                && request instanceof ServletServerHttpRequest servlet
                && path(servlet.getServletRequest()).startsWith(API);
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    private static boolean isJson(MediaType type) {
        return type.isCompatibleWith(MediaType.APPLICATION_JSON);
    }

    /// A refusal is no state of anything.
    private static boolean isWhole(ServerHttpResponse response) {
        return response instanceof ServletServerHttpResponse servlet
                && servlet.getServletResponse().getStatus() == HttpStatus.OK.value()
                && response.getHeaders().getETag() == null;
    }

    private static @Nullable Object tagged(
            byte[] bytes, Object body, ServerHttpRequest request, ServerHttpResponse response) {
        var tag = '"' + Sha256.of(bytes).substring(0, TAG_CHARACTERS) + '"';
        response.getHeaders().setETag(tag);
        if (!isKnown(tag, request.getHeaders().getOrEmpty(HttpHeaders.IF_NONE_MATCH))) return body;
        response.setStatusCode(HttpStatus.NOT_MODIFIED);
        return null;
    }

    /// The comparison is weak, as it has to be here: a proxy that packs an answer makes its tag a weak one.
    private static boolean isKnown(String tag, List<String> known) {
        return known.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .map(each -> each.startsWith("W/") ? each.substring(2) : each)
                .anyMatch(each -> each.equals("*") || each.equals(tag));
    }
}
