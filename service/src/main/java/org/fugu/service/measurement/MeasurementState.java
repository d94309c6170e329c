package org.fugu.service.measurement;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How far a measurement is.
public enum MeasurementState {
    QUEUED,
    RUNNING,
    /// It has results, whether the programs ended well or not.
    FINISHED,
    /// The service could not carry it out.
    INFRASTRUCTURE_ERROR,
    CANCELED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static MeasurementState ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public boolean hasEnded() {
        return this != QUEUED && this != RUNNING;
    }
}
