package org.fugu.service.account;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.stereotype.Component;

/// Finds the user of somebody whom the identity provider vouches for, by issuer and subject and by nothing else: names
/// and addresses change hands.
@Component
class OidcAdmission {
    private static final Pattern NO_NAME = Pattern.compile("[^a-z0-9._-]+");
    private static final int MOST_NAMES = 50;
    private static final int LONGEST_NAME = 32;

    private final Users users;
    private final OidcSettings settings;
    private final AuditLog audit;

    OidcAdmission(Users users, OidcSettings settings, AuditLog audit) {
        this.users = users;
        this.settings = settings;
        this.audit = audit;
    }

    /// @param token whose signature, issuer, audience, times and nonce have been checked
    /// @throws Refusal `not-linked`, `domain-not-allowed`, `user-disabled`
    Users.Row admit(OidcIdToken token) {
        var subject = Objects.requireNonNull(token.getSubject(), "an identity token has a subject");
        var identity = new LinkedIdentity(settings.issuer(), subject);
        var known = users.byIdentity(identity);
        var user = known.isPresent() ? known.get() : firstTime(identity, token);
        if (user.disabledAt() != null) {
            audit.record(Act.SIGN_IN_FAILED, user.account().id(), user.account().name(), "disabled");
            throw Refusal.of(403, "user-disabled", "an administrator has disabled this user");
        }
        users.noteSignedIn(user.account().id());
        audit.record(Act.SIGNED_IN, user.account().id(), user.account().name(), "by " + settings.issuer());
        return user;
    }

    private Users.Row firstTime(LinkedIdentity identity, OidcIdToken token) {
        if (!settings.createsUsers()) {
            throw refused(identity, "not-linked", "no user here is linked with you; an administrator can do that");
        }
        if (!settings.domains().isEmpty() && !settings.domains().contains(domain(token))) {
            throw refused(
                    identity, "domain-not-allowed", "your verified e-mail address is not of a domain that may come in");
        }
        var wanted = name(token);
        for (int i = 1; i <= MOST_NAMES; i++) {
            try {
                var made = users.add(numbered(wanted, i), identity);
                audit.record(
                        Act.USER_MADE,
                        made.account().id(),
                        made.account().id(),
                        made.account().name() + " of " + identity);
                return made;
            } catch (DuplicateKeyException taken) {
                // The name is somebody else's; or the same person came in twice at once, and the other was faster.
                var other = users.byIdentity(identity);
                if (other.isPresent()) return other.get();
            }
        }
        throw refused(identity, "name-taken", "all names like " + wanted + " are taken");
    }

    private Refusal refused(LinkedIdentity identity, String code, String detail) {
        // By this an administrator knows whom to link.
        audit.record(Act.SIGN_IN_FAILED, null, identity.subject(), code + " at " + identity.issuer());
        return Refusal.of(403, code, detail);
    }

    private static String domain(OidcIdToken token) {
        var address = token.getEmail();
        if (address == null || !Boolean.TRUE.equals(token.getEmailVerified())) return "";
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /// What the provider calls them, as far as it can be a name here.
    static String name(OidcIdToken token) {
        return Optional.ofNullable(token.getPreferredUsername())
                .or(() -> Optional.ofNullable(token.getEmail()))
                .map(OidcAdmission::plain)
                .filter(name -> name.matches(User.NAME_FORM))
                .orElse("user");
    }

    private static String plain(@Nullable String text) {
        var local = String.valueOf(text).toLowerCase(Locale.ROOT);
        if (local.indexOf('@') > 0) local = local.substring(0, local.indexOf('@'));
        var plain = NO_NAME.matcher(local).replaceAll("-").replaceAll("^[^a-z]+", "");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
    }

    private static String numbered(String name, int number) {
        if (number == 1) return name;
        var suffix = "-" + number;
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length())) + suffix;
    }
}
