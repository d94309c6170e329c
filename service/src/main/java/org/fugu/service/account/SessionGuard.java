package org.fugu.service.account;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import org.fugu.service.problem.ProblemWriter;
import org.fugu.service.problem.Refusal;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/// Looks up who a session is of at each request to the API: a user who was disabled or deleted, or has another
/// password, has no session any more, whichever process asks; and a role is what it is now.
final class SessionGuard extends OncePerRequestFilter {
    private static final String EPOCH = SessionGuard.class.getName() + ".epoch";
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    /// For who has to choose a password first.
    private static final List<RequestMatcher> OPEN = List.of(
            PATHS.matcher("/api/v1/session"),
            PATHS.matcher(HttpMethod.GET, "/api/v1/users/me"),
            PATHS.matcher(HttpMethod.PUT, "/api/v1/users/me/password"));

    private final Users users;
    private final ProblemWriter problems;

    SessionGuard(Users users, ProblemWriter problems) {
        this.users = users;
        this.problems = problems;
    }

    /// The session is of that epoch of its user from now on.
    static void mark(HttpSession session, int epoch) {
        session.setAttribute(EPOCH, epoch);
    }

    /// The dashboard's own files and the state of health are told to anybody, without the database.
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = request.getRequestURI();
        return !path.startsWith("/api/") && !path.startsWith("/actuator/prometheus");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Account account)) {
            chain.doFilter(request, response);
            return;
        }
        var session = request.getSession(false);
        var user = users.byId(account.id())
                .filter(found -> found.disabledAt() == null
                        && session != null
                        && Integer.valueOf(found.epoch()).equals(session.getAttribute(EPOCH)));
        if (user.isEmpty()) {
            if (session != null) session.invalidate();
            SecurityContextHolder.clearContext();
            chain.doFilter(request, response);
            return;
        }
        if (user.get().mustChangePassword() && OPEN.stream().noneMatch(open -> open.matches(request))) {
            var detail = "an administrator gave you this password: choose one of your own first";
            problems.write(Refusal.of(403, "password-not-yours", detail), request, response);
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(SignedIn.of(user.get().account()));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }
}
