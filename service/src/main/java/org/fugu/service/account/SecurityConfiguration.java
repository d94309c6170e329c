package org.fugu.service.account;

import java.util.List;
import org.fugu.service.body.PlainText;
import org.fugu.service.problem.ProblemWriter;
import org.fugu.service.problem.Refusal;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/// Two chains: whoever sends an API key has no session and needs no CSRF token; everyone else has a
/// session cookie and needs one for every change. The framework keeps nothing in the session, and [SessionGuard] finds
/// out whose it is.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final String CONTENT_POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    @Bean
    @Order(1)
    SecurityFilterChain bearerChain(HttpSecurity http, ApiKeys keys, PipelineTrusts pipelines, ProblemWriter problems) {
        return common(http, problems)
                .securityMatcher(BearerFilter::applies)
                .csrf(csrf -> csrf.disable())
                .addFilterBefore(new BearerFilter(keys, pipelines, problems), AnonymousAuthenticationFilter.class)
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain sessionChain(
            HttpSecurity http,
            ProblemWriter problems,
            Users users,
            CsrfTokenRepository csrfTokens,
            OidcLogin provider) {
        provider.configure(http);
        return common(http, problems)
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens).csrfTokenRequestHandler(new HeaderCsrfToken()))
                .addFilterBefore(new SessionGuard(users, problems), AnonymousAuthenticationFilter.class)
                .build();
    }

    private static HttpSecurity common(HttpSecurity http, ProblemWriter problems) {
        return http.authorizeHttpRequests(SecurityConfiguration::rules)
                .securityContext(
                        context -> context.securityContextRepository(new RequestAttributeSecurityContextRepository()))
                .formLogin(form -> form.disable())
                .httpBasic(basic -> basic.disable())
                .logout(logout -> logout.disable())
                .requestCache(cache -> cache.disable())
                .exceptionHandling(failures -> failures.authenticationEntryPoint(signInFirst(problems))
                        .accessDeniedHandler(notAllowed(problems)))
                .headers(SecurityConfiguration::headers);
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests.requestMatchers("/api/v1/session", "/api/v1/session/ways").permitAll();
        // By the token of a link.
        requests.requestMatchers("/api/v1/shared/**").permitAll();
        requests.requestMatchers("/api/v1/users/me", "/api/v1/users/me/**").authenticated();
        for (var method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE)) {
            requests.requestMatchers(method, "/api/v1/machines/**").hasRole(Role.ADMIN.name());
        }
        requests.requestMatchers("/api/v1/users/**", "/api/v1/users", "/api/v1/admin/**")
                .hasRole(Role.ADMIN.name());
        requests.requestMatchers("/api/**").authenticated();
        requests.requestMatchers("/actuator/health/**").permitAll();
        // Not even from this host without a key: behind a proxy everybody seems to call from there.
        requests.requestMatchers("/actuator/**").hasRole(Role.ADMIN.name());
        requests.requestMatchers(HttpMethod.GET, "/**").permitAll();
        requests.requestMatchers(HttpMethod.HEAD, "/**").permitAll();
        requests.anyRequest().authenticated();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions ->
                        permissions.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    }

    private static AuthenticationEntryPoint signInFirst(ProblemWriter problems) {
        return (request, response, _) -> problems.write(
                Refusal.of(401, "not-signed-in", "sign in first, or send an API key"), request, response);
    }

    private static AccessDeniedHandler notAllowed(ProblemWriter problems) {
        return (request, response, denied) -> problems.write(
                denied instanceof CsrfException
                        ? Refusal.of(
                                403,
                                "csrf-token-missing",
                                "send the cookie XSRF-TOKEN's value in the header X-XSRF-TOKEN, or use an API key")
                        : Refusal.of(403, "forbidden", "only an administrator may do that"),
                request,
                response);
    }

    /// As strict as usual, and with parameters too.
    @Bean
    HttpFirewall plainTextAlone() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedParameterNames(PlainText::isPlain);
        firewall.setAllowedParameterValues(PlainText::isPlain);
        return firewall;
    }

    /// For a page of ours, which reads the cookie and sends its value back in a header.
    @Bean
    CsrfTokenRepository csrfTokens() {
        return CookieCsrfTokenRepository.withHttpOnlyFalse();
    }

    /// A new CSRF token at sign-in: what was planted before is worth nothing after.
    @Bean
    SessionAuthenticationStrategy freshCsrfToken(CsrfTokenRepository csrfTokens) {
        var freshToken = new CsrfAuthenticationStrategy(csrfTokens);
        freshToken.setRequestHandler(new HeaderCsrfToken());
        return freshToken;
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return new TurnsPasswordEncoder(Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8());
    }

    /// Keeps the framework from making a user of its own: ours are checked by [SignIn].
    @Bean
    UserDetailsService noOtherUsers() {
        return name -> {
            throw new UsernameNotFoundException(name);
        };
    }
}
