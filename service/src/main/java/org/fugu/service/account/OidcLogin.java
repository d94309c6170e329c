package org.fugu.service.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.fugu.service.identity.IdentityProvider;
import org.fugu.service.identity.ProviderUnreachable;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/// Sign-in with OpenID Connect, where the configuration names an identity provider: the authorization code flow with
/// PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1).
///
/// Only the identity token counts, and it is kept no longer than it takes to find the user. From then on the browser
/// has a session like any other.
@Component
class OidcLogin implements ClientRegistrationRepository, JwtDecoderFactory<ClientRegistration> {
    static final String REGISTRATION = "oidc";

    private static final Logger LOG = LoggerFactory.getLogger(OidcLogin.class);
    private static final String BEGIN = "/sign-in/with";
    private static final String CALLBACK = "/sign-in/callback/";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final OidcSettings settings;
    private final OidcAdmission admission;
    private final SessionAuthenticationStrategy onSignIn;
    private final @Nullable IdentityProvider provider;
    private final @Nullable Boolean secure;

    OidcLogin(
            OidcSettings settings,
            OidcAdmission admission,
            SessionAuthenticationStrategy onSignIn,
            @Value("${server.servlet.session.cookie.secure:#{null}}") @Nullable Boolean secure) {
        this.settings = settings;
        this.admission = admission;
        this.onSignIn = onSignIn;
        this.secure = secure;
        this.provider = settings.on() ? IdentityProvider.configured(settings.issuer(), "FUGU_OIDC_ISSUER") : null;
    }

    SignInWays ways() {
        return new SignInWays(
                settings.on() ? new SignInWays.Provider(settings.label(), BEGIN + "/" + REGISTRATION) : null);
    }

    /// Adds it to what a browser may do, where it is configured.
    void configure(HttpSecurity http) {
        if (!settings.on()) return;
        http.oauth2Login(login -> {
            login.loginPage("/sign-in")
                    .clientRegistrationRepository(this)
                    .authorizedClientRepository(new NothingKept())
                    .authorizationEndpoint(begin -> begin.authorizationRequestResolver(requests())
                            .authorizationRequestRepository(new OidcCookie(this, secure)))
                    .redirectionEndpoint(end -> end.baseUri(CALLBACK + "*"))
                    .tokenEndpoint(token -> token.accessTokenResponseClient(tokenClient()))
                    .userInfoEndpoint(info ->
                            info.oidcUserService(request -> new DefaultOidcUser(List.of(), request.getIdToken())))
                    .successHandler(this::succeeded)
                    .failureHandler(this::failed);
            login.addObjectPostProcessor(new ObjectPostProcessor<OAuth2LoginAuthenticationFilter>() {
                @Override
                public <O extends OAuth2LoginAuthenticationFilter> O postProcess(O filter) {
                    // The session is ours to begin, once it is known whose it is.
                    filter.setSessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy());
                    return filter;
                }
            });
            login.addObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                @Override
                public <O extends OAuth2AuthorizationRequestRedirectFilter> O postProcess(O filter) {
                    filter.setAuthenticationFailureHandler(OidcLogin.this::failed);
                    return filter;
                }
            });
        });
    }

    private OAuth2AuthorizationRequestResolver requests() {
        var resolver = new DefaultOAuth2AuthorizationRequestResolver(this, BEGIN);
        resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        return resolver;
    }

    private static RestClientAuthorizationCodeTokenResponseClient tokenClient() {
        var http = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(PATIENCE).build());
        http.setReadTimeout(PATIENCE);
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(RestClient.builder()
                .requestFactory(http)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return client;
    }

    private IdentityProvider provider() {
        return Objects.requireNonNull(provider, "no identity provider is configured");
    }

    /// @throws ProviderUnreachable when the provider does not say what it is
    @Override
    public @Nullable ClientRegistration findByRegistrationId(String registration) {
        if (!registration.equals(REGISTRATION) || provider == null) return null;
        return ClientRegistrations.fromOidcConfiguration(provider.configuration())
                .registrationId(REGISTRATION)
                .clientId(settings.clientId())
                .clientSecret(settings.clientSecret())
                .clientName(settings.label())
                .scope(OidcScopes.OPENID, OidcScopes.PROFILE, OidcScopes.EMAIL)
                .redirectUri("{baseUrl}" + CALLBACK + "{registrationId}")
                .build();
    }

    @Override
    public JwtDecoder createDecoder(ClientRegistration registration) {
        var claims = new OidcIdTokenValidator(registration);
        claims.setClockSkew(IdentityProvider.CLOCK_SKEW);
        return provider()
                .decoder(new DelegatingOAuth2TokenValidator<>(
                        new JwtTimestampValidator(IdentityProvider.CLOCK_SKEW), claims));
    }

    private void succeeded(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        SecurityContextHolder.clearContext();
        try {
            if (!(authentication.getPrincipal() instanceof OidcUser who)) throw failure();
            var user = admission.admit(who.getIdToken());
            SessionOwner.signIn(request, user);
            onSignIn.onAuthentication(SignedIn.of(user.account()), request, response);
            response.sendRedirect(
                    "/sign-in?welcome&next=" + URLEncoder.encode(OidcCookie.next(request), StandardCharsets.UTF_8));
        } catch (Refusal refused) {
            response.sendRedirect("/sign-in?failed=" + refused.code());
        }
    }

    private static Refusal failure() {
        return Refusal.of(403, "sign-in-failed", "the identity provider did not say who you are");
    }

    private void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        SecurityContextHolder.clearContext();
        var code = failure instanceof OAuth2AuthenticationException said
                ? said.getError().getErrorCode()
                : "";
        var away = failure.getCause() instanceof ProviderUnreachable unreachable ? unreachable.getMessage() : null;
        // What the provider, or who plays it, has written gets no line of its own.
        LOG.info("A sign-in at {} failed: {}", settings.issuer(), away == null ? plain(code) : away);
        response.sendRedirect("/sign-in?failed=" + outcome(code, away != null));
    }

    private static String outcome(String code, boolean unreachable) {
        if (unreachable) return "provider-unreachable";
        return code.equals("access_denied") ? "denied" : "sign-in-failed";
    }

    private static String plain(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /// What the provider gives beside the identity token is for calling it, which nobody does here.
    private static final class NothingKept implements OAuth2AuthorizedClientRepository {
        @Override
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
                String registration, Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // Forgotten with the request.
        }

        @Override
        public void removeAuthorizedClient(
                String registration,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // There is none.
        }
    }
}
