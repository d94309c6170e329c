package org.fugu.service.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/// A real identity provider on this host: Spring Authorization Server, with users of its own and a page to sign in.
final class TestIdentityProvider implements AutoCloseable {
    static final String CLIENT = "fugu";
    static final String SECRET = "the secret of fugu";
    static final String PASSWORD = "a password at the provider";

    private final AnnotationConfigServletWebServerApplicationContext context;
    private final String issuer;

    private TestIdentityProvider(AnnotationConfigServletWebServerApplicationContext context, String issuer) {
        this.context = context;
        this.issuer = issuer;
    }

    static TestIdentityProvider start() {
        int port = freePort();
        var issuer = "http://127.0.0.1:" + port;
        var context = new AnnotationConfigServletWebServerApplicationContext();
        context.registerBean(TomcatServletWebServerFactory.class, () -> {
            var server = new TomcatServletWebServerFactory(port);
            // So that its cookie and the service's do not meet: a browser does not tell ports apart.
            server.getSettings().getSession().getCookie().setName("PROVIDER");
            return server;
        });
        context.registerBean(
                AuthorizationServerSettings.class,
                () -> AuthorizationServerSettings.builder().issuer(issuer).build());
        context.register(Server.class);
        context.refresh();
        return new TestIdentityProvider(context, issuer);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A token as a CI gives its jobs, of now and for ten minutes, unless the claims say otherwise.
    String token(Map<String, Object> claims) {
        var encoder = new NimbusJwtEncoder(context.getBean("keys", JWKSource.class));
        return signed(encoder, claims);
    }

    /// The same, with a key that is not the provider's.
    String forged(Map<String, Object> claims) {
        try {
            return signed(new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(Server.key()))), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(NimbusJwtEncoder encoder, Map<String, Object> claims) {
        var now = Instant.now();
        var set = JwtClaimsSet.builder().issuer(issuer).issuedAt(now).expiresAt(now.plusSeconds(600));
        set.claims(all -> all.putAll(claims));
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(SignatureAlgorithm.RS256).build(), set.build()))
                .getTokenValue();
    }

    String issuer() {
        return issuer;
    }

    /// What the service is started with to take people from here.
    String[] settings(String... more) {
        var settings = new ArrayList<>(List.of(
                "--fugu.oidc.issuer=" + issuer,
                "--fugu.oidc.client-id=" + CLIENT,
                "--fugu.oidc.client-secret=" + SECRET));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    @Override
    public void close() {
        context.close();
    }

    @EnableWebSecurity
    static class Server {
        @Bean
        FilterRegistrationBean<DelegatingFilterProxy> security(WebApplicationContext web) {
            return new FilterRegistrationBean<>(new DelegatingFilterProxy("springSecurityFilterChain", web));
        }

        /// Without any servlet the container asks no filter.
        @Bean
        ServletRegistrationBean<HttpServlet> nothingElse() {
            return new ServletRegistrationBean<>(new HttpServlet() {}, "/");
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) {
            return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .formLogin(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService people() {
            return new InMemoryUserDetailsManager(List.of("ada", "ben", "admin", "mallory").stream()
                    .map(name -> User.withUsername(name)
                            .password("{noop}" + PASSWORD)
                            .roles("USER")
                            .build())
                    .toList());
        }

        @Bean
        RegisteredClientRepository clients() {
            return new InMemoryRegisteredClientRepository(RegisteredClient.withId(CLIENT)
                    .clientId(CLIENT)
                    .clientSecret("{noop}" + SECRET)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUris(uris -> uris.add("http://127.0.0.1/sign-in/callback/oidc"))
                    .scopes(scopes -> scopes.addAll(List.of("openid", "profile", "email")))
                    .clientSettings(
                            ClientSettings.builder().requireProofKey(true).build())
                    .build());
        }

        @Bean
        JWKSource<SecurityContext> keys() throws JOSEException {
            return new ImmutableJWKSet<>(new JWKSet(key()));
        }

        static RSAKey key() throws JOSEException {
            return new RSAKeyGenerator(2048)
                    .keyID("one")
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        }

        @Bean
        JwtDecoder decoder(JWKSource<SecurityContext> keys) {
            return NimbusJwtDecoder.withJwkSource(keys).build();
        }

        /// As other providers do: an identifier that is no name, and what people are called beside it.
        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> claims() {
            return token -> {
                if (!token.getTokenType().getValue().equals(OidcParameterNames.ID_TOKEN)) return;
                var name = Objects.requireNonNull(token.<Authentication>getPrincipal())
                        .getName();
                token.getClaims()
                        .subject("sub-" + name)
                        .claim("preferred_username", name)
                        .claim("email", name + (name.equals("mallory") ? "@elsewhere.example" : "@fugu.example"))
                        .claim("email_verified", !name.equals("ben"));
            };
        }
    }
}
