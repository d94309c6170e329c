package org.fugu.service.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/// Answers what the servlet container refused before any controller saw it.
@Controller
final class ContainerProblems implements ErrorController {
    private final ProblemWriter writer;

    ContainerProblems(ProblemWriter writer) {
        this.writer = writer;
    }

    @RequestMapping("${server.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        var refusal = status >= 500
                ? ProblemAdvice.fault()
                : Refusal.of(status, ProblemAdvice.codeOf(status), "the request was refused");
        writer.write(refusal, request, response);
    }
}
