package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiTokenTests {
    @Test
    void aFreshTokenIsRecognisedAndNoTwoAreAlike() {
        var token = ApiToken.fresh(KeyKind.USER);

        assertThat(ApiToken.parse(token.text())).contains(token);
        assertThat(token.text()).startsWith("fugu_user_").hasSize(10 + 32 + 6);
        assertThat(ApiToken.fresh(KeyKind.USER)).isNotEqualTo(token);
    }

    @Test
    void aTokenWithAnyLetterChangedIsNotOne() {
        var text = ApiToken.fresh(KeyKind.USER).text();
        for (int i = "fugu_user_".length(); i < text.length(); i++) {
            var other = text.charAt(i) == 'x' ? 'y' : 'x';
            var changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(ApiToken.parse(changed)).as(changed).isEmpty();
        }
    }

    @Test
    void aTokenDoesNotShowItselfInALog() {
        var token = ApiToken.fresh(KeyKind.USER);

        assertThat(token.toString()).doesNotContain(token.text().substring(20));
        assertThat(token.hash()).hasSize(64).doesNotContain(token.text());
    }

    @Test
    void aTokenSaysWhatItIsForAndCannotBeTakenForAnother() {
        var run = ApiToken.fresh(KeyKind.RUN);

        assertThat(run.text()).startsWith("fugu_run_").hasSize(9 + 32 + 6);
        assertThat(run.shown()).hasSize(9 + 6);
        assertThat(ApiToken.parse(run.text())).contains(run);
        assertThat(ApiToken.parse(run.text().replace("_run_", "_user_"))).isEmpty();
    }
}
