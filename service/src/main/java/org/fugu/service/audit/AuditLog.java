package org.fugu.service.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fugu.service.problem.RequestIds;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Records who did what, from where, in which request. The service's own log has a line of it too, once
/// it is stored.
@Component
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final Pattern ODD = Pattern.compile("[\\p{Cntrl}\"]");
    private static final int LONGEST = 100;

    private final JdbcClient database;

    AuditLog(JdbcClient database) {
        this.database = database;
    }

    /// @param userId who did it, or null when nobody is signed in
    /// @param subject what it was done to, by identifier or name
    public void record(Act act, @Nullable String userId, @Nullable String subject, @Nullable String detail) {
        record(act, userId, subject, detail, request());
    }

    /// Records what the service did for somebody in a moment of its own, which may be another one's request.
    ///
    /// @param userId whose thing it is
    public void recordOfService(Act act, String userId, String subject, @Nullable String detail) {
        record(act, userId, subject, detail, null);
    }

    private static @Nullable HttpServletRequest request() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
                ? current.getRequest()
                : null;
    }

    private void record(
            Act act,
            @Nullable String userId,
            @Nullable String subject,
            @Nullable String detail,
            @Nullable HttpServletRequest request) {
        var name = database.sql("""
                        insert into audit_log (user_id, act, subject, detail, address, request_id)
                        values (:user, :act, :subject, :detail, :address, :request)
                        returning (select name from users u where u.id = audit_log.user_id)
                        """)
                .param("user", userId)
                .param("act", act.wireName())
                .param("subject", subject)
                .param("detail", detail)
                .param("address", request == null ? null : request.getRemoteAddr())
                .param("request", request == null ? null : RequestIds.of(request))
                .query((row, _) -> Optional.ofNullable(row.getString(1)))
                .single();
        var line = LOG.atInfo();
        line = with(line, "userName", name.orElse(null));
        line = with(line, "userId", userId);
        line = with(line, "detail", detail);
        line = with(line, "clientAddress", request == null ? null : request.getRemoteAddr());
        tell(line, act.wireName() + (subject == null ? "" : " " + shown(subject)));
    }

    /// Tells it once it is so: what is rolled back did not happen.
    private static void tell(LoggingEventBuilder line, String what) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            line.log(what);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                line.log(what);
            }
        });
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String key, @Nullable String value) {
        return value == null ? line : line.addKeyValue(key, shown(value));
    }

    /// Some subjects are what somebody has typed who wants a line of their own in the log, or a field of their own.
    private static String shown(String text) {
        var line = ODD.matcher(text).replaceAll("?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
