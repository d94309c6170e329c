package org.fugu.service.account;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.document.IfMatch;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What administrators do with users. What becomes of a user's things the caller sees to.
@Component
public class UserAdministration {
    /// How long a password of an administrator's making is good.
    static final Duration PASSWORD_LASTS = Duration.ofDays(1);

    /// Letters and digits that nobody takes for others.
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_LETTERS = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// A user, and the version that a change has to name.
    public record Seen(UserDetail user, String etag) {}

    private final Users users;
    private final ApiKeys keys;
    private final AuditLog audit;

    UserAdministration(Users users, ApiKeys keys, AuditLog audit) {
        this.users = users;
        this.keys = keys;
        this.audit = audit;
    }

    /// @throws Refusal 404
    public Seen see(String id) {
        var row = users.required(id);
        return new Seen(row.detail(), "\"" + row.revision() + "\"");
    }

    /// @param match the header `If-Match`, or null
    /// @throws Refusal 404, 412, 428, `last-administrator`
    @Transactional
    public Seen change(Account administrator, String id, @Nullable String match, UserChange wanted) {
        var before = see(id);
        IfMatch.require(match, before.etag(), "user", "/api/v1/users/" + id);
        users.change(id, wanted.role(), wanted.disabled());
        audit.record(
                Act.USER_CHANGED,
                administrator.id(),
                id,
                before.user().name() + " " + wanted.role().wireName() + (wanted.disabled() ? " disabled" : ""));
        return see(id);
    }

    /// Ends the user's sessions, and has them choose a password of their own at the next sign-in.
    ///
    /// @param revokeKeys whether their API keys are revoked too
    /// @throws Refusal 404
    public TemporaryPassword resetPassword(Account administrator, String id, boolean revokeKeys) {
        var until = Instant.now().plus(PASSWORD_LASTS);
        var password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LETTERS; i++) password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        users.setPassword(id, password.toString(), until);
        var revoked = revokeKeys ? keys.revokeAll(id) : 0;
        audit.record(Act.PASSWORD_RESET, administrator.id(), id, revoked > 0 ? revoked + " keys revoked" : null);
        return new TemporaryPassword(password.toString(), until);
    }
}
