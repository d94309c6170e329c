package org.fugu.service.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a request is not carried out. Thrown where it is found out, answered as a [Problem].
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<FieldProblem> errors;
    private final @Nullable Duration retryAfter;

    private Refusal(int status, String code, String detail, List<FieldProblem> errors, @Nullable Duration retryAfter) {
        // A refusal is an answer and not a fault of the service: nobody reads its stack.
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public static Refusal of(int status, String code, String detail) {
        return new Refusal(status, code, detail, List.of(), null);
    }

    public static Refusal ofFields(int status, String code, String detail, List<FieldProblem> errors) {
        return new Refusal(status, code, detail, errors, null);
    }

    public static Refusal ofField(int status, String code, String pointer, String detail) {
        return new Refusal(status, code, detail, List.of(new FieldProblem(pointer, detail)), null);
    }

    public static Refusal retryLater(int status, String code, String detail, Duration after) {
        return new Refusal(status, code, detail, List.of(), after);
    }

    /// The one answer for what does not exist and for what is somebody else's, so that nobody
    /// learns which.
    public static Refusal notFound(String what) {
        return of(404, "not-found", "there is no " + what + " of that name that you can see");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldProblem> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
