package org.fugu.service.account;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fugu.service.identity.ProviderUnreachable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/// Keeps what a sign-in at the provider has to match in the browser that began it, in a cookie that no page can read.
/// So nobody who only begins to sign in costs the database anything, and whatever process answers can end it.
final class OidcCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
    static final String NAME = "fugu-sign-in";
    static final String PATH = "/sign-in";

    private static final Duration LASTS = Duration.ofMinutes(10);
    private static final int LONGEST = 3500;
    private static final String NEXT = OidcCookie.class.getName() + ".next";

    private final ClientRegistrationRepository registrations;
    private final @Nullable Boolean secure;

    /// @param secure whether the cookie is for TLS alone; null for as the request is
    OidcCookie(ClientRegistrationRepository registrations, @Nullable Boolean secure) {
        this.registrations = registrations;
        this.secure = secure;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        var value = value(request);
        if (value == null || value.length() > LONGEST) return null;
        var parts = value.split("\\.", -1);
        if (parts.length != 5) return null;
        try {
            var texts = Arrays.stream(parts)
                    .map(part -> new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8))
                    .toList();
            request.setAttribute(NEXT, texts.get(4));
            return rebuilt(texts.get(0), texts.get(1), texts.get(2), texts.get(3));
        } catch (IllegalArgumentException | ProviderUnreachable e) {
            return null;
        }
    }

    private @Nullable OAuth2AuthorizationRequest rebuilt(String state, String nonce, String verifier, String redirect) {
        var registration = registrations.findByRegistrationId(OidcLogin.REGISTRATION);
        if (registration == null) return null;
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(Objects.requireNonNull(
                        registration.getProviderDetails().getAuthorizationUri(), "a provider has a page to sign in"))
                .clientId(registration.getClientId())
                .scopes(registration.getScopes())
                .redirectUri(redirect)
                .state(state)
                .attributes(attributes -> {
                    attributes.put(OAuth2ParameterNames.REGISTRATION_ID, OidcLogin.REGISTRATION);
                    attributes.put(OidcParameterNames.NONCE, nonce);
                    attributes.put(PkceParameterNames.CODE_VERIFIER, verifier);
                })
                .build();
    }

    @Override
    public void saveAuthorizationRequest(
            OAuth2AuthorizationRequest wanted, HttpServletRequest request, HttpServletResponse response) {
        var value = Stream.of(
                        wanted.getState(),
                        wanted.<String>getAttribute(OidcParameterNames.NONCE),
                        wanted.<String>getAttribute(PkceParameterNames.CODE_VERIFIER),
                        wanted.getRedirectUri(),
                        localPath(request.getParameter("next")))
                .map(part -> Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(String.valueOf(part).getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining("."));
        write(request, response, value, LASTS);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        var wanted = loadAuthorizationRequest(request);
        write(request, response, "", Duration.ZERO);
        return wanted;
    }

    /// Where the browser wanted to go, once the request was loaded.
    static String next(HttpServletRequest request) {
        return localPath(request.getAttribute(NEXT) instanceof String text ? text : null);
    }

    /// A path of ours, and nothing that a browser takes for another's address.
    static String localPath(@Nullable String text) {
        return text != null && text.length() <= 500 && text.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*") ? text : "/";
    }

    private static @Nullable String value(HttpServletRequest request) {
        var cookies = request.getCookies();
        if (cookies == null) return null;
        return Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(NAME))
                .map(Cookie::getValue)
                .findFirst()
                .orElse(null);
    }

    private void write(HttpServletRequest request, HttpServletResponse response, String value, Duration lasts) {
        // Lax: the provider sends the browser back here from a page of its own.
        var cookie = ResponseCookie.from(NAME, value)
                .path(PATH)
                .httpOnly(true)
                .sameSite("Lax")
                .secure(secure == null ? request.isSecure() : secure)
                .maxAge(lasts)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
