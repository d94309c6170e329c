package org.fugu.service.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What is known of a run that came in a file.
public enum ImportState {
    /// Its result is what the file says.
    CLAIMED,
    /// It was carried out here, and all was as the file says.
    VERIFIED,
    /// It was carried out here, and something was not.
    DIFFERENT;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ImportState ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
