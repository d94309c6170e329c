package org.fugu.service.corun;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How the jobs of a co-run share the machine.
enum CoRunMode {
    /// Each has nodes of its own.
    RECTANGLES,
    /// Those in one rectangle have its nodes in turns.
    TURNS;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CoRunMode ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
