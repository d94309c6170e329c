package org.fugu.service.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/// What a webhook can tell of.
public enum EventKind {
    MEASUREMENT_FINISHED,
    COMPARISON_FINISHED,
    ALERT_RAISED,
    ALERT_RESOLVED;

    /// For example `measurement.finished`.
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    static EventKind ofWire(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
