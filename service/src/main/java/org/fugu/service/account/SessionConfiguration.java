package org.fugu.service.account;

import jakarta.servlet.DispatcherType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Sessions of browsers are in the database: they survive a restart, and all processes share them. Whoever sends an
/// API key asks for none.
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {
    /// That a session is used is written down once a minute, and not at each request.
    private static final String NOTE_USE = """
        update web_sessions s
        set session_id = n.id, last_access_time = n.seen, max_inactive_interval = n.idle,
            expiry_time = n.expires, principal_name = n.name
        from (values (?, ?::bigint, ?::integer, ?::bigint, ?::text, ?)) n (id, seen, idle, expires, name, key)
        where s.primary_id = n.key and (s.session_id <> n.id or n.seen >= s.last_access_time + 60000)
        """;

    /// What is stored in another form than ours is read as this.
    private static final String NOBODYS = "";

    @Bean
    SessionSecrets sessionSecrets(
            @Value("${server.servlet.session.cookie.name}") String name,
            @Value("${server.servlet.session.cookie.same-site}") String sameSite,
            @Value("${server.servlet.session.cookie.secure:#{null}}") @Nullable Boolean secure) {
        var cookies = new DefaultCookieSerializer();
        cookies.setCookieName(name);
        cookies.setCookiePath("/");
        cookies.setUseHttpOnlyCookie(true);
        cookies.setUseBase64Encoding(false);
        cookies.setSameSite(Character.toUpperCase(sameSite.charAt(0)) + sameSite.substring(1));
        // Else as the request is.
        if (secure != null) cookies.setUseSecureCookie(secure);
        return new SessionSecrets(cookies);
    }

    @Bean
    JdbcIndexedSessionRepository sessions(
            JdbcOperations database,
            PlatformTransactionManager transactions,
            SessionSecrets secrets,
            @Value("${server.servlet.session.timeout}") Duration idle) {
        var ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        var sessions = new JdbcIndexedSessionRepository(database, ownTransaction);
        sessions.setTableName("web_sessions");
        sessions.setUpdateSessionQuery(NOTE_USE);
        sessions.setDefaultMaxInactiveInterval(idle);
        sessions.setSessionIdGenerator(secrets);
        sessions.setConversionService(ownersAlone());
        // Those that are over are removed with all else that is over its time.
        sessions.setCleanupCron(Scheduled.CRON_DISABLED);
        return sessions;
    }

    /// No object is made of what is stored but a [SessionOwner].
    private static ConversionService ownersAlone() {
        var conversion = new GenericConversionService();
        conversion.addConverter(Object.class, byte[].class, held -> ((SessionOwner) held).stored());
        conversion.addConverter(
                byte[].class,
                Object.class,
                stored -> SessionOwner.read(stored).<Object>map(owner -> owner).orElse(NOBODYS));
        return conversion;
    }

    @Bean
    <S extends Session> FilterRegistrationBean<SessionRepositoryFilter<S>> sessionFilter(
            SessionRepository<S> sessions, SessionSecrets secrets) {
        var resolver = new CookieHttpSessionIdResolver();
        resolver.setCookieSerializer(secrets);
        var filter = new SessionRepositoryFilter<>(sessions);
        filter.setHttpSessionIdResolver(resolver);
        var registration = new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        registration.setOrder(SessionRepositoryFilter.DEFAULT_ORDER);
        return registration;
    }
}
