package org.fugu.service.account;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.fugu.service.problem.Refusal;

/// Bounds how much of something one user has under way at once in this process.
public final class UserSlots {
    private final int most;
    private final String code;
    private final String detail;
    private final Map<String, Integer> taken = new HashMap<>();

    /// @param code of the refusal when there is no slot left
    /// @param detail of the refusal
    public UserSlots(int most, String code, String detail) {
        this.most = most;
        this.code = code;
        this.detail = detail;
    }

    /// Something that is under way until it is closed.
    public interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /// @throws Refusal when that user has no slot left
    public synchronized Slot take(String userId) {
        var count = taken.getOrDefault(userId, 0);
        if (count >= most) throw Refusal.retryLater(429, code, detail, Duration.ofSeconds(10));
        taken.put(userId, count + 1);
        return () -> giveBack(userId);
    }

    private synchronized void giveBack(String userId) {
        taken.computeIfPresent(userId, (_, count) -> count == 1 ? null : count - 1);
    }
}
