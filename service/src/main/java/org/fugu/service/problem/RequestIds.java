package org.fugu.service.problem;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.MDC;

/// Gives every request a name, before anything can refuse it: a filter would not see what the
/// container itself refuses.
public final class RequestIds extends ValveBase {
    private static final String ATTRIBUTE = RequestIds.class.getName();
    private static final String HEADER = "X-Request-Id";

    private final SecureRandom random = new SecureRandom();

    RequestIds() {
        super(true);
    }

    /// The name of that request.
    public static String of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String id ? id : "none";
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // What is answered in the background comes by here again.
        if (request.getAttribute(ATTRIBUTE) == null) request.setAttribute(ATTRIBUTE, drawn());
        show(request, response);
        try (var _ = MDC.putCloseable("requestId", of(request))) {
            getNext().invoke(request, response);
        }
    }

    /// Says the request's name in the answer.
    static void show(Request request, Response response) {
        response.setHeader(HEADER, of(request));
    }

    private String drawn() {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        return "req_" + HexFormat.of().formatHex(bytes);
    }
}
