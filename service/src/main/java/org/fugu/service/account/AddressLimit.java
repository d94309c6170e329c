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

    synchronized boolean exceeded(String address) {
        var count = counts.get(address);
        return count != null && count.minute() == minute() && count.failures() >= PER_MINUTE;
    }

    synchronized void failed(String address) {
        var now = minute();
        counts.merge(
                address,
                new Count(now, 1),
                (old, one) -> old.minute() == now ? new Count(now, old.failures() + 1) : one);
    }

    private long minute() {
        return clock.millis() / MINUTE_MILLIS;
    }
}
