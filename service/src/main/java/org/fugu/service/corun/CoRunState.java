package org.fugu.service.corun;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a co-run stands.
enum CoRunState {
    /// Its members add and confirm jobs.
    OPEN,
    /// Started; it waits for a worker, or for the co-run before it on the partition.
    QUEUED,
    RUNNING,
    FINISHED,
    CANCELED,
    /// Not all had confirmed in time, and nobody had closed it.
    EXPIRED,
    /// The service could not carry it out.
    INFRASTRUCTURE_ERROR;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CoRunState ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    boolean hasEnded() {
        return this != OPEN && this != QUEUED && this != RUNNING;
    }
}
