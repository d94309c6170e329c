package org.fugu.service.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a run stands. How it ended is its outcome, which is another thing.
public enum RunState {
    QUEUED,
    /// A worker and a partition are its own.
    ALLOCATED,
    RUNNING,
    FINISHED,
    CANCELED,
    /// The service could not carry it out; the guest is not to blame.
    INFRASTRUCTURE_ERROR;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RunState ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    boolean hasEnded() {
        return this == FINISHED || this == CANCELED || this == INFRASTRUCTURE_ERROR;
    }
}
