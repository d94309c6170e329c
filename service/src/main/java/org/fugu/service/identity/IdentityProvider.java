package org.fugu.service.identity;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.fugu.service.start.StartFailure;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// An identity provider as it describes itself at `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0).
///
/// It is asked when it is first needed, so that the service starts without it; what it said counts for an hour. While
/// it does not answer, it is asked again once in ten seconds, by one caller.
public final class IdentityProvider {
    /// How far clocks may differ.
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private static final Duration KNOWN_FOR = Duration.ofHours(1);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(10);
    /// Keys are fetched again for a key that nobody knows, but not more often.
    private static final long KEYS_APART_MILLIS = 30_000;

    private static final Duration KEYS_OUTLIVE_AN_OUTAGE = Duration.ofHours(4);
    private static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final JsonMapper JSON = new JsonMapper();

    private final String issuer;
    private final ProviderClient client = new ProviderClient();

    private @Nullable Description description;
    private @Nullable ProviderUnreachable failure;
    private Instant askAgain = Instant.MIN;

    private record Description(Map<String, Object> configuration, JWKSource<SecurityContext> keys) {}

    private IdentityProvider(String issuer) {
        this.issuer = issuer;
    }

    /// @param issuer as the tokens have it
    /// @param variable that it comes from
    /// @throws StartFailure when it is no address that may be asked
    public static IdentityProvider configured(String issuer, String variable) {
        if (!isSafe(issuer) || issuer.contains("?") || issuer.contains("#")) {
            throw new StartFailure(
                    variable + " is '" + issuer + "'; an issuer is written as in https://login.example.org", null);
        }
        return new IdentityProvider(issuer);
    }

    /// What is said over a network is protected by TLS; on this host it needs none.
    private static boolean isSafe(String address) {
        try {
            var uri = URI.create(address);
            var host = uri.getHost();
            if (host == null || uri.getUserInfo() != null) return false;
            return "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOCAL.contains(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public String issuer() {
        return issuer;
    }

    /// What it says of itself.
    ///
    /// @throws ProviderUnreachable when it does not
    public Map<String, Object> configuration() {
        return description().configuration();
    }

    /// Checks signatures with its keys, and that a token is its own and of this time.
    ///
    /// @param validator of all else
    /// @throws ProviderUnreachable when it does not say where its keys are
    public NimbusJwtDecoder decoder(OAuth2TokenValidator<Jwt> validator) {
        var decoder = NimbusJwtDecoder.withJwkSource(description().keys())
                .jwsAlgorithms(algorithms -> algorithms.addAll(Set.of(
                        SignatureAlgorithm.RS256,
                        SignatureAlgorithm.PS256,
                        SignatureAlgorithm.ES256,
                        SignatureAlgorithm.ES384)))
                .build();
        decoder.setJwtValidator(validator);
        return decoder;
    }

    private synchronized Description description() {
        var now = Instant.now();
        if (now.isAfter(askAgain)) {
            try {
                description = ask();
                failure = null;
                askAgain = now.plus(KNOWN_FOR);
            } catch (ProviderUnreachable e) {
                failure = e;
                askAgain = Instant.now().plus(ASK_AGAIN_AFTER);
            }
        }
        // What it once said it most likely still says.
        if (description != null) return description;
        if (failure != null) throw failure;
        throw new IllegalStateException("it has been asked");
    }

    private Description ask() {
        var configuration = fetch(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration");
        if (!issuer.equals(configuration.get("issuer"))) {
            throw new ProviderUnreachable(issuer, "it calls itself " + configuration.get("issuer"), null);
        }
        if (!(configuration.get("jwks_uri") instanceof String keys) || !isSafe(keys)) {
            throw new ProviderUnreachable(issuer, "it does not say where its keys are", null);
        }
        try {
            return new Description(
                    configuration,
                    JWKSourceBuilder.create(URI.create(keys).toURL(), client)
                            .refreshAheadCache(false)
                            .rateLimited(KEYS_APART_MILLIS)
                            .outageTolerant(KEYS_OUTLIVE_AN_OUTAGE.toMillis())
                            .build());
        } catch (MalformedURLException e) {
            throw new ProviderUnreachable(issuer, "it does not say where its keys are", e);
        }
    }

    private Map<String, Object> fetch(String address) {
        try {
            var answer = client.retrieveResource(URI.create(address).toURL());
            return JSON.readValue(answer.getContent(), new TypeReference<Map<String, Object>>() {});
        } catch (IOException | JacksonException e) {
            throw new ProviderUnreachable(issuer, String.valueOf(e.getMessage()), e);
        }
    }
}
