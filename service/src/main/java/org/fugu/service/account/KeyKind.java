package org.fugu.service.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What an API key is for.
enum KeyKind {
    /// All that its owner may.
    USER,
    /// To measure and compare in one project.
    RUN;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
