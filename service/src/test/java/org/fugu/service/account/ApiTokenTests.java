package org.fugu.service.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiTokenTests {
    @Test
    void aFreshTokenIsRecognisedAndNoTwoAreAlike() {
        var token = ApiToken.fresh();

        assertThat(ApiToken.parse(token.text())).contains(token);
        assertThat(token.text()).startsWith("fugu_user_").hasSize(10 + 32 + 6);
        assertThat(ApiToken.fresh()).isNotEqualTo(token);
    }

    @Test
    void aTokenWithAnyLetterChangedIsNotOne() {
        var text = ApiToken.fresh().text();
        for (int i = ApiToken.PREFIX.length(); i < text.length(); i++) {
            var other = text.charAt(i) == 'x' ? 'y' : 'x';
            var changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(ApiToken.parse(changed)).as(changed).isEmpty();
        }
    }

    @Test
    void aTokenDoesNotShowItselfInALog() {
        var token = ApiToken.fresh();

        assertThat(token.toString()).doesNotContain(token.text().substring(20));
        assertThat(token.hash()).hasSize(64).doesNotContain(token.text());
    }
}
