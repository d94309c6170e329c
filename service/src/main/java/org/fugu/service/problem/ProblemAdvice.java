package org.fugu.service.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
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
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Turns everything that can go wrong in a controller into a [Problem].
@RestControllerAdvice
final class ProblemAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Problem> refused(Refusal refusal, HttpServletRequest request) {
        return answer(refusal, new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException failure, HttpServletRequest request) {
        return answer(malformed(failure.getCause()), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> invalid(MethodArgumentNotValidException failure, HttpServletRequest request) {
        var fields = failure.getBindingResult().getFieldErrors().stream()
                .map(error -> new FieldProblem(
                        "/" + error.getField().replace('.', '/'), String.valueOf(error.getDefaultMessage())))
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
    ResponseEntity<Problem> tooLarge(MaxUploadSizeExceededException failure, HttpServletRequest request) {
        return answer(Refusal.of(413, "bundle-too-large", "an upload has at most 32 MB"), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> notMultipart(MultipartException failure, HttpServletRequest request) {
        var detail = "the body is not a readable multipart form: send the bundle in the field 'file'";
        return answer(Refusal.of(400, "bad-multipart", detail), new HttpHeaders(), request);
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
    ResponseEntity<Problem> anythingElse(Exception failure, HttpServletRequest request) throws Exception {
        if (failure instanceof ErrorResponse known) {
            return answer(ofFramework(known), known.getHeaders(), request);
        }
        // The security filters answer these.
        if (failure instanceof AccessDeniedException || failure instanceof AuthenticationException) throw failure;
        // The other side hung up: there is nobody to answer.
        if (failure instanceof IOException) return null;
        if (DatabaseUnavailable.explains(failure)) {
            LOG.warn("{} {}: the database cannot be reached", request.getMethod(), request.getRequestURI());
            return answer(DatabaseUnavailable.refusal(), new HttpHeaders(), request);
        }
        LOG.error("{} {} failed ({})", request.getMethod(), request.getRequestURI(), RequestIds.of(request), failure);
        return answer(fault(), new HttpHeaders(), request);
    }

    static Refusal fault() {
        return Refusal.of(
                500, "internal-fault", "the service failed at this request; the log has more under its requestId");
    }

    private static Refusal ofFramework(ErrorResponse known) {
        var status = known.getStatusCode().value();
        var detail = known.getBody().getDetail();
        return Refusal.of(status, codeOf(status), detail == null ? "the request was refused" : detail);
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

    private static Refusal malformed(@Nullable Throwable cause) {
        if (cause instanceof UnrecognizedPropertyException unknown) {
            var detail = "there is no field '" + unknown.getPropertyName() + "' here; there are: "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
            return Refusal.ofField(400, "unknown-field", pointer(unknown), detail);
        }
        if (cause instanceof DatabindException mismatch) {
            return Refusal.ofField(400, "bad-field", pointer(mismatch), firstLine(mismatch));
        }
        if (cause instanceof JacksonException syntax) {
            return Refusal.of(400, "bad-json", "the body is not JSON: " + firstLine(syntax));
        }
        return Refusal.of(400, "bad-body", "the request needs a JSON body");
    }

    private static String firstLine(JacksonException failure) {
        var text = failure.getOriginalMessage();
        return text == null ? "it cannot be read" : text.lines().findFirst().orElse("it cannot be read");
    }

    private static String pointer(DatabindException failure) {
        return failure.getPath().stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
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
