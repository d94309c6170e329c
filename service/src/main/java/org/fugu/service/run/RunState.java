package org.fugu.service.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;

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

    /// @param text what a request calls it, or null
    /// @throws Refusal `bad-parameter` when there is no such state
    static void require(@Nullable String text) {
        if (text == null) return;
        for (var state : values()) if (state.wireName().equals(text)) return;
        throw Refusal.of(400, "bad-parameter", "there is no state '" + text + "'");
    }

    boolean hasEnded() {
        return this == FINISHED || this == CANCELED || this == INFRASTRUCTURE_ERROR;
    }
}
