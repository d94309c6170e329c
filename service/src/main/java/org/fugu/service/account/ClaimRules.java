package org.fugu.service.account;

import java.util.Map;
import java.util.Set;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/// What a pipeline's token has to say, claim by claim.
record ClaimRules(Map<String, String> wanted) {
    /// Claims that say whose pipeline it is, at GitHub, GitLab and Buildkite. Everybody has tokens of the same issuer,
    /// so one of these has to be there.
    private static final Set<String> WHOSE = Set.of(
            "sub",
            "repository",
            "repository_id",
            "repository_owner_id",
            "project_path",
            "project_id",
            "namespace_id",
            "organization_slug",
            "organization_id");

    private static final char ANY = '*';

    ClaimRules {
        wanted = Map.copyOf(wanted);
    }

    /// @throws Refusal `trust-too-wide`, `bad-claim`
    void check() {
        wanted.forEach((claim, value) -> {
            int star = value.indexOf(ANY);
            if (star == 0 || (star >= 0 && star != value.length() - 1)) {
                throw Refusal.ofField(
                        422, "bad-claim", "/claims/" + claim, "a star stands at the end alone, and not by itself");
            }
            // acme* would be acme-of-somebody-else too.
            if (star > 0 && WHOSE.contains(claim) && "/:".indexOf(value.charAt(star - 1)) < 0) {
                throw Refusal.ofField(
                        422, "bad-claim", "/claims/" + claim, "here a star stands behind a slash or a colon");
            }
        });
        if (wanted.keySet().stream().noneMatch(WHOSE::contains)) {
            throw Refusal.ofField(
                    422,
                    "trust-too-wide",
                    "/claims",
                    "everybody's pipelines have tokens of this issuer; say whose is meant, by one of "
                            + String.join(", ", WHOSE.stream().sorted().toList()));
        }
    }

    boolean hold(Jwt token) {
        return wanted.entrySet().stream()
                .allMatch(rule -> matches(rule.getValue(), token.getClaims().get(rule.getKey())));
    }

    private static boolean matches(String wanted, @Nullable Object said) {
        if (!(said instanceof String || said instanceof Number || said instanceof Boolean)) return false;
        var text = String.valueOf(said);
        return wanted.charAt(wanted.length() - 1) == ANY
                ? text.startsWith(wanted.substring(0, wanted.length() - 1))
                : text.equals(wanted);
    }
}
