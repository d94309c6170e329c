package org.fugu.service.comparison;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How far a comparison is.
public enum ComparisonState {
    /// It waits for its measurements, or for a worker.
    QUEUED,
    RUNNING,
    /// It has a report.
    FINISHED,
    /// A measurement came to no result, or the service could not carry it out.
    INFRASTRUCTURE_ERROR;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ComparisonState ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public boolean hasEnded() {
        return this == FINISHED || this == INFRASTRUCTURE_ERROR;
    }
}
