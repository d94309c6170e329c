package org.fugu.service.account;

import java.security.SecureRandom;
import java.util.Base64;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.fugu.service.start.StartFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Makes the user `admin` when there is no user at all. There is no default password.
@Component
@Order(0)
final class FirstAdministrator implements ApplicationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(FirstAdministrator.class);
    private static final String NAME = "admin";

    private final Users users;
    private final AuditLog audit;
    private final String given;

    FirstAdministrator(Users users, AuditLog audit, @Value("${fugu.admin-password:}") String given) {
        this.users = users;
        this.audit = audit;
        this.given = given;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (!users.isEmpty()) return;
        if (!given.isEmpty() && given.length() < NewUser.SHORTEST_PASSWORD) {
            throw new StartFailure(
                    "FUGU_ADMIN_PASSWORD is too short: it needs " + NewUser.SHORTEST_PASSWORD + " characters", null);
        }
        var password = given.isEmpty() ? generated() : given;
        try {
            var made = users.add(NAME, password, Role.ADMIN);
            audit.record(Act.USER_MADE, null, made.account().id(), "first administrator");
        } catch (Refusal anotherProcessWasFirst) {
            return;
        }
        if (given.isEmpty()) {
            LOG.info("First start: sign in as '{}' with the password {} (it is shown only now)", NAME, password);
        } else {
            LOG.info("First start: sign in as '{}' with the password from FUGU_ADMIN_PASSWORD", NAME);
        }
    }

    private static String generated() {
        var bytes = new byte[15];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
