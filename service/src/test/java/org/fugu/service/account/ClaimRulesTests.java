package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.fugu.service.problem.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.Jwt;

class ClaimRulesTests {
    private static Jwt saying(String claim, Object value) {
        return Jwt.withTokenValue("x")
                .header("alg", "RS256")
                .claim(claim, value)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "refs/heads/main, refs/heads/main, true",
        "refs/heads/main, refs/heads/main2, false",
        "refs/heads/main, Refs/heads/main, false",
        "refs/heads/*, refs/heads/main, true",
        "refs/heads/*, refs/heads/, true",
        "refs/heads/*, refs/tags/v1, false",
        "refs/heads/v1.*, refs/heads/v12, false",
    })
    void aTextHoldsExactlyAndAStarForWhateverFollows(String wanted, String said, boolean holds) {
        assertThat(new ClaimRules(Map.of("ref", wanted)).hold(saying("ref", said)))
                .isEqualTo(holds);
    }

    @Test
    void everyClaimHasToBeThereAndToBeASingleThing() {
        var rules = new ClaimRules(Map.of("repository", "acme/codec", "ref", "refs/heads/*"));
        assertThat(rules.hold(saying("repository", "acme/codec"))).isFalse();
        assertThat(new ClaimRules(Map.of("sub", "a")).hold(saying("sub2", "a"))).isFalse();
        assertThat(new ClaimRules(Map.of("x", "[a]")).hold(saying("x", java.util.List.of("a"))))
                .isFalse();
        assertThat(new ClaimRules(Map.of("id", "7", "protected", "true"))
                        .hold(Jwt.withTokenValue("x")
                                .header("alg", "RS256")
                                .claim("id", 7)
                                .claim("protected", true)
                                .build()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "acme*", "acme/*x", "*/codec", "acme/**"})
    void aStarThatLetsOthersInIsRefused(String value) {
        assertThatThrownBy(() -> new ClaimRules(Map.of("repository", value)).check())
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("bad-claim"));
    }

    @Test
    void oneClaimSaysWhosePipelineItIs() {
        assertThatThrownBy(() -> new ClaimRules(Map.of("ref", "refs/heads/main")).check())
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("trust-too-wide"));
        assertThatCode(() -> new ClaimRules(Map.of("repository", "acme/*", "ref", "refs/heads/v*")).check())
                .doesNotThrowAnyException();
        assertThatCode(() -> new ClaimRules(Map.of("sub", "repo:acme/codec:*")).check())
                .doesNotThrowAnyException();
    }
}
