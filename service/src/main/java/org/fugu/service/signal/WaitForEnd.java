package org.fugu.service.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Has a request wait for the end of something, as its header `Prefer` wants.
@Component
public class WaitForEnd {
    private static final Pattern WAIT = Pattern.compile("wait=([0-9]{1,4})");

    private final SignalListener signals;

    WaitForEnd(SignalListener signals) {
        this.signals = signals;
    }

    /// What it is when it has ended, or when the time is over.
    ///
    /// @param id of what happens
    /// @param prefer the header, or null
    /// @param longest that is waited, in seconds
    /// @param look finds out what it is now
    public <T> T until(String id, @Nullable String prefer, int longest, Supplier<T> look, Predicate<T> ended) {
        var until = Instant.now().plus(wait(prefer, longest));
        try (var watch = signals.watch(id)) {
            var seen = look.get();
            while (!ended.test(seen) && Instant.now().isBefore(until)) {
                if (!watch.await(Duration.between(Instant.now(), until))) break;
                seen = look.get();
            }
            return seen;
        }
    }

    private static Duration wait(@Nullable String prefer, int longest) {
        var matcher = WAIT.matcher(prefer == null ? "" : prefer);
        return Duration.ofSeconds(matcher.find() ? Math.min(longest, Integer.parseInt(matcher.group(1))) : 0);
    }
}
