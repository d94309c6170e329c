package org.fugu.service.webhook;

import java.time.Duration;

/// How long to wait after a failed attempt: each time longer, up to a day, and never quite as long as
/// others wait that failed at the same time.
///
/// @param first the longest that the first pause can be
record Pauses(Duration first) {
    private static final int FACTOR = 5;
    static final Duration LONGEST = Duration.ofDays(1);

    /// @param failed attempts so far, one or more
    /// @param chance from 0 up to 1
    /// @return from half of the pause to all of it
    Duration after(int failed, double chance) {
        var pause = first;
        for (int i = 1; i < failed && pause.compareTo(LONGEST) < 0; i++) pause = pause.multipliedBy(FACTOR);
        if (pause.compareTo(LONGEST) > 0) pause = LONGEST;
        return Duration.ofMillis(Math.round(pause.toMillis() * (1 + chance) / 2));
    }
}
