package org.fugu.service.problem;

import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;

/// A refusal as RFC 9457 says it.
///
/// @param type `urn:fugu:problem:` and the code
/// @param title what the status means, the same for all problems of that status
/// @param detail one sentence that says what was wrong and what to do
/// @param instance the path that was asked for
/// @param code stable, for programs
/// @param requestId also in the header `X-Request-Id`, and in the log
/// @param errors the fields that were wrong; empty when it was not about fields
public record Problem(
        String type,
        String title,
        @Schema(minimum = "400", maximum = "599") int status,
        String detail,
        String instance,
        String code,
        String requestId,
        List<FieldProblem> errors) {
    public static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(Refusal refusal, String instance, String requestId) {
        var status = HttpStatus.resolve(refusal.status());
        return new Problem(
                "urn:fugu:problem:" + refusal.code(),
                status == null ? "Refused" : status.getReasonPhrase(),
                refusal.status(),
                wellFormed(refusal.detail()),
                wellFormed(instance),
                refusal.code(),
                requestId,
                refusal.errors().stream()
                        .map(error -> new FieldProblem(wellFormed(error.pointer()), wellFormed(error.detail())))
                        .toList());
    }

    /// What was sent may be quoted, and half of a surrogate pair cannot be written.
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
