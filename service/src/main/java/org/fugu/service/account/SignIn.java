package org.fugu.service.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

    /// @throws Refusal `wrong-credentials`, the same whether the name or the password was wrong; `too-many-attempts`;
    ///     `user-disabled`, which only who knows the password is told
    Users.Row check(Credentials given, String from) {
        var user = attempt(given.name(), given.password(), from);
        if (user.isEmpty()) {
            audit.record(Act.SIGN_IN_FAILED, null, given.name(), null);
            throw Refusal.of(401, "wrong-credentials", "the name or the password is wrong");
        }
        var account = user.get().account();
        if (user.get().disabledAt() != null) {
            audit.record(Act.SIGN_IN_FAILED, account.id(), given.name(), "disabled");
            throw Refusal.of(403, "user-disabled", "an administrator has disabled this user");
        }
        users.noteSignedIn(account.id());
        audit.record(Act.SIGNED_IN, account.id(), given.name(), null);
        return user.get();
    }

    /// Whether that is the password of somebody who is signed in already; wrong ones count as at sign-in.
    ///
    /// @throws Refusal `too-many-attempts`
    boolean isPasswordOf(Account account, String password, String from) {
        return attempt(account.name(), password, from).isPresent();
    }

    private Optional<Users.Row> attempt(String name, String password, String from) {
        var address = SignInAddress.of(from);
        if (!addresses.begin(address)) throw tooMany(Duration.ofMinutes(1));
        attempts.begin(name, address).ifPresent(left -> {
            audit.record(Act.SIGN_IN_LOCKED, null, name, null);
            throw tooMany(left);
        });
        var user = users.byName(name).filter(SignIn::hasPassword);
        // An unknown name costs as much time as a known one, so that time tells nobody which it is.
        var hash = user.map(Users.Row::passwordHash).orElse(nobodysHash);
        if (!passwords.matches(password, hash) || user.isEmpty()) return Optional.empty();
        attempts.succeeded(name, address);
        addresses.succeeded(address);
        return user;
    }

    /// Who comes by an identity provider has none, and one that an administrator gave is good for a while only.
    private static boolean hasPassword(Users.Row user) {
        if (user.passwordHash().isEmpty()) return false;
        return user.passwordUntil() == null || user.passwordUntil().isAfter(Instant.now());
    }

    private static Refusal tooMany(Duration left) {
        return Refusal.retryLater(
                429,
                "too-many-attempts",
                "too many sign-ins failed; try again in " + left.toSeconds() + " seconds",
                left);
    }
}
