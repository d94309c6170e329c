package org.fugu.service.body;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/// Bounds every body, and every part of a form, that is read for a controller. A form as a whole is
/// bounded by the container.
@ControllerAdvice
final class BodyBounds extends RequestBodyAdviceAdapter implements HandlerInterceptor {
    /// Room for a user's name and password with every letter escaped.
    static final int USUAL = 16 << 10;

    static final String TOO_LARGE = "body-too-large";

    /// Refuses what says of itself that it is too large or packed, before a byte of it is read. A
    /// packed body would be bounded by what it is packed to.
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)) return true;
        if (hasParameter(method, RequestPart.class)) requirePlain(request);
        if (!hasParameter(method, RequestBody.class)) return true;
        requirePlain(request);
        var bound = Bound.of(method.getMethodAnnotation(MaxBody.class));
        if (request.getContentLengthLong() > bound.bytes()) throw bound.refusal();
        return true;
    }

    private static boolean hasParameter(HandlerMethod method, Class<? extends Annotation> annotation) {
        return Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.hasParameterAnnotation(annotation));
    }

    private static void requirePlain(HttpServletRequest request) {
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding == null || encoding.equalsIgnoreCase("identity")) return;
        throw Refusal.of(415, "unsupported-media-type", "send the body as it is, without a Content-Encoding");
    }

    @Override
    public boolean supports(
            MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    /// Counts what comes, whatever was said of its length.
    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converterType)
            throws IOException {
        var bound = Bound.of(parameter.getMethodAnnotation(MaxBody.class));
        var body = new BoundedStream(message.getBody(), bound.bytes(), bound.refusal());
        return new Bounded(body, message.getHeaders());
    }

    private record Bound(int bytes, String code) {
        static Bound of(@Nullable MaxBody given) {
            return given == null ? new Bound(USUAL, TOO_LARGE) : new Bound(given.value(), given.code());
        }

        Refusal refusal() {
            return Refusal.of(
                    413, code, "the body has more than " + bytes + " bytes, which is the most that is read here");
        }
    }

    private record Bounded(InputStream body, HttpHeaders headers) implements HttpInputMessage {
        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
