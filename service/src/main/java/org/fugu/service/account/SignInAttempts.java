package org.fugu.service.account;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Counts failures by name and locks a name after too many.
///
/// Five failures lock for a minute, each further one for twice as long, up to a quarter of an hour:
/// long enough to make guessing hopeless, short enough that nobody can shut another out for a day.
@Component
class SignInAttempts {
    private static final int FREE_FAILURES = 5;
    private static final Duration FIRST_LOCK = Duration.ofMinutes(1);
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(15);
    private static final int FORGET_HOURS = 24;

    private final JdbcClient database;

    SignInAttempts(JdbcClient database) {
        this.database = database;
    }

    /// How long that name is still locked.
    Optional<Duration> lockedFor(String name) {
        return database.sql("select locked_until from sign_in_failures where name = :name and locked_until > now()")
                .param("name", name)
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional()
                .map(until -> Duration.between(Instant.now(), until).plusSeconds(1));
    }

    void failed(String name) {
        var failures = database.sql("""
                        insert into sign_in_failures (name, failures) values (:name, 1)
                        on conflict (name) do update set last_at = now(), failures = 1 + case
                            when sign_in_failures.last_at < now() - make_interval(hours => :hours) then 0
                            else sign_in_failures.failures end
                        returning failures
                        """)
                .param("name", name)
                .param("hours", FORGET_HOURS)
                .query(Integer.class)
                .single();
        if (failures >= FREE_FAILURES) lock(name, lockAfter(failures));
    }

    void succeeded(String name) {
        database.sql("delete from sign_in_failures where name = :name")
                .param("name", name)
                .update();
    }

    private void lock(String name, Duration length) {
        database.sql("update sign_in_failures set locked_until = :until where name = :name")
                .param("until", Instant.now().plus(length).atOffset(ZoneOffset.UTC))
                .param("name", name)
                .update();
    }

    static Duration lockAfter(int failures) {
        var doublings = Math.min(failures - FREE_FAILURES, 10);
        var length = FIRST_LOCK.multipliedBy(1L << doublings);
        return length.compareTo(LONGEST_LOCK) > 0 ? LONGEST_LOCK : length;
    }
}
