package org.fugu.service.library;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Who sees a published version, and may bind runs to it. Its owner always does.
public enum LibraryVisibility {
    /// Nobody else.
    PRIVATE,
    /// Those whom its owner names.
    NAMED,
    /// Those who take part in a project.
    PROJECT,
    EVERYBODY;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static LibraryVisibility ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
