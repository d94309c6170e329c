package org.fugu.service.database;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.fugu.service.problem.CannotStore;
import org.fugu.service.problem.DatabaseUnavailable;
import org.fugu.service.problem.ProblemWriter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses what needs the database while there is none, before anything else looks at it. What
/// fails for want of the database on its way to a controller, such as the look-up of an API key,
/// is answered here too.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class DatabaseFilter extends OncePerRequestFilter {
    private final DatabaseWatch watch;
    private final ProblemWriter problems;

    DatabaseFilter(DatabaseWatch watch, ProblemWriter problems) {
        this.watch = watch;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!watch.reachable() && needsDatabase(request)) {
            problems.write(DatabaseUnavailable.refusal(), request, response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            if (response.isCommitted()) throw e;
            if (CannotStore.explains(e)) {
                response.resetBuffer();
                problems.write(CannotStore.refusal(), request, response);
                return;
            }
            if (!DatabaseUnavailable.explains(e)) throw e;
            watch.suspect();
            response.resetBuffer();
            problems.write(DatabaseUnavailable.refusal(), request, response);
        }
    }

    /// The dashboard's own files and the state of health are there without it.
    private static boolean needsDatabase(HttpServletRequest request) {
        var path = request.getRequestURI();
        return path.startsWith("/api/") || path.startsWith("/actuator/prometheus");
    }
}
