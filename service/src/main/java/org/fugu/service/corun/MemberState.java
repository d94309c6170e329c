package org.fugu.service.corun;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Where a member of a co-run stands.
enum MemberState {
    /// Has no job yet.
    INVITED,
    /// Has a job and has not confirmed it.
    JOINED,
    CONFIRMED,
    /// Takes no part: left before the start, or was left out at it.
    LEFT;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MemberState ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
