package org.fugu.service.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.fugu.service.problem.RequestIds;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Records who did what, from where, in which request. The service's own log has a line of it too.
@Component
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
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
        LOG.info("{} {} by {}", act.wireName(), shown(subject), userId);
        database.sql("""
                        insert into audit_log (user_id, act, subject, detail, address, request_id)
                        values (:user, :act, :subject, :detail, :address, :request)
                        """)
                .param("user", userId)
                .param("act", act.wireName())
                .param("subject", subject)
                .param("detail", detail)
                .param("address", request == null ? null : request.getRemoteAddr())
                .param("request", request == null ? null : RequestIds.of(request))
                .update();
    }

    /// Some subjects are what somebody has typed who wants a line of their own in the log.
    private static String shown(@Nullable String subject) {
        if (subject == null) return "";
        var line = CONTROL.matcher(subject).replaceAll("?");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
