package org.fugu.service.account;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// What a key for one project reaches. Whatever is not listed here it does not, so that what is built
/// later is closed to pipelines until somebody opens it.
final class RunKeyScope {
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();
    private static final String PROJECT = "/api/v1/projects/{project}";

    /// Of whatever project.
    private static final RequestMatcher ANY_PROJECT = PATHS.matcher(PROJECT + "/**");

    private static final List<RequestMatcher> IN_PROJECT = List.of(
            PATHS.matcher(HttpMethod.GET, PROJECT + "/**"),
            PATHS.matcher(HttpMethod.HEAD, PROJECT + "/**"),
            PATHS.matcher(HttpMethod.POST, PROJECT + "/measurements"),
            PATHS.matcher(HttpMethod.POST, PROJECT + "/comparisons"));

    private static final List<RequestMatcher> ELSEWHERE = List.of(
            PATHS.matcher(HttpMethod.GET, "/api/v1/key"),
            PATHS.matcher(HttpMethod.HEAD, "/api/v1/bundles/{digest}"),
            PATHS.matcher(HttpMethod.PUT, "/api/v1/bundles/{digest}"));

    /// Nothing else needs anybody to sign in.
    private static final List<RequestMatcher> CLOSED = List.of(PATHS.matcher("/api/**"), PATHS.matcher("/actuator/**"));

    private RunKeyScope() {}

    /// Why that caller's key does not reach what is asked for; empty when it does.
    static Optional<Refusal> refusal(Account caller, HttpServletRequest request) {
        if (!caller.isNarrow() || !matches(CLOSED, request) || matches(ELSEWHERE, request)) return Optional.empty();
        var project = project(request);
        if (project != null && !caller.reaches(project)) return Optional.of(Refusal.notFound("project"));
        if (project != null && matches(IN_PROJECT, request)) return Optional.empty();
        return Optional.of(
                Refusal.of(
                        403,
                        "key-too-narrow",
                        "a run key reads its project, uploads bundles, measures and compares; for all else use a key of yours"));
    }

    private static @Nullable String project(HttpServletRequest request) {
        return ANY_PROJECT.matcher(request).getVariables().get("project");
    }

    private static boolean matches(List<RequestMatcher> matchers, HttpServletRequest request) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(request));
    }
}
