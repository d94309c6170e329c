package org.fugu.service.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.fugu.service.problem.Refusal;
import org.springframework.stereotype.Component;

/// Bounds how many event streams one user has open in this process.
@Component
class StreamSlots {
    static final int PER_USER = 10;

    private final Map<String, Integer> open = new HashMap<>();

    /// A stream that is open until it is closed.
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /// @throws Refusal `too-many-streams`
    synchronized Slot take(String userId) {
        var count = open.getOrDefault(userId, 0);
        if (count >= PER_USER) {
            throw Refusal.retryLater(
                    429,
                    "too-many-streams",
                    "you have " + PER_USER + " event streams open; close one",
                    Duration.ofSeconds(10));
        }
        open.put(userId, count + 1);
        return () -> giveBack(userId);
    }

    private synchronized void giveBack(String userId) {
        open.computeIfPresent(userId, (_, count) -> count == 1 ? null : count - 1);
    }
}
