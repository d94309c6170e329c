package org.fugu.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSecretTests {
    /// The example that the specification's own libraries are tested with.
    private static final WebhookSecret PUBLISHED = new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static final String MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant TIME = Instant.ofEpochSecond(1614265330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    @Test
    void aSignatureIsThePublishedOne() {
        assertThat(PUBLISHED.signature(MESSAGE, TIME, BODY))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aSignatureIsOfIdentifierAndTimeToo() {
        var signed = PUBLISHED.signature(MESSAGE, TIME, BODY);

        assertThat(PUBLISHED.signature("msg_other", TIME, BODY)).isNotEqualTo(signed);
        assertThat(PUBLISHED.signature(MESSAGE, TIME.plusSeconds(1), BODY)).isNotEqualTo(signed);
        assertThat(PUBLISHED.signature(MESSAGE, TIME.plusNanos(1), BODY)).isEqualTo(signed);
    }

    @Test
    void aSecretHas256BitsAndEachIsAnother() {
        var one = WebhookSecret.fresh();

        assertThat(one.text()).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(one.text().substring("whsec_".length())))
                .hasSize(32);
        assertThat(WebhookSecret.fresh()).isNotEqualTo(one);
        assertThat(one.toString()).doesNotContain(one.text().substring("whsec_".length()));
    }
}
