package org.fugu.service.account;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.fugu.service.problem.Refusal;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// How much of what its owner may a user's key may. Only a full one administers, and makes keys.
public enum KeyScope {
    /// Looks.
    READ,
    /// Looks, uploads, leases, runs, measures and compares; deletes nothing, publishes nothing, and makes no keys.
    RUN,
    /// All that its owner may.
    FULL;

    private static final Set<String> LOOKS = Set.of("GET", "HEAD", "OPTIONS");

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static KeyScope ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// Why a key of this scope does not do what is asked for; empty when it does. Whatever is not listed it does not.
    Optional<Refusal> refusal(HttpServletRequest request) {
        if (this == FULL || LOOKS.contains(request.getMethod())) return Optional.empty();
        if (this == RUN
                && !Work.PUBLISHING.matches(request)
                && Work.LIST.stream().anyMatch(work -> work.matches(request))) return Optional.empty();
        return Optional.of(Refusal.of(
                403,
                "key-too-narrow",
                this == READ
                        ? "the key is for reading; make one with the scope run or full"
                        : "the key is for running; for this make one with the scope full, or do it in the dashboard"));
    }

    /// What keys for running may beside looking.
    private static final class Work {
        private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

        /// Of what the list has.
        static final RequestMatcher PUBLISHING = new OrRequestMatcher(
                PATHS.matcher(HttpMethod.POST, "/api/v1/runs/{id}/shares"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/run-sets/{id}/shares"));

        static final List<RequestMatcher> LIST = List.of(
                PATHS.matcher(HttpMethod.POST, "/api/v1/bundles"),
                PATHS.matcher(HttpMethod.PUT, "/api/v1/bundles/{digest}"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/inputs"),
                PATHS.matcher(HttpMethod.PUT, "/api/v1/inputs/{digest}"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/runs/**"),
                PATHS.matcher(HttpMethod.PUT, "/api/v1/runs/{id}/labels"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/run-sets/**"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/co-runs/**"),
                PATHS.matcher(HttpMethod.PUT, "/api/v1/co-runs/{id}/job"),
                PATHS.matcher(HttpMethod.DELETE, "/api/v1/co-runs/{id}/job"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/partitions/**"),
                PATHS.matcher(HttpMethod.DELETE, "/api/v1/partitions/{id}"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/projects/{id}/measurements/**"),
                PATHS.matcher(HttpMethod.POST, "/api/v1/projects/{id}/comparisons"),
                // What these change is nobody's but the caller's own session, which a key has none of.
                PATHS.matcher("/api/v1/session"));
    }
}
