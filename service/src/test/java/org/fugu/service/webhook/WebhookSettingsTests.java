package org.fugu.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.fugu.service.start.StartFailure;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class WebhookSettingsTests {
    private static WebhookSettings settings(String delivery, Integer... ports) {
        return new WebhookSettings(delivery, Set.of(ports), Duration.ofSeconds(1));
    }

    private static boolean permits(WebhookSettings settings, String address) {
        return settings.permit(URI.create(address));
    }

    @Test
    void theVariablesAreRead() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("yaml", Map.of("fugu.webhooks.delivery", "${FUGU_WEBHOOKS:off}")));
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment",
                        Map.of(
                                "FUGU_WEBHOOKS", "http",
                                "FUGU_WEBHOOKS_PORTS", "443,8443",
                                "FUGU_WEBHOOKS_RETRY_AFTER", "5s")));
        ConfigurationPropertySources.attach(environment);

        assertThat(Binder.get(environment)
                        .bind("fugu.webhooks", WebhookSettings.class)
                        .get())
                .isEqualTo(new WebhookSettings("http", Set.of(443, 8443), Duration.ofSeconds(5)));
    }

    @Test
    void onlyHttpsAtItsPortIsCalledUnlessMoreIsConfigured() {
        var usual = settings("https", 443);
        assertThat(permits(usual, "https://example.org/hook")).isTrue();
        assertThat(permits(usual, "HTTPS://example.org:443/hook")).isTrue();
        assertThat(permits(usual, "https://example.org:8443/hook")).isFalse();
        assertThat(permits(usual, "http://example.org:443/hook")).isFalse();
        assertThat(permits(usual, "ftp://example.org:443/hook")).isFalse();
        assertThat(permits(usual, "//example.org:443/hook")).isFalse();
        assertThat(permits(settings("https", 8443), "https://example.org:8443/"))
                .isTrue();
        assertThat(permits(settings("http", 443), "http://example.org/")).isFalse();
        assertThat(permits(settings("http", 80), "http://example.org/")).isTrue();
        assertThat(settings("http", 443, 80).permitted()).isEqualTo("http and https, ports 80, 443");
    }

    @Test
    void aWrongSettingIsSaidAtTheStart() {
        assertThatThrownBy(() -> settings("on", 443))
                .isInstanceOf(StartFailure.class)
                .hasMessage("FUGU_WEBHOOKS is 'on'; it is one of off, https and http");
        assertThatThrownBy(() -> settings("https", 0)).hasMessageContaining("FUGU_WEBHOOKS_PORTS has 0");
        assertThatThrownBy(() -> new WebhookSettings("off", Set.of(443), Duration.ZERO))
                .hasMessageContaining("FUGU_WEBHOOKS_RETRY_AFTER");
    }
}
