package org.fugu.service.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/// What a webhook can tell of.
public enum EventKind {
    MEASUREMENT_FINISHED("measurement.finished"),
    COMPARISON_FINISHED("comparison.finished"),
    ALERT_RAISED("alert.raised"),
    ALERT_RESOLVED("alert.resolved"),
    RUN_FINISHED("run.finished"),
    RUN_SET_FINISHED("run-set.finished"),
    LEASE_ALLOCATED("lease.allocated"),
    LEASE_EXPIRED("lease.expired");

    private final String wireName;

    EventKind(String wireName) {
        this.wireName = wireName;
    }

    /// For example `measurement.finished`.
    @JsonValue
    @Override
    public String toString() {
        return wireName;
    }

    static EventKind ofWire(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
