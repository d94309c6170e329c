package org.fugu.service.account;

import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Counts failures by name and address, and locks that pair after too many.
///
/// Five failures lock for a minute, each further one for twice as long, up to a quarter of an hour. Who guesses from
/// another address locks nobody out. An attempt counts as failed before the password is looked at, and only then not
/// any more: however many come at once, to however many processes, no more than five are looked at.
@Component
class SignInAttempts {
    static final int FREE_FAILURES = 5;
    private static final Duration FIRST_LOCK = Duration.ofMinutes(1);
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(15);
    private static final int FORGET_HOURS = 24;

    private final JdbcClient database;

    SignInAttempts(JdbcClient database) {
        this.database = database;
    }

    /// Begins an attempt, which counts as failed until [#succeeded].
    ///
    /// @return how long the name is still locked for that address; empty when the attempt may be made
    @Transactional
    public Optional<Duration> begin(String name, String address) {
        // The row stays locked to the end of the transaction, so the next one sees the lock that this one sets.
        var failures = database.sql("""
                        insert into sign_in_failures (name, address, failures) values (:name, :address, 1)
                        on conflict (name, address) do update set last_at = now(), failures = 1 + case
                            when sign_in_failures.last_at < now() - make_interval(hours => :hours) then 0
                            else sign_in_failures.failures end
                        where sign_in_failures.locked_until is null or sign_in_failures.locked_until <= now()
                        returning failures
                        """)
                .param("name", name)
                .param("address", address)
                .param("hours", FORGET_HOURS)
                .query(Integer.class)
                .optional();
        if (failures.isEmpty()) return Optional.of(lockedFor(name, address));
        if (failures.get() >= FREE_FAILURES) lock(name, address, lockAfter(failures.get()));
        return Optional.empty();
    }

    void succeeded(String name, String address) {
        database.sql("delete from sign_in_failures where name = :name and address = :address")
                .param("name", name)
                .param("address", address)
                .update();
    }

    private Duration lockedFor(String name, String address) {
        return database.sql("""
                        select greatest(ceil(extract(epoch from locked_until - now())), 1) from sign_in_failures
                        where name = :name and address = :address
                        """)
                .param("name", name)
                .param("address", address)
                .query(Long.class)
                .optional()
                .map(Duration::ofSeconds)
                .orElse(FIRST_LOCK);
    }

    private void lock(String name, String address, Duration length) {
        database.sql("""
                        update sign_in_failures set locked_until = now() + make_interval(secs => :seconds)
                        where name = :name and address = :address
                        """)
                .param("seconds", length.toSeconds())
                .param("name", name)
                .param("address", address)
                .update();
    }

    static Duration lockAfter(int failures) {
        var doublings = Math.min(failures - FREE_FAILURES, 10);
        var length = FIRST_LOCK.multipliedBy(1L << doublings);
        return length.compareTo(LONGEST_LOCK) > 0 ? LONGEST_LOCK : length;
    }
}
