package org.fugu.service.webhook;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Posts to addresses that others have chosen. Whatever answers there, an attempt ends in bounded time
/// and memory, follows nothing, and keeps nothing but the status.
final class WebhookClient implements AutoCloseable {
    private static final Timeout SILENCE = Timeout.ofSeconds(10);
    /// Of one answer; the rest is not waited for.
    private static final int READ_AT_MOST = 4096;

    private static final String TOO_LATE = "it did not answer in time";
    private static final int LONGEST_LINE = 8192;
    private static final int MOST_HEADERS = 100;
    private static final int CONNECTIONS = 64;

    private final CloseableHttpClient client;
    private final Duration longest;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("webhook-clock").factory());

    /// @param longest after which an attempt is given up
    WebhookClient(DnsResolver names, AddressPolicy policy, Duration longest) {
        this.longest = longest;
        var http = Http1Config.custom()
                .setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .setMaxEmptyLineCount(1)
                .build();
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new CheckedNames(names, policy))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(SILENCE)
                        .setSocketTimeout(SILENCE)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(SILENCE).build())
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(SILENCE)
                        .setResponseTimeout(SILENCE)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                // Never by a proxy, which would look the name up again.
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                // Each attempt looks for itself to whom it is connected.
                .setConnectionReuseStrategy((_, _, _) -> false)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Fugu-Webhook/1")
                .build();
    }

    /// How an attempt ended.
    ///
    /// @param status what was answered, or null when nothing was
    /// @param error why it failed, in words that tell nothing of this host's network; null if it did not
    /// @param pause how long the receiver asked to wait, or null
    record Answer(
            @Nullable Integer status,
            @Nullable String error,
            @Nullable Duration pause) {
        private static final int GONE = 410;

        boolean delivered() {
            return error == null;
        }

        /// Whether the receiver wants no more of it.
        boolean isFinal() {
            return status != null && status == GONE;
        }
    }

    /// @param message its identifier
    Answer post(URI address, String message, WebhookSecret secret, byte[] body) {
        var now = Instant.now();
        var request = new HttpPost(address);
        request.setHeader("webhook-id", message);
        request.setHeader("webhook-timestamp", now.getEpochSecond());
        request.setHeader("webhook-signature", secret.signature(message, now, body));
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        // However slowly somebody answers, byte by byte: the limits above are those of silence.
        var late = new AtomicBoolean();
        Runnable giveUp = () -> {
            late.set(true);
            request.abort();
        };
        var end = clock.schedule(giveUp, longest.toMillis(), TimeUnit.MILLISECONDS);
        try {
            var response = client.executeOpen(null, request, null);
            var answer = answer(response);
            drain(response);
            // What is left is not read: closing alone would read all of it.
            request.abort();
            Closer.closeQuietly(response);
            return answer;
        } catch (IOException e) {
            return new Answer(null, late.get() ? TOO_LATE : sentence(e), null);
        } finally {
            end.cancel(false);
        }
    }

    private static Answer answer(ClassicHttpResponse response) {
        int status = response.getCode();
        return new Answer(status, status / 100 == 2 ? null : "it answered " + status, askedPause(response));
    }

    private static @Nullable Duration askedPause(ClassicHttpResponse response) {
        var header = response.getFirstHeader("Retry-After");
        if (header == null || !header.getValue().matches("[0-9]{1,6}")) return null;
        return Duration.ofSeconds(Integer.parseInt(header.getValue()));
    }

    /// Lets a receiver that answers in a few words end as it would; the status has come already.
    private static void drain(ClassicHttpResponse response) {
        var entity = response.getEntity();
        if (entity == null) return;
        try {
            entity.getContent().readNBytes(READ_AT_MOST);
        } catch (IOException e) {
            // Nobody needs the rest.
        }
    }

    private static String sentence(IOException failure) {
        return switch (failure) {
            case CheckedNames.Refused _ -> "its address is none that may be called from here";
            case UnknownHostException _ -> "its name has no address";
            case InterruptedIOException _ -> TOO_LATE;
            case ConnectException _ -> "nothing can be connected to there";
            case NoRouteToHostException _ -> "nothing can be connected to there";
            case SSLException _ -> "no secure connection could be made";
            default -> "the connection broke, or the answer was none of HTTP";
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }
}
