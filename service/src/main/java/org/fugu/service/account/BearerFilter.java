package org.fugu.service.account;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.fugu.service.identifier.SecretToken;
import org.fugu.service.problem.ProblemWriter;
import org.fugu.service.problem.Refusal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Signs a request in by its API key, or by what a CI's identity provider says of its pipeline, for that request alone.
final class BearerFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;
    private final PipelineTrusts pipelines;
    private final ProblemWriter problems;

    BearerFilter(ApiKeys keys, PipelineTrusts pipelines, ProblemWriter problems) {
        this.keys = keys;
        this.pipelines = pipelines;
        this.problems = problems;
    }

    /// Health is for anybody, and told without the database that a key would be looked up in.
    static boolean applies(HttpServletRequest request) {
        if (request.getRequestURI().startsWith("/actuator/health")) return false;
        var header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var text = request.getHeader("Authorization").substring(SCHEME.length()).strip();
        Optional<Account> account;
        try {
            account = SecretToken.parse(text).flatMap(keys::use).or(() -> pipelines.use(text));
        } catch (Refusal unreachable) {
            problems.write(unreachable, request, response);
            return;
        }
        if (account.isEmpty()) {
            var detail =
                    "the API key is unknown, expired or revoked, or its maker may no longer measure in its project;"
                            + " make another on the page /keys or the project's";
            problems.write(Refusal.of(401, "invalid-token", detail), request, response);
            return;
        }
        var narrow = refusal(account.get(), request);
        if (narrow.isPresent()) {
            problems.write(narrow.get(), request, response);
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(SignedIn.of(account.get()));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    private static Optional<Refusal> refusal(Account caller, HttpServletRequest request) {
        var key = caller.key();
        return caller.isNarrow() || key == null
                ? RunKeyScope.refusal(caller, request)
                : key.scope().refusal(request);
    }
}
