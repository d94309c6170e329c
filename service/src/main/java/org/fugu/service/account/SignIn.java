package org.fugu.service.account;

import java.time.Duration;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/// Checks a name and a password, slowly and with a limit.
@Component
class SignIn {
    private static final String NOBODYS_PASSWORD = "nobody has this password";

    private final Users users;
    private final PasswordEncoder passwords;
    private final SignInAttempts attempts;
    private final AddressLimit addresses;
    private final AuditLog audit;
    private final String nobodysHash;

    SignIn(Users users, PasswordEncoder passwords, SignInAttempts attempts, AddressLimit addresses, AuditLog audit) {
        this.users = users;
        this.passwords = passwords;
        this.attempts = attempts;
        this.addresses = addresses;
        this.audit = audit;
        this.nobodysHash = String.valueOf(passwords.encode(NOBODYS_PASSWORD));
    }

    /// @throws Refusal `wrong-credentials`, the same whether the name or the password was wrong, or
    ///     `too-many-attempts`
    Account check(Credentials given, String address) {
        if (addresses.exceeded(address)) throw tooMany(Duration.ofMinutes(1));
        attempts.lockedFor(given.name()).ifPresent(left -> {
            audit.record(Act.SIGN_IN_LOCKED, null, given.name(), null);
            throw tooMany(left);
        });
        var user = users.byName(given.name());
        // An unknown name costs as much time as a known one, so that time tells nobody which it is.
        var hash = user.map(Users.Row::passwordHash).orElse(nobodysHash);
        if (!passwords.matches(given.password(), hash) || user.isEmpty()) {
            attempts.failed(given.name());
            addresses.failed(address);
            audit.record(Act.SIGN_IN_FAILED, null, given.name(), null);
            throw Refusal.of(401, "wrong-credentials", "the name or the password is wrong");
        }
        attempts.succeeded(given.name());
        var account = user.get().account();
        audit.record(Act.SIGNED_IN, account.id(), given.name(), null);
        return account;
    }

    private static Refusal tooMany(Duration left) {
        return Refusal.retryLater(
                429,
                "too-many-attempts",
                "too many sign-ins failed; try again in " + left.toSeconds() + " seconds",
                left);
    }
}
