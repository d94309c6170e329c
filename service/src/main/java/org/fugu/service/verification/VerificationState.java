package org.fugu.service.verification;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How far a verification is.
enum VerificationState {
    QUEUED,
    RUNNING,
    /// It is known whether the digests are the same.
    FINISHED,
    /// The service could not carry it out.
    INFRASTRUCTURE_ERROR,
    CANCELED;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static VerificationState ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    boolean hasEnded() {
        return this != QUEUED && this != RUNNING;
    }
}
