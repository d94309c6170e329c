package org.fugu.service.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Whether there is more to come of a set.
public enum RunSetState {
    /// Some of its runs have not ended.
    UNDER_WAY,
    /// All have ended, however they did.
    ENDED;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
