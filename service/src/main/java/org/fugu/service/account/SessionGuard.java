package org.fugu.service.account;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.fugu.service.problem.ProblemWriter;
import org.fugu.service.problem.Refusal;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/// Looks up who a session is of at each request to the API: a user who was disabled or deleted, or has another
/// password, has no session any more, whichever process asks; and a role is what it is now.
final class SessionGuard extends OncePerRequestFilter {
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    /// For who has to choose a password first.
    private static final List<RequestMatcher> OPEN = List.of(
            PATHS.matcher("/api/v1/session"),
            PATHS.matcher(HttpMethod.GET, "/api/v1/users/me"),
            PATHS.matcher(HttpMethod.PUT, "/api/v1/users/me/password"));

    private final Users users;
    private final ProblemWriter problems;

    /// For this request alone, however often it is dispatched.
    private final SecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();

    SessionGuard(Users users, ProblemWriter problems) {
        this.users = users;
        this.problems = problems;
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
        var owner = SessionOwner.of(request);
        if (owner == null) {
            chain.doFilter(request, response);
            return;
        }
        var user =
                users.byId(owner.user()).filter(found -> found.disabledAt() == null && found.epoch() == owner.epoch());
        if (user.isEmpty()) {
            SessionOwner.signOut(request);
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
        contexts.saveContext(context, request, response);
        chain.doFilter(request, response);
    }
}
