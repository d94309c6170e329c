package org.fugu.service.sharing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fugu.service.problem.Refusal;
import org.springframework.stereotype.Component;

/// At most so many looks a minute from one address, since who looks has not signed in. It bounds load; a token is too
/// long to be guessed. Kept in this process.
@Component
class ShareLimit {
    static final int PER_MINUTE = 120;
    private static final int ADDRESSES = 10_000;
    private static final int SECONDS = 60;

    /// @param minute since 1970
    private record Count(long minute, int looks) {}

    private final Map<String, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > ADDRESSES;
        }
    };

    /// @throws Refusal `too-many-looks`
    synchronized void count(String address) {
        var second = Instant.now().getEpochSecond();
        var minute = second / SECONDS;
        var count = counts.get(address);
        var looks = count == null || count.minute() != minute ? 0 : count.looks();
        if (looks >= PER_MINUTE) {
            throw Refusal.retryLater(
                    429,
                    "too-many-looks",
                    "too many looks at shared runs from this address; try again in a minute",
                    Duration.ofSeconds(SECONDS - second % SECONDS));
        }
        counts.put(address, new Count(minute, looks + 1));
    }
}
