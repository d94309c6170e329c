package org.fugu.service.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTokenTests {
    @Test
    void aFreshTokenIsRecognisedAndNoTwoAreAlike() {
        var token = SecretToken.fresh("user");

        assertThat(SecretToken.parse(token.text())).contains(token);
        assertThat(token.text()).startsWith("fugu_user_").hasSize(10 + 32 + 6);
        assertThat(SecretToken.fresh("user")).isNotEqualTo(token);
    }

    @Test
    void aTokenWithAnyLetterChangedIsNotOne() {
        var text = SecretToken.fresh("user").text();
        for (int i = "fugu_user_".length(); i < text.length(); i++) {
            var other = text.charAt(i) == 'x' ? 'y' : 'x';
            var changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(SecretToken.parse(changed)).as(changed).isEmpty();
        }
    }

    @Test
    void aTokenDoesNotShowItselfInALog() {
        var token = SecretToken.fresh("user");

        assertThat(token.toString()).doesNotContain(token.text().substring(20));
        assertThat(token.hash()).hasSize(64).doesNotContain(token.text());
    }

    @Test
    void aTokenSaysWhatItIsForAndCannotBeTakenForAnother() {
        var run = SecretToken.fresh("run");

        assertThat(run.text()).startsWith("fugu_run_").hasSize(9 + 32 + 6);
        assertThat(run.shown()).hasSize(9 + 6);
        assertThat(SecretToken.parse(run.text())).contains(run);
        assertThat(SecretToken.parse(run.text().replace("_run_", "_user_"))).isEmpty();
    }
}
