package org.fugu.service.project;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What somebody may do in a project; each of these may also do what those before it may.
public enum ProjectRole {
    /// Sees all of it.
    VIEWER,
    /// Measures, compares and answers alerts, and makes run keys.
    MEMBER,
    /// Decides who is in it, where it sends what, and when it ends. There is one.
    OWNER;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ProjectRole ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// Whether this may do what that may.
    public boolean covers(ProjectRole other) {
        return compareTo(other) >= 0;
    }
}
