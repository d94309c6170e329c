package org.fugu.service.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes a refusal straight to the response, for those who stand before the controllers.
@Component
public final class ProblemWriter {
    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    public void write(Refusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        // The container passes on what it refused under another path.
        var asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
                ? path
                : request.getRequestURI();
        var problem = Problem.of(refusal, asked, RequestIds.of(request));
        response.setStatus(refusal.status());
        response.setContentType(Problem.MEDIA_TYPE);
        var after = refusal.retryAfter();
        if (after != null) response.setHeader("Retry-After", Long.toString(Math.max(1, after.toSeconds())));
        if (refusal.status() == 401) response.setHeader("WWW-Authenticate", "Bearer realm=\"fugu\"");
        response.getOutputStream().write(json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
    }
}
