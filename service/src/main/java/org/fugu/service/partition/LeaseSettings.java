package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.fugu.service.problem.Refusal;
import org.fugu.service.start.StartFailure;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much of a machine's time one user may take in advance.
///
/// @param longest from the beginning of a lease to its end, renewals included
/// @param ahead how far ahead a lease may begin
/// @param maxReserved leases of one user that are to begin later
/// @param maxWaiting leases of one user that wait for a place
@ConfigurationProperties("fugu.leases")
record LeaseSettings(
        @DefaultValue("24h") Duration longest,
        @DefaultValue("7d") Duration ahead,
        @DefaultValue("10") int maxReserved,
        @DefaultValue("10") int maxWaiting) {
    LeaseSettings {
        if (longest.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new StartFailure("FUGU_LEASES_LONGEST is " + longest + "; it is a minute or more", null);
        }
        if (ahead.isNegative()) {
            throw new StartFailure("FUGU_LEASES_AHEAD is " + ahead + "; it is nothing or more", null);
        }
    }

    /// @throws Refusal `lease-too-long`
    void requireNotTooLong(Duration length) {
        if (length.compareTo(longest) <= 0) return;
        throw Refusal.ofField(
                422,
                "lease-too-long",
                "/minutes",
                "a lease lasts at most " + longest.toMinutes() + " minutes from its beginning to its end");
    }

    /// Up to when a lease waits.
    ///
    /// @param until what was asked for; null for as long as it may
    /// @throws Refusal `lease-too-far-ahead`, or `invalid-body` when it is over before the lease could begin
    Instant waitsUntil(Term term, @Nullable Instant until) {
        var latest = term.now().plus(ahead.compareTo(longest) < 0 ? longest : ahead);
        if (until == null) return latest;
        if (until.isAfter(latest)) {
            throw Refusal.ofField(
                    422,
                    "lease-too-far-ahead",
                    "/waitUntil",
                    "a lease waits at most "
                            + Duration.between(term.now(), latest).toHours() + " hours");
        }
        if (until.isAfter(term.begin())) return until.truncatedTo(ChronoUnit.MICROS);
        throw Refusal.ofField(422, "invalid-body", "/waitUntil", "waitUntil must be later than the lease can begin");
    }

    /// @throws Refusal `lease-too-far-ahead`
    void requireNotTooFarAhead(Duration until) {
        if (until.compareTo(ahead) <= 0) return;
        throw Refusal.ofField(
                422, "lease-too-far-ahead", "/from", "a lease begins at most " + ahead.toHours() + " hours from now");
    }
}
