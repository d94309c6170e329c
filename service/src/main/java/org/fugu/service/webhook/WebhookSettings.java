package org.fugu.service.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.fugu.service.start.StartFailure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whether webhooks are delivered, and to where.
///
/// @param delivery `off`; `https`; or `http`, which permits both
/// @param ports that may be called
/// @param retryAfter how long the first pause after a failure is; each further one is longer
@ConfigurationProperties("fugu.webhooks")
record WebhookSettings(
        @DefaultValue("off") String delivery,
        @DefaultValue("443") Set<Integer> ports,
        @DefaultValue("10s") Duration retryAfter) {
    private static final String OFF = "off";
    private static final String SECURE = "https";
    private static final String PLAIN = "http";
    private static final Set<String> DELIVERIES = Set.of(OFF, SECURE, PLAIN);
    private static final int SECURE_PORT = 443;
    private static final int PLAIN_PORT = 80;
    private static final int MOST_PORT = 65_535;

    WebhookSettings {
        ports = Set.copyOf(ports);
        if (!DELIVERIES.contains(delivery)) {
            throw new StartFailure("FUGU_WEBHOOKS is '" + delivery + "'; it is one of off, https and http", null);
        }
        for (int port : ports) {
            if (port < 1 || port > MOST_PORT) {
                throw new StartFailure(
                        "FUGU_WEBHOOKS_PORTS has " + port + "; a port is a number from 1 to " + MOST_PORT, null);
            }
        }
        if (retryAfter.isNegative() || retryAfter.isZero()) {
            throw new StartFailure("FUGU_WEBHOOKS_RETRY_AFTER is " + retryAfter + "; it is more than nothing", null);
        }
    }

    boolean on() {
        return !delivery.equals(OFF);
    }

    /// Whether the address has a scheme and a port that may be called.
    boolean permit(URI address) {
        var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals(SECURE) && !(scheme.equals(PLAIN) && delivery.equals(PLAIN))) return false;
        int port = address.getPort();
        return ports.contains(port == -1 ? (scheme.equals(SECURE) ? SECURE_PORT : PLAIN_PORT) : port);
    }

    /// As in `https, port 443`.
    String permitted() {
        var schemes = delivery.equals(PLAIN) ? "http and https" : SECURE;
        var listed = ports.stream().sorted().map(String::valueOf).toList();
        return schemes + ", " + (listed.size() == 1 ? "port " : "ports ") + String.join(", ", listed);
    }
}
