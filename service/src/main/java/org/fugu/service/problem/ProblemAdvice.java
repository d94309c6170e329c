package org.fugu.service.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.apache.tomcat.util.http.fileupload.impl.FileCountLimitExceededException;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;
import org.fugu.service.memory.OutOfMemory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Turns everything that can go wrong in a controller into a [Problem].
@RestControllerAdvice
final class ProblemAdvice {
    /// In a path such as `limits.cycles` or `args[0]`.
    private static final Pattern BETWEEN_NAMES = Pattern.compile("[.\\[]");
    private static final String NOTHING_HERE =
            "there is nothing at this path; /v3/api-docs lists every path of this service";
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);

    @ExceptionHandler
    ResponseEntity<Problem> refused(Refusal refusal, HttpServletRequest request) {
        return answer(refusal, new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException failure, HttpServletRequest request) {
        return answer(malformed(failure), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> invalid(MethodArgumentNotValidException failure, HttpServletRequest request) {
        var fields = failure.getBindingResult().getFieldErrors().stream()
                .map(error -> new FieldProblem(pointer(error.getField()), String.valueOf(error.getDefaultMessage())))
                .toList();
        var detail = fields.stream()
                .map(field -> field.pointer().substring(1) + " " + field.detail())
                .collect(Collectors.joining("; "));
        return answer(Refusal.ofFields(422, "invalid-body", detail, fields), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> mistyped(MethodArgumentTypeMismatchException failure, HttpServletRequest request) {
        var detail = "parameter " + failure.getName() + " cannot be '" + failure.getValue() + "'";
        return answer(Refusal.of(400, "bad-parameter", detail), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> notMultipart(MultipartException failure, HttpServletRequest request) {
        return answer(multipart(failure), new HttpHeaders(), request);
    }

    private static Refusal multipart(MultipartException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileCountLimitExceededException) {
                return Refusal.of(400, "bad-multipart", "the form has too many parts: send each field once");
            }
            if (cause instanceof SizeException) {
                return Refusal.of(413, "bundle-too-large", "an upload has at most 32 MiB");
            }
        }
        var detail = "the body is not a readable multipart form: send the bundle in the field 'file'";
        return Refusal.of(400, "bad-multipart", detail);
    }

    /// The firewall's, or the container's, of a header or a parameter that was looked at only now.
    @ExceptionHandler({RequestRejectedException.class, InvalidParameterException.class})
    ResponseEntity<Problem> rejected(HttpServletRequest request) {
        var detail = "a header or a parameter has characters that are not read here, or is no UTF-8";
        return answer(Refusal.of(400, "bad-parameter", detail), new HttpHeaders(), request);
    }

    /// The transaction was repeated, and lost every time.
    @ExceptionHandler
    ResponseEntity<Problem> busyDatabase(PessimisticLockingFailureException failure, HttpServletRequest request) {
        LOG.warn("{} {}: too many want the same", request.getMethod(), request.getRequestURI(), failure);
        var detail = "too many requests want the same at once; try again";
        return answer(
                Refusal.retryLater(503, "database-busy", detail, Duration.ofSeconds(1)), new HttpHeaders(), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Problem> anythingElse(Exception failure, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        OutOfMemory.endIfMet(failure);
        if (failure instanceof ErrorResponse known) {
            return answer(ofFramework(known, request), known.getHeaders(), request);
        }
        // The security filters answer these.
        if (failure instanceof AccessDeniedException || failure instanceof AuthenticationException) throw failure;
        // The other side hung up: there is nobody to answer.
        if (failure instanceof IOException) return null;
        // Half an answer is out: the container breaks the connection, so that nobody takes it for a whole one.
        if (response.isCommitted()) throw failure;
        if (CannotStore.explains(failure)) {
            FAILURES.warn("A request ({}) met a database that cannot store anything", request.getMethod(), failure);
            return answer(CannotStore.refusal(), new HttpHeaders(), request);
        }
        if (DatabaseUnavailable.explains(failure)) {
            FAILURES.warn("A request ({}) met a database that cannot be reached", request.getMethod(), failure);
            return answer(DatabaseUnavailable.refusal(), new HttpHeaders(), request);
        }
        LOG.error("{} {} failed ({})", request.getMethod(), request.getRequestURI(), RequestIds.of(request), failure);
        return answer(fault(), new HttpHeaders(), request);
    }

    static Refusal fault() {
        return Refusal.of(
                500, "internal-fault", "the service failed at this request; the log has more under its requestId");
    }

    /// In words of our own: the framework's are for who writes the service.
    private static Refusal ofFramework(ErrorResponse known, HttpServletRequest request) {
        var status = known.getStatusCode().value();
        return Refusal.of(status, codeOf(status), detailOf(known, request.getMethod()));
    }

    private static String detailOf(ErrorResponse known, String method) {
        return switch (known) {
            case NoResourceFoundException _ -> NOTHING_HERE;
            case HttpRequestMethodNotSupportedException other ->
                "there is no " + method + " at this path" + only(other.getSupportedHttpMethods());
            case HttpMediaTypeNotSupportedException other ->
                "a body of this Content-Type is not read here" + only(other.getSupportedMediaTypes());
            case HttpMediaTypeNotAcceptableException other ->
                "what Accept asks for cannot be had here" + only(other.getSupportedMediaTypes());
            case MissingServletRequestPartException part ->
                "the form has no field '" + part.getRequestPartName() + "': send it";
            default -> {
                var detail = known.getBody().getDetail();
                yield detail == null ? "the request was refused" : detail;
            }
        };
    }

    private static String only(@Nullable Collection<?> possible) {
        if (possible == null || possible.isEmpty()) return "";
        return possible.stream()
                .map(Object::toString)
                // Classes of media types are not what to send.
                .filter(each -> !each.contains("*"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", ", "; use ", ""));
    }

    static String codeOf(int status) {
        return switch (status) {
            case 400 -> "bad-request";
            case 401 -> "not-signed-in";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 413 -> "too-large";
            case 415 -> "unsupported-media-type";
            case 503 -> "unavailable";
            default -> status < 500 ? "refused-" + status : "internal-fault";
        };
    }

    private static Refusal malformed(HttpMessageNotReadableException failure) {
        // A body that is refused while it is read may be so in the middle of a field.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) return refusal;
        }
        return switch (failure.getCause()) {
            case UnrecognizedPropertyException unknown -> {
                var detail = "there is no field '" + unknown.getPropertyName() + "' here; there are: "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "));
                yield Refusal.ofField(400, "unknown-field", pointer(unknown), detail);
            }
            case InvalidFormatException unusable
            when unusable.getTargetType() == String.class ->
                badField(unusable, "may not have the character U+0000 or half of a surrogate pair");
            case MismatchedInputException mismatch ->
                badField(mismatch, "must be " + expected(mismatch.getTargetType()));
            case InputCoercionException range -> badField(range, "must be " + expected(range.getTargetType()));
            case DatabindException mismatch -> badField(mismatch, firstLine(mismatch));
            case JacksonException syntax -> Refusal.of(400, "bad-json", "the body is not JSON: " + firstLine(syntax));
            case null, default -> Refusal.of(400, "bad-body", "the request needs a JSON body");
        };
    }

    private static Refusal badField(JacksonException failure, String rule) {
        var pointer = pointer(failure);
        var field = pointer.isEmpty() ? "the body" : pointer.substring(1).replace('/', '.');
        return Refusal.ofField(422, "bad-field", pointer, field + " " + rule);
    }

    private static String expected(Class<?> type) {
        if (type == String.class) return "text";
        if (type == Integer.class || type == int.class) return whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (type == Long.class || type == long.class) return whole(Long.MIN_VALUE, Long.MAX_VALUE);
        if (Collection.class.isAssignableFrom(type)) return "a list";
        if (!type.isEnum()) return "an object";
        return Arrays.stream(type.getEnumConstants())
                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "));
    }

    private static String whole(long least, long most) {
        return "a whole number from " + least + " to " + most;
    }

    private static String firstLine(JacksonException failure) {
        var text = failure.getOriginalMessage();
        return text == null ? "it cannot be read" : text.lines().findFirst().orElse("it cannot be read");
    }

    /// @param field as in `users[0].name`
    private static String pointer(String field) {
        return "/" + BETWEEN_NAMES.matcher(field).replaceAll("/").replace("]", "");
    }

    private static String pointer(JacksonException failure) {
        return failure.getPath().stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : escaped(step.getPropertyName())))
                .collect(Collectors.joining());
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static ResponseEntity<Problem> answer(Refusal refusal, HttpHeaders headers, HttpServletRequest request) {
        var after = refusal.retryAfter();
        var all = new HttpHeaders(headers);
        if (after != null) all.set("Retry-After", Long.toString(Math.max(1, after.toSeconds())));
        all.setContentType(MediaType.parseMediaType(Problem.MEDIA_TYPE));
        return ResponseEntity.status(HttpStatus.valueOf(refusal.status()))
                .headers(all)
                .body(Problem.of(refusal, request.getRequestURI(), RequestIds.of(request)));
    }
}
