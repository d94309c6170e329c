package org.fugu.service.audit;

import org.fugu.service.problem.RequestIds;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Records who did what, from where, in which request.
@Component
public final class AuditLog {
    private final JdbcClient database;

    AuditLog(JdbcClient database) {
        this.database = database;
    }

    /// @param userId who did it, or null when nobody is signed in
    /// @param subject what it was done to, by identifier or name
    public void record(Act act, @Nullable String userId, @Nullable String subject, @Nullable String detail) {
        var request = RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
                ? current.getRequest()
                : null;
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
}
