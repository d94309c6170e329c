package org.fugu.service.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a user may do beyond their own things.
public enum Role {
    USER,
    /// Makes users.
    ADMIN;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role ofWire(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
