package org.fugu.service.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Answers requests that are so malformed that the container refuses them before any filter.
///
/// Public, with a constructor of no arguments, because the container makes it by name.
public final class ProblemReportValve extends ErrorReportValve {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) return;
        var code = ProblemAdvice.codeOf(response.getStatus());
        var refusal = Refusal.ofFields(response.getStatus(), code, "the request is malformed", List.of());
        var problem = Problem.of(refusal, String.valueOf(request.getRequestURI()), RequestIds.of(request));
        // The container forgets all headers when it gives up a request.
        RequestIds.show(request, response);
        try {
            response.setContentType(Problem.MEDIA_TYPE);
            var out = response.getResponse().getOutputStream();
            out.write(JSON.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException e) {
            // The other side hung up: there is nobody to answer.
            container.getLogger().debug("a refusal could not be sent", e);
        }
    }
}
