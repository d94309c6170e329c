package org.fugu.service.account;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// At most so many failed sign-ins a minute from one address, whatever names they try.
///
/// Kept in this process: several processes allow several times as many, which still stops guessing.
@Component
class AddressLimit {
    static final int PER_MINUTE = 30;
    private static final int ADDRESSES = 10_000;
    private static final long MINUTE_MILLIS = 60_000;

    /// @param minute since 1970
    private record Count(long minute, int failures) {}

    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > ADDRESSES;
        }
    };

    @Autowired
    AddressLimit() {
        this(Clock.systemUTC());
    }

    AddressLimit(Clock clock) {
        this.clock = clock;
    }

    /// Begins an attempt, which counts as failed until [#succeeded].
    ///
    /// @return whether it may be made
    synchronized boolean begin(String address) {
        var now = minute();
        var count = counts.get(address);
        var failures = count == null || count.minute() != now ? 0 : count.failures();
        if (failures >= PER_MINUTE) return false;
        counts.put(address, new Count(now, failures + 1));
        return true;
    }

    synchronized void succeeded(String address) {
        counts.computeIfPresent(address, (_, count) -> new Count(count.minute(), Math.max(count.failures() - 1, 0)));
    }

    private long minute() {
        return clock.millis() / MINUTE_MILLIS;
    }
}
