package org.fugu.service.role;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.fugu.service.problem.ProblemWriter;
import org.fugu.service.problem.Refusal;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// A process that only carries out runs answers nothing but questions about its health and meters.
@Component
@ConditionalOnProperty(name = "fugu.role", havingValue = "worker")
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class WorkerOnly extends OncePerRequestFilter {
    private final ProblemWriter problems;

    WorkerOnly(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var detail = "this process only carries out runs (FUGU_ROLE=worker); ask one with the role web or all";
        problems.write(Refusal.of(404, "worker-only", detail), request, response);
    }
}
