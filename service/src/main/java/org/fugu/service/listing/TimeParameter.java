package org.fugu.service.listing;

import java.time.DateTimeException;
import java.time.Instant;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

/// A time in a query.
public final class TimeParameter {
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private TimeParameter() {}

    /// @param name of the parameter
    /// @throws Refusal `bad-parameter`
    public static @Nullable Instant read(String name, @Nullable String text) {
        if (text == null) return null;
        try {
            var time = Instant.parse(text);
            if (!time.isBefore(FIRST) && time.isBefore(LAST)) return time;
        } catch (DateTimeException e) {
            // Answered below, like a time of which there is nothing.
        }
        throw Refusal.of(400, "bad-parameter", name + " is no time as in 2026-01-31T12:00:00Z");
    }
}
