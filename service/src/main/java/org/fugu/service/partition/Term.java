package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// When a lease begins and ends.
///
/// @param now when it is asked for
/// @param begin not before now
record Term(Instant now, Instant begin, Duration length) {
    static Term fromNow(Duration length) {
        return from(null, length);
    }

    /// @param begin null, or in the past, for now
    static Term from(@Nullable Instant begin, Duration length) {
        // As exact as the database keeps it, so that one lease begins where another ends.
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var later = begin == null ? now : begin.truncatedTo(ChronoUnit.MICROS);
        return new Term(now, later.isBefore(now) ? now : later, length);
    }

    /// The same, asked for now: its time may have come while somebody waited for a turn.
    Term again() {
        return from(begin, length);
    }

    Instant end() {
        return begin.plus(length);
    }

    boolean isLater() {
        return begin.isAfter(now);
    }
}
